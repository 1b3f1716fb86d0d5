"""Dependencies: what a load's value decides about a later access of its thread.

They come from the program: the addresses, values and branches that were computed from the load.
A dependency on a plain load goes on to what that load was computed from, where it reads a store of
its own thread (``carry-dep`` in linux-kernel.bell).
"""

from collections.abc import Iterator

from spec.clock import Edge
from spec.events import Event
from spec.relation import Execution, Test, is_load, is_store
from spec.term import Bool, all_of


def address(x: Execution, target: Test) -> Iterator[Edge]:
    """``addr ; [target]``."""
    return _of(x, target, lambda event: event.address)


def data(x: Execution, target: Test) -> Iterator[Edge]:
    """``data ; [target]``."""
    return _of(x, target, lambda event: event.data)


def control(x: Execution, target: Test) -> Iterator[Edge]:
    """``ctrl ; [target]``; stores are all that a control dependency orders."""
    return _of(x, target, lambda event: event.control)


def _of(x: Execution, target: Test, loads: object) -> Iterator[Edge]:
    for event in x.structure.events:
        if target(event):
            for load in loads(event):  # type: ignore[operator]
                for origin, holds in carried(x, load):
                    yield origin, event.index, holds


def carried(x: Execution, load: int) -> Iterator[tuple[int, Bool]]:
    """The loads that a dependency on this one is a dependency on, and when."""
    event = x.structure.events[load]
    if "plain" not in event.tags:
        yield load, event.guard
        return
    for source in x.structure.sources[load]:
        store = source.store
        if store is not None and store.thread == event.thread and store.index < load:
            for earlier in store.data:
                for origin, holds in carried(x, earlier):
                    yield origin, all_of(holds, source.chosen)


def address_then_store(x: Execution, target: Test) -> Iterator[Edge]:
    """``addr ; po ; [target]``: a store waits until earlier addresses are known."""
    for thread in x.threads:
        known: dict[int, Bool] = {}
        for event in thread:
            if is_store(event) and target(event):
                yield from ((load, event.index, guard) for load, guard in known.items())
            for load in event.address:
                known[load] = x.structure.events[load].guard


def address_then_fence(x: Execution, barrier: Test) -> Iterator[Edge]:
    """``addr ; [Plain] ; po ; [barrier]``."""
    for thread in x.threads:
        known: list[tuple[int, Bool]] = []
        for event in thread:
            if barrier(event):
                yield from ((load, event.index, holds) for load, holds in known)
            elif "plain" in event.tags:
                known += [pair for load in event.address for pair in carried(x, load)]


def forwarded(x: Execution, target: Test) -> Iterator[Edge]:
    """``(addr | data) ; rfi ; [target]``: through a store to the load that it is forwarded to."""
    for store, load, chosen in x.rf:
        if store.thread == load.thread and target(load) and "plain" not in store.tags:
            for origin in {*store.address, *store.data}:
                for start, holds in carried(x, origin):
                    yield start, load.index, all_of(chosen, holds)


def same_location(x: Execution, member: Test) -> Iterator[Edge]:
    """``[member] ; po-loc ; [W & member]``: (co | fr) within a thread, which coherence directs."""
    for thread in x.threads:
        seen: dict[object, list[Event]] = {}
        for event in thread:
            if member(event):
                if is_store(event):
                    for each in seen.get(event.location, ()):
                        yield each.index, event.index, each.guard
                if is_load(event) or is_store(event):
                    seen.setdefault(event.location, []).append(event)
