"""What each writer stores, step by step, for one instance."""

from collections.abc import Callable
from itertools import chain, pairwise

from .instance import Instance, ZoneList
from .memory import COUNTS, FREED, GENERATION, LIVE, SEQ, Cell, Step, Store

Writer = Callable[[Instance], list[Step]]


def store(cell: Cell, value: int, life: int = 0) -> Step:
    """One store as a step of its own."""
    return Step((Store(cell, value, life),))


def index_of(instance: Instance, zone: int) -> int:
    """The index stored beside a zone pointer: the zone's type, 0 beside NULL."""
    return instance.types[zone - 1] if zone else 0


def zoneref(
    instance: Instance, slot: int, zone: int, *, array: int = 0, life: int = 0
) -> list[Step]:
    """Set one slot: pointer first, index second. Zone 0 makes it the terminator."""
    return [
        store(("zone", array, slot), zone, life),
        store(("zone_idx", array, slot), index_of(instance, zone), life),
    ]


def front(instance: Instance, new: ZoneList, *, array: int = 0, life: int = 0) -> list[Step]:
    """Slots 0, 1, 2, ... without the terminator."""
    return [
        step
        for slot, zone in enumerate(new)
        for step in zoneref(instance, slot, zone, array=array, life=life)
    ]


def overwrite(instance: Instance, new: ZoneList, *, array: int = 0, life: int = 0) -> list[Step]:
    """The in-place overwrite: ascending, one terminator, last."""
    last = zoneref(instance, len(new), 0, array=array, life=life)
    return front(instance, new, array=array, life=life) + last


def in_place(instance: Instance) -> list[Step]:
    """Overwrite under the readers."""
    return [step for new in instance.lists[1:] for step in overwrite(instance, new)]


def one_word(instance: Instance) -> list[Step]:
    """Overwrite with one store a slot."""
    return [
        store(("slot", 0, slot), zone)
        for new in instance.lists[1:]
        for slot, zone in enumerate((*new, 0))
    ]


def null_first(instance: Instance) -> list[Step]:
    """Empty slot 0, append zones, terminate behind every run of one node's zones."""
    script: list[Step] = []
    for new in instance.lists[1:]:
        script += zoneref(instance, 0, 0)
        for slot, zone in enumerate(new):
            script += zoneref(instance, slot, zone)
            after = new[slot + 1 : slot + 2]
            if not after or instance.nodes[after[0] - 1] != instance.nodes[zone - 1]:
                script += zoneref(instance, slot + 1, 0)
    return script


def stop_machine(instance: Instance) -> list[Step]:
    """The whole overwrite, and the generation after it, as one step."""
    return [
        Step(
            (
                *chain.from_iterable(step.stores for step in overwrite(instance, new)),
                Store(GENERATION, generation),
            )
        )
        for generation, new in enumerate(instance.lists[1:], 1)
    ]


def append_copy(instance: Instance, *, grace: bool = False) -> list[Step]:
    """Copy the old list behind itself from its far end, overwrite the front, terminate."""
    script: list[Step] = []
    for old, new in pairwise(instance.lists):
        size = len(old)
        for slot in range(2 * size, size - 1, -1):
            zone = 0 if slot == 2 * size else old[slot - size]
            script += reversed(zoneref(instance, slot, zone))
        script += front(instance, new)
        if grace:
            script += [Step((), "begin"), Step((), "end")]
        script += zoneref(instance, len(new), 0)
    return script


def append_copy_grace(instance: Instance) -> list[Step]:
    """The same with a grace period before the final terminator."""
    return append_copy(instance, grace=True)


def seqcount(instance: Instance) -> list[Step]:
    """Overwrite between an odd and an even count."""
    script: list[Step] = []
    for rebuild, new in enumerate(instance.lists[1:]):
        script += [store(SEQ, 2 * rebuild + 1), *overwrite(instance, new)]
        script.append(store(SEQ, 2 * rebuild + 2))
    return script


def seqcount_latch(instance: Instance) -> list[Step]:
    """Two arrays, each overwritten while the count sends readers to the other."""
    script: list[Step] = []
    for rebuild, new in enumerate(instance.lists[1:]):
        script += [store(SEQ, 2 * rebuild + 1), *overwrite(instance, new)]
        script += [store(SEQ, 2 * rebuild + 2), *overwrite(instance, new, array=1)]
    return script


def copy_swap(instance: Instance, *, grace: bool = False) -> list[Step]:
    """Fill the other array, swap the pointer, free the old array.

    Rebuild w fills array w % 2 for its life w; the pointer designates array and life together.
    """
    script: list[Step] = []
    capacity = max(map(len, instance.lists)) + 1
    for life, new in enumerate(instance.lists[1:], 1):
        script += overwrite(instance, new, array=life % 2, life=life)
        script.append(store(LIVE, life))
        if grace:
            script += [Step((), "begin"), Step((), "end")]
        for slot in range(capacity):
            script.append(store(("zone", (life - 1) % 2, slot), FREED, life - 1))
            script.append(store(("zone_idx", (life - 1) % 2, slot), FREED, life - 1))
    return script


def copy_swap_grace(instance: Instance) -> list[Step]:
    """The same with a grace period between swap and free."""
    return copy_swap(instance, grace=True)


def pages_only(instance: Instance) -> list[Step]:
    """No rebuild: zones gain and lose pages."""
    pages = list(instance.pages0)
    script = []
    for zone in instance.events:
        pages[zone - 1] ^= 1
        script.append(store(("pages", 0, zone), pages[zone - 1]))
    return script


def rwlock(instance: Instance) -> list[Step]:
    """Overwrite with every reader locked out."""
    script: list[Step] = []
    for new in instance.lists[1:]:
        script.append(Step((Store(COUNTS, 1),), "lock"))
        script += [*overwrite(instance, new), store(COUNTS, 0)]
    return script
