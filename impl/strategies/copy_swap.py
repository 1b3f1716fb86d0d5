"""Fill the other array, swap a pointer to it, and free the old one.

With a grace period between swap and free (`_grace`) or without. `_cached` carries a slot address
out of the section in which it was found, which no grace period waits for.
"""

from collections.abc import Callable, Iterable
from functools import partial

from impl.instance import Change, Instance
from impl.memory import Location, Memory, Value
from impl.scan import Place, Scan, Scanned
from impl.section import Section, nothing
from impl.strategies.strategy import Strategy
from impl.zonelist import TwoWordArray, overwrite

LIVE = Location("live")
"""Names the published array; the life of the word is the life of that array."""


def _layout(instance: Instance) -> dict[Location, Value]:
    first, spare = TwoWordArray("A", instance.capacity), TwoWordArray("B", instance.capacity)
    return {
        LIVE: "A",
        **first.contents(instance.lists[0], instance),
        **spare.contents((), instance),
    }


def _assign(memory: Memory, array: TwoWordArray) -> None:
    """Publish an array: rcu_assign_pointer()."""
    memory.store(LIVE, array.name, life=array.life, order="release")


def _grace(memory: Memory) -> None:
    memory.synchronize_rcu()


def _write(
    memory: Memory,
    instance: Instance,
    changes: Iterable[Change],
    *,
    pause: Callable[[Memory], None] = nothing,
) -> None:
    live, spare = TwoWordArray("A", instance.capacity), TwoWordArray("B", instance.capacity)
    for life, change in enumerate(changes, 1):
        other = spare.reused(life)
        overwrite(memory, other, instance, change.zones)
        _assign(memory, other)
        pause(memory)
        live.free(memory)
        live, spare = other, live


def _live(instance: Instance) -> Section:
    capacity = instance.capacity

    def section(memory: Memory, cached: Place | None, scan: Scan) -> Scanned:
        memory.rcu_read_lock()
        if cached is None:
            name, life, view = memory.load_word(LIVE)  # rcu_dereference(live)
            assert isinstance(name, str)
            cached = Place(TwoWordArray(name, capacity, life).reached(view))
        seen = scan(cached)
        memory.rcu_read_unlock()
        return seen

    return section


_write_grace = partial(_write, pause=_grace)

COPY_SWAP = Strategy("copy_swap", _layout, _write, _live)
COPY_SWAP_GRACE = Strategy("copy_swap_grace", _layout, _write_grace, _live)
COPY_SWAP_GRACE_CACHED = Strategy(
    "copy_swap_grace_cached", _layout, _write_grace, _live, keeps_first=True
)
