"""Dependencies: what a load's value decides about a later access of its thread.

They come from the program: the addresses, values and branches that were computed from the load.
For the kernel's model a dependency on a plain load, or by way of a plain store, goes on to what
that store was computed from (``carry-dep`` in linux-kernel.bell); for a machine every access is
marked, and each dependency is one of its own.
"""

from collections.abc import Callable, Iterator

from spec.clock import Edge
from spec.events import Event
from spec.relation import Execution, Test, is_load, is_store
from spec.term import Bool, all_of

Origins = Callable[[Execution, int], Iterator[tuple[int, Bool]]]
"""The loads that a dependency on a load is a dependency on, and when: direct or carried."""


def direct(x: Execution, load: int) -> Iterator[tuple[int, Bool]]:
    """The load itself."""
    yield load, x.structure.events[load].guard


def address(x: Execution, target: Test, origins: Origins) -> Iterator[Edge]:
    """``addr ; [target]``."""
    yield from _of(x, target, origins, lambda event: event.address)
    for load, access, holds in x.structure.dependencies:
        if target(x.structure.events[access]):
            yield load, access, all_of(holds, x.structure.events[load].guard)


def data(x: Execution, target: Test, origins: Origins) -> Iterator[Edge]:
    """``data ; [target]``."""
    return _of(x, target, origins, lambda event: event.data)


def control(x: Execution, target: Test, origins: Origins) -> Iterator[Edge]:
    """``ctrl ; [target]``; stores are all that a control dependency orders."""
    return _of(x, target, origins, lambda event: event.control)


def branched(x: Execution, target: Test) -> Iterator[Edge]:
    """``ctrl ; [target]`` of a machine: every store that comes later is behind a branch."""
    return _of(x, target, direct, lambda event: (*event.control, *event.behind))


def _of(
    x: Execution, target: Test, origins: Origins, loads: Callable[[Event], tuple[int, ...]]
) -> Iterator[Edge]:
    for event in x.structure.events:
        if target(event):
            for load in loads(event):
                for origin, holds in origins(x, load):
                    yield origin, event.index, holds


def carried(x: Execution, load: int) -> Iterator[tuple[int, Bool]]:
    """Where the dependency begins: at a marked load, and behind whatever plain access it takes."""
    event = x.structure.events[load]
    if "plain" not in event.tags:
        yield load, event.guard
    for source in x.structure.sources[load]:
        store = source.store
        if store is None or store.thread != event.thread or store.index > load:
            continue
        if "plain" in event.tags | store.tags:
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
    """``addr ; [Plain & W] ; po ; [barrier]``."""
    for thread in x.threads:
        known: list[tuple[int, Bool]] = []
        for event in thread:
            if barrier(event):
                yield from ((load, event.index, holds) for load, holds in known)
            elif "plain" in event.tags and is_store(event):
                known += [pair for load in event.address for pair in carried(x, load)]


def forwarded(x: Execution, source: Test, target: Test, origins: Origins) -> Iterator[Edge]:
    """``(addr | data) ; [source] ; rfi ; [target]``: through a store to the load that reads it.

    What an update stores is computed from what it loads, which the kernel's model counts as well;
    in a machine no register is between the two.
    """
    for store, load, chosen in x.rf:
        if store.thread == load.thread and source(store) and target(load):
            for origin in dict.fromkeys((*store.address, *store.data)):
                if origin == store.pair and origins is direct:
                    continue
                for start, holds in origins(x, origin):
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
