"""The marked part of an execution, and what it orders among plain accesses.

In ``linux-kernel.cat`` plain accesses take part in no order among marked ones: ``hb``, ``pb``,
``rb`` and ``cumul-fence`` hold between marked accesses, and a plain one is bounded by the fences,
acquires, releases and addresses around it. So two plain accesses of one word are ordered by the
marked accesses and fences that take place, whom those read from, where a stopped machine catches a
CPU, and by nothing else. Given that, a load that comes behind a store must not read an older one,
and a load that comes before it must not read it (``plain-coherence``); a store and a load of which
neither comes first race, whatever the load reads.

The one exception, ``addr ; [Plain] ; wmb``, is no exception here: a plain access with an address
dependency and an ``smp_wmb()`` behind it is counted among the marked.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from spec.axioms.execution import Execution as Finished
from spec.axioms.ordering import KernelOrder
from spec.axioms.races import Bounds
from spec.coherence import Coherence
from spec.events import Event, Structure
from spec.grace import places, standstill
from spec.races.drawing import drawn, is_plain
from spec.relation import Execution, is_load, is_store
from spec.term import Bool, Number, Value, all_of, at_most, equal, negate

Pair = tuple[Event, Event]
"""A store and a load of one word by different threads, one of them plain or both."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """One marked part.

    Attributes:
        holds: that the execution has this marked part.
        coherent: what is left of ``plain-coherence``.
        racing: the pairs, as events, of which neither comes first.
    """

    holds: Bool
    coherent: Bool
    racing: frozenset[tuple[int, int]]


def conflicting(structure: Structure) -> list[Pair]:
    """Every store and load of one word by different threads, unless both are marked."""
    events = [event for event in structure.events if event.guard is not False and not event.ghost]
    plain = {event.location for event in events if is_plain(event)}
    return [
        (store, load)
        for store in events
        if is_store(store) and store.location in plain
        for load in events
        if is_load(load) and load.location == store.location and load.thread != store.thread
        if is_plain(store) or is_plain(load)
    ]


def skeleton(structure: Structure, value: Callable[[Bool | Number], Value]) -> Skeleton:
    """The marked part of the execution that the solver found."""
    drawing = drawn(structure, value, marked_only=True)
    bounds = Bounds(KernelOrder(Finished(drawing.graph)))
    visible, unseen, racing = set(), set(), set()
    for store, load in conflicting(structure):
        key = store.index, load.index
        if not {*key} <= drawing.place.keys():
            continue  # a marked one that does not take place
        first, second = drawing.place[store.index], drawing.place[load.index]
        if (first, second) in bounds.wr_vis:
            visible.add(key)
        if (second, first) in bounds.rw_xbstar:
            unseen.add(key)
        if key not in visible | unseen:
            racing.add(key)
    execution = Execution(structure)
    forbidden = [
        overwritten
        for load, store, overwritten in execution.overwritten
        if (store.index, load.index) in visible
    ]
    forbidden += [read for store, load, read in execution.rf if (store.index, load.index) in unseen]
    return Skeleton(
        all_of(*_chosen(structure, value)),
        all_of(*map(negate, forbidden)),
        frozenset(racing),
    )


def _chosen(structure: Structure, value: Callable[[Bool | Number], Value]) -> Iterator[Bool]:
    """What the solver chose for the marked part."""
    kept = [event for event in structure.events if not event.ghost and _counts(structure, event)]
    taken = []
    for event in kept:
        if value(event.guard):
            yield event.guard
            taken.append(event)
        else:
            yield negate(event.guard)
    for event in taken:
        if is_load(event) and not is_plain(event):
            sources = structure.sources[event.index]
            yield next(item.chosen for item in sources if value(item.chosen))
    coherence = Coherence(structure)
    for word in structure.locations():
        for a, b in combinations((event for event in structure.stores(word) if event in taken), 2):
            before = coherence.before(a, b)
            yield before if value(before) else negate(before)
    for block, guard in structure.stops.items():
        yield guard if value(guard) else negate(guard)
        if value(guard):
            yield from _caught(structure, block, value)


def _caught(
    structure: Structure, block: int, value: Callable[[Bool | Number], Value]
) -> Iterator[Bool]:
    """Where the stopped machine catches the threads; before the first place and at it is one."""
    own = {event.thread for event in structure.events if event.block == block}
    for thread in {event.thread for event in structure.events} - own:
        events = [event for event in structure.events if event.thread == thread]
        stop = standstill(block, thread, places(events, structure.sections))
        at = value(stop)
        yield equal(stop, at) if at > 1 else at_most(stop, 1)


def _counts(structure: Structure, event: Event) -> bool:
    """Whether it matters to the order among marked accesses that the event takes place."""
    if not is_plain(event):
        return True
    return bool(event.address) and any(
        later.thread == event.thread and later.index > event.index and later.action == "smp_wmb()"
        for later in structure.events
    )
