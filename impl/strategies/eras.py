"""The kernel, era by era: how lists are rebuilt, how masks are rebound, what the slow path checks.

Each era has the cpuset's mask and the mempolicy's, and a list. Either the list moves, and no mask
is looked at, or the masks do. An era is named for a release, not always the one that began it.
"""

from dataclasses import replace
from functools import partial

from impl.instance import Instance
from impl.lock import CONSOLE
from impl.memory import Location, Memory, Value
from impl.nodemasks import MEMS, POLICY, TaskMasks, lock_mappings, unlock_mappings
from impl.request import Tested, policy_or_mems
from impl.sequence import MEMS_SEQ, SEQ, SequenceCount
from impl.strategies import rebinding
from impl.strategies.in_place import bare, layout
from impl.strategies.in_place import write as write_in_place
from impl.strategies.reading import READING, get_mems_allowed, put_mems_allowed
from impl.strategies.seqlock import write_and_print, write_irqsave, write_then_lock
from impl.strategies.stop_machine import write_stopped
from impl.strategies.strategy import Check, Strategy, Writer


def _layout(instance: Instance, *, cells: tuple[Location, ...]) -> dict[Location, Value]:
    return {
        **layout(instance),
        **TaskMasks(instance).contents(),
        **dict.fromkeys(cells, 0),
    }


def _request(memory: Memory, instance: Instance) -> Tested:
    return TaskMasks(instance).request(memory)


def _count_and_lock(memory: Memory, instance: Instance) -> None:
    """Enter what is around a request in 2.6.35."""
    get_mems_allowed(memory, instance)
    lock_mappings(memory, instance)


def _unlock_and_count(memory: Memory, instance: Instance) -> None:
    """Leave it."""
    unlock_mappings(memory, instance)
    put_mems_allowed(memory, instance)


def _era(
    name: str, writer: Writer, rebind: rebinding.Once, *cells: Location, check: Check | None = None
) -> Strategy:
    """An era in which every pass begins at slot 0."""
    counts: tuple[SequenceCount, ...] = () if check is None else check.counts
    return Strategy(
        name,
        partial(_layout, cells=(*cells, *(count.location for count in counts))),
        writer,
        bare,
        check=check,
        masks=(MEMS, POLICY),
        rebind=partial(rebinding.each, once=rebind),
        request=_request,
        enter=lock_mappings,
        leave=unlock_mappings,
    )


def _cached(
    name: str, writer: Writer, rebind: rebinding.Once, check: Check, *cells: Location
) -> Strategy:
    """An era since 682a3385e773 (4.7): a first slot for all tries, and should_reclaim_retry()."""
    from_head = _era(name, writer, rebind, *cells, check=check)
    return replace(from_head, keeps_first=True, reclaim_retry=True)


_AFTER_OOM = Check((MEMS_SEQ,), places=frozenset())
_IF_EMPTY = Check((MEMS_SEQ,), places=frozenset(("empty first slot",)))
_BEFORE_OOM = Check((MEMS_SEQ,))
_BY_VALUE = Check((MEMS_SEQ,), intersects=True)
_BOTH = Check((MEMS_SEQ, SEQ), intersects=True)
_AT_RETRY = replace(_BOTH, places=_BOTH.places | {"retry"})

_SINCE_4_13 = rebinding.widen_always_counted

V2_6_34 = _era("v2_6_34", write_stopped, rebinding.widen_unnoticed)
V2_6_35 = replace(
    _era("v2_6_35", write_stopped, rebinding.widen_and_wait, READING),
    enter=_count_and_lock,
    leave=_unlock_and_count,
)
V4_4 = _era("v4_4", write_stopped, rebinding.widen, check=_AFTER_OOM)
V4_7 = replace(
    _cached("v4_7", write_stopped, rebinding.widen, _IF_EMPTY),
    first=policy_or_mems,
)
V4_12 = _cached("v4_12", write_stopped, rebinding.widen, _BEFORE_OOM)
V4_14 = _cached("v4_14", write_in_place, _SINCE_4_13, _BY_VALUE)
V6_0 = _cached("v6_0", write_and_print, _SINCE_4_13, _BOTH, CONSOLE.location)
V6_4 = _cached("v6_4", write_then_lock, _SINCE_4_13, _BOTH)
V6_6 = _cached("v6_6", write_irqsave, _SINCE_4_13, _BOTH)
V6_16 = _cached("v6_16", write_irqsave, _SINCE_4_13, _AT_RETRY)

ALL = (V2_6_34, V2_6_35, V4_4, V4_7, V4_12, V4_14, V6_0, V6_4, V6_6, V6_16)
