"""The loop over a zonelist: for_next_zone_zonelist_nodemask()."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from impl.instance import Instance
from impl.memory import FREED, NULL, Memory
from impl.nodemask import Nodemask
from impl.zonelist import SKIPPED, Array


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a slot, and the generation in which it was found (None = no strategy asks)."""

    array: Array
    slot: int = 0
    generation: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What one scan saw.

    It ended at the terminator (`completed`), behind the last slot (`outside`), at FREED (`freed`),
    or at the slot `stopped` whose zone it was to stop at. `late` = a word of a later life of the
    array was read, which ends nothing.
    """

    visits: tuple[int, ...] = ()
    completed: bool = False
    outside: bool = False
    freed: bool = False
    late: bool = False
    stopped: Place | None = None

    @property
    def broken(self) -> bool:
        """Whether the scan ended at something that is no zoneref."""
        return self.outside or self.freed


Scan: TypeAlias = Callable[[Place], Scanned]
"""One scan from a place."""


def scan(
    memory: Memory,
    instance: Instance,
    place: Place,
    stop: Callable[[int], bool],
    masks: tuple[Nodemask, ...] = (),
) -> Scanned:
    """Visit, from a place on, the zones that the request admits by the words read.

    Args:
        memory: Where the array lies.
        instance: Whose limit, mask and nodes decide.
        place: The first slot to read; the filter applies to it too.
        stop: Asked once for each visited zone; the scan ends where it answers True.
        masks: In shared memory; a node has to be in each, the first that lacks it ends the test.
    """
    array, limit, mask = place.array, instance.limit, instance.mask
    visits: list[int] = []
    late = False
    for slot in range(place.slot, array.capacity):
        zone, of_later_life = array.read(memory, slot, limit)
        late = late or of_later_life
        if zone is FREED:
            return Scanned(tuple(visits), freed=True, late=late)
        if zone == NULL:
            return Scanned(tuple(visits), completed=True, late=late)
        if zone == SKIPPED or (mask is not None and instance.node(zone) not in mask):
            continue
        if not all(each.has(memory, instance.node(zone)) for each in masks):
            continue
        visits.append(zone)
        if stop(zone):
            stopped = Place(array, slot, place.generation)
            return Scanned(tuple(visits), late=late, stopped=stopped)
    return Scanned(tuple(visits), outside=True, late=late)
