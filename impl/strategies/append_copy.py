"""Append a copy of the old list behind it, overwrite the front, then terminate the front.

Proposed by Vlastimil Babka on 14 July 2017. A reader that misses the end of the front goes on into
the copy. `_wmb` and `_rmb` add barriers for the writer and for both; `_grace` lets a grace period
pass between the front and its terminator.
"""

from collections.abc import Callable, Iterable
from functools import partial

from impl.instance import Change, Instance, Zones
from impl.memory import NULL, Location, Memory, Stores, Value
from impl.scan import Place
from impl.section import Section, bracketed, rcu_read_lock, rcu_read_unlock
from impl.strategies.strategy import Strategy
from impl.zonelist import TwoWordArray


def zonerefs(instance: Instance, *, fenced: bool = False) -> TwoWordArray:
    """An array with room for two lists and their terminators."""
    return TwoWordArray("zonerefs", 2 * instance.capacity, fenced=fenced)


def _layout(instance: Instance) -> dict[Location, Value]:
    return zonerefs(instance).contents(instance.lists[0], instance)


def _straight_on(memory: Stores) -> None:
    """Nothing between two stores."""
    del memory


def _wmb(memory: Stores) -> None:
    """A write barrier between two stores."""
    memory.fence("smp_wmb")


def _append(
    memory: Memory,
    array: TwoWordArray,
    instance: Instance,
    old: Zones,
    barrier: Callable[[Stores], None],
) -> None:
    """Copy the old list behind itself: far-end terminator, copy from its far end, index first.

    The old terminator is replaced last, so the list is valid at every step.
    """
    length = len(old)
    for slot in range(2 * length, length - 1, -1):
        zone = NULL if slot == 2 * length else old[slot - length]
        array.write_index_first(memory, slot, zone, instance.zone_idx(zone), between=barrier)
        barrier(memory)


def _pause(memory: Memory) -> None:
    """Go straight on from the front to its terminator."""
    del memory


def _grace(memory: Memory) -> None:
    """Wait for the passes that may be past the front's end."""
    memory.synchronize_rcu()


def _write(
    memory: Memory,
    instance: Instance,
    changes: Iterable[Change],
    *,
    barrier: Callable[[Stores], None] = _straight_on,
    pause: Callable[[Memory], None] = _pause,
) -> None:
    array = zonerefs(instance)
    old = instance.lists[0]
    for change in changes:
        _append(memory, array, instance, old, barrier)
        for slot, zone in enumerate(change.zones):
            array.write(memory, slot, zone, instance.zone_idx(zone))
            barrier(memory)
        pause(memory)
        array.write(memory, len(change.zones), NULL, 0)
        old = change.zones


def _bare(instance: Instance) -> Section:
    return bracketed(Place(zonerefs(instance)))


def _fenced(instance: Instance) -> Section:
    return bracketed(Place(zonerefs(instance, fenced=True)))


def _rcu(instance: Instance) -> Section:
    return bracketed(Place(zonerefs(instance)), rcu_read_lock, rcu_read_unlock)


_write_fenced = partial(_write, barrier=_wmb)
_write_grace = partial(_write, pause=_grace)

APPEND_COPY = Strategy("append_copy", _layout, _write, _bare, keeps_first=True)
APPEND_COPY_WMB = Strategy("append_copy_wmb", _layout, _write_fenced, _bare, keeps_first=True)
APPEND_COPY_RMB = Strategy("append_copy_rmb", _layout, _write_fenced, _fenced, keeps_first=True)
APPEND_COPY_FROM_HEAD = Strategy("append_copy_from_head", _layout, _write, _bare)
APPEND_COPY_GRACE = Strategy("append_copy_grace", _layout, _write_grace, _rcu)
APPEND_COPY_GRACE_CACHED = Strategy(
    "append_copy_grace_cached", _layout, _write_grace, _rcu, keeps_first=True
)
