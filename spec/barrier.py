"""Orderings that belong to an atomic or a lock rather than to one place in the program.

tools/memory-model/linux-kernel.cat (``mb``, ``po-unlock-lock-po``) and lock.cat; aarch64.cat for
``[L] ; po ; [A]`` and ``rmw ; rfi ; [A]`` (since herdtools7 7.58).
"""

from collections.abc import Iterator

from spec.clock import Edge
from spec.events import Event
from spec.relation import Execution, Test, is_acquire, is_release
from spec.term import Bool, all_of


def rmw(x: Execution) -> list[Edge]:
    """The load half of a read-modify-write to its store half."""
    return [
        (event.pair, event.index, event.guard)
        for event in x.structure.events
        if event.pair is not None
    ]


def forwarded_to_acquire(x: Execution) -> list[Edge]:
    """The load half of a read-modify-write to the acquire that its store half is forwarded to."""
    return [
        (store.pair, load.index, all_of(chosen, load.takes_effect))
        for store, load, chosen in x.rf
        if store.thread == load.thread and store.pair is not None and is_acquire(load)
    ]


def release_to_acquire(x: Execution) -> list[Edge]:
    """A release to every later acquire of its thread."""
    edges: list[Edge] = []
    for thread in x.threads:
        released: list[Event] = []
        for event in thread:
            if is_acquire(event):
                edges += [
                    (each.index, event.index, all_of(each.guard, event.takes_effect))
                    for each in released
                ]
            elif is_release(event):
                released.append(event)
    return edges


def around_atomics(x: Execution, member: Test) -> Iterator[Edge]:
    """Strong fences that need a read-modify-write or a lock beside them.

    ``smp_mb__before_atomic()`` orders what is before it with the atomics behind it and what follows
    them; ``smp_mb__after_atomic()``, ``smp_mb__after_spinlock()`` and
    ``smp_mb__after_unlock_lock()`` are the other way round.
    """
    for thread in x.threads:
        for event in thread:
            for gate, guard, last, first in _gates(thread, event):
                for each in thread:
                    if member(each) and each.index <= last:
                        yield each.index, gate, each.guard
                    if member(each) and each.index >= first:
                        yield gate, each.index, guard
    yield from _after_foreign_unlock(x, member)


def _gates(thread: list[Event], barrier: Event) -> Iterator[tuple[tuple[str, ...], Bool, int, int]]:
    """A gate for each atomic that the barrier works with: up to where, and from where on.

    An atomic that fails is one all the same (``RMW`` in linux-kernel.bell).
    """
    stores = {event.pair: event for event in thread if event.pair is not None}
    for load in thread:
        if load.action != "update":
            continue
        gate = ("gate", str(barrier.index), str(load.index))
        guard = all_of(barrier.guard, load.guard)
        store = stores[load.index]
        if barrier.action == "smp_mb__before_atomic()" and load.index > barrier.index:
            yield gate, guard, barrier.index, load.index
        elif load.index < barrier.index:
            if barrier.action == "smp_mb__after_atomic()":
                yield gate, guard, store.index, barrier.index
            elif "LKW" in store.tags and barrier.action == "smp_mb__after_spinlock()":
                yield gate, all_of(guard, store.guard), store.index, barrier.index
            elif "LKW" in store.tags and barrier.action == "smp_mb__after_unlock_lock()":
                for unlock in thread:
                    if "UL" in unlock.tags and unlock.index < store.index:
                        both = all_of(guard, store.guard, unlock.guard)
                        mine = (*gate, str(unlock.index))
                        yield mine, both, unlock.index - 1, barrier.index


def _after_foreign_unlock(x: Execution, member: Test) -> Iterator[Edge]:
    for thread in x.threads:
        for barrier in thread:
            if barrier.action != "smp_mb__after_unlock_lock()":
                continue
            for unlock, lock, before in x.coherence.co:
                if (
                    "UL" not in unlock.tags
                    or "LKW" not in lock.tags
                    or lock.thread != barrier.thread
                    or unlock.thread == lock.thread
                    or lock.index > barrier.index
                ):
                    continue
                gate = ("gate", barrier.index, lock.index, unlock.index)
                for each in x.structure.events:
                    if member(each) and each.thread == unlock.thread and each.index < unlock.index:
                        held = all_of(before, unlock.guard, lock.guard, each.guard)
                        yield each.index, gate, held
                    if member(each) and each.thread == lock.thread and each.index > barrier.index:
                        yield gate, each.index, barrier.guard


def unlock_lock(x: Execution, member: Test) -> Iterator[Edge]:
    """``po ; [UL] ; (po | rf) ; [LKR] ; po``."""
    unlocks = [event for event in x.structure.events if "UL" in event.tags]
    locks = [event for event in x.structure.events if "LKR" in event.tags]
    if not unlocks or not locks:
        return
    for event in x.structure.events:
        if not member(event):
            continue
        for unlock in unlocks:
            if event.thread == unlock.thread and event.index < unlock.index:
                yield event.index, ("unlocked", unlock.index), event.guard
        for lock in locks:
            if event.thread == lock.thread and event.index > lock.index:
                yield ("locked", lock.index), event.index, lock.guard
    for unlock in unlocks:
        for lock in locks:
            if unlock.thread == lock.thread and unlock.index < lock.index:
                yield ("unlocked", unlock.index), ("locked", lock.index), unlock.guard
    for store, load, chosen in x.rf:
        if "UL" in store.tags and "LKR" in load.tags:
            yield ("unlocked", store.index), ("locked", load.index), chosen
