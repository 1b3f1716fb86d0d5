"""Relations between events, in the words of a ``.cat`` file: rf, co, fr, dependencies, fences.

A relation is a list of edges, each with the condition under which it is there. An edge is only
asked for when its first event takes place; one into an event that does not is harmless, since
nothing leads on from there. What is ordered by a fence goes through the fence as a node of its own,
so that the number of edges grows with the number of events and not with its square.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from spec.clock import Clock, Edge, Node
from spec.coherence import Coherence
from spec.events import WRITER, Event, Structure
from spec.term import Bool, all_of, negate

Test = Callable[[Event], bool]
"""A set of events, such as W or the fences of one kind."""


def is_load(event: Event) -> bool:
    """R: a load, or the load half of a read-modify-write."""
    return event.action in ("load", "wait", "update")


def is_store(event: Event) -> bool:
    """W: a store, or the store half of a read-modify-write."""
    return event.action == "store"


def is_access(event: Event) -> bool:
    """M: a load or a store."""
    return event.location is not None


def is_acquire(event: Event) -> bool:
    """A: an acquiring load."""
    return event.order == "acquire" and is_load(event)


def is_release(event: Event) -> bool:
    """L: a releasing store."""
    return event.order == "release" and is_store(event)


def fence(*kinds: str) -> Test:
    """F of these kinds."""
    return lambda event: event.action in kinds


@dataclass(frozen=True)
class Execution:
    """The relations of a structure, as a memory model asks for them."""

    structure: Structure

    @cached_property
    def threads(self) -> list[list[Event]]:
        """Each thread's events in program order, the writer's first."""
        threads: dict[int, list[Event]] = {WRITER: []}
        for event in self.structure.events:
            threads.setdefault(event.thread, []).append(event)
        return list(threads.values())

    @cached_property
    def coherence(self) -> Coherence:
        """The order of each location's stores."""
        return Coherence(self.structure)

    # --- communication --------------------------------------------------------------------

    @cached_property
    def rf(self) -> list[tuple[Event, Event, Bool]]:
        """Reads-from: the store, the load, and whether it is so."""
        return [
            (source.store, self.structure.events[load], source.chosen)
            for load, sources in self.structure.sources.items()
            for source in sources
            if source.store is not None
        ]

    @property
    def rfe(self) -> list[Edge]:
        """Reads-from between threads."""
        return [(a.index, b.index, holds) for a, b, holds in self.rf if a.thread != b.thread]

    @property
    def co(self) -> list[Edge]:
        """Coherence between stores that both take place."""
        return [
            (a.index, b.index, all_of(holds, a.guard, b.guard)) for a, b, holds in self.coherence.co
        ]

    @property
    def coe(self) -> list[Edge]:
        """Coherence between threads."""
        return [
            (a.index, b.index, all_of(holds, a.guard, b.guard))
            for a, b, holds in self.coherence.co
            if a.thread != b.thread
        ]

    @cached_property
    def overwritten(self) -> list[tuple[Event, Event, Bool]]:
        """From-reads: the load, each store that overwrites what it read, whether it is so."""
        return [
            (load, store, all_of(load.guard, later, store.guard))
            for load, store, later in self.coherence.fr
        ]

    @property
    def fr(self) -> list[Edge]:
        """From-reads."""
        return [(a.index, b.index, holds) for a, b, holds in self.overwritten]

    @property
    def fre(self) -> list[Edge]:
        """From-reads between threads."""
        return [
            (a.index, b.index, holds) for a, b, holds in self.overwritten if a.thread != b.thread
        ]

    @property
    def settled(self) -> Iterator[Bool]:
        """Nothing overwrites what a settled load read."""
        settled = self.structure.settled
        return (negate(holds) for load, _, holds in self.overwritten if load.index in settled)

    def marked(self, edges: Iterable[Edge]) -> list[Edge]:
        """The edges between marked accesses."""
        events = self.structure.events
        return [
            (a, b, holds)
            for a, b, holds in edges
            if isinstance(a, int)
            and isinstance(b, int)
            and not {"plain"} & (events[a].tags | events[b].tags)
        ]

    def from_stores(self, edges: Iterable[Edge]) -> list[Edge]:
        """The edges that do not begin at a load."""
        events = self.structure.events
        return [edge for edge in edges if not isinstance(edge[0], int) or is_store(events[edge[0]])]

    # --- program order --------------------------------------------------------------------

    @cached_property
    def po(self) -> list[Edge]:
        """Program order, each event to the next of its thread."""
        return [(a.index, b.index, True) for thread in self.threads for a, b in pairwise(thread)]

    def po_but(self, before: Test, after: Test) -> list[Edge]:
        r"""``po \ ([before] ; po ; [after])`` between accesses."""
        edges: list[Edge] = []
        for thread in self.threads:
            first = next((event.index for event in thread if before(event)), None)
            if first is None or not any(after(event) and event.index > first for event in thread):
                edges += [(a.index, b.index, True) for a, b in pairwise(thread)]
                continue
            edges += _through(
                thread,
                lambda event: is_access(event) and not before(event),
                None,
                is_access,
                always=True,
            )
            edges += _through(
                thread,
                before,
                None,
                lambda event: is_access(event) and not after(event),
                always=True,
            )
        return edges

    def through(
        self, gate: Test, before: Test | None, after: Test | None, *, always: bool = False
    ) -> list[Edge]:
        """``[before] ; po ; [gate] ; po ; [after]``, by way of the gate itself.

        Args:
            gate: the fences or accesses that order.
            before: what is ordered before them; None if only the gate itself is.
            after: what is ordered after them; None if only the gate itself is.
            always: they order even where they do not take effect.
        """
        return [
            edge
            for thread in self.threads
            for edge in _through(thread, gate, before, after, always=always)
        ]

    # --- acyclicity -----------------------------------------------------------------------

    def acyclic(self, *relations: Iterable[Edge]) -> Iterator[Bool]:
        """The union of the relations has no cycle; the events of a block count as one."""
        place = {event.index: _node(event) for event in self.structure.events}
        edges = [
            (place[a] if isinstance(a, int) else a, place[b] if isinstance(b, int) else b, holds)
            for relation in (*relations, self.structure.before)
            for a, b, holds in relation
        ]
        nodes: dict[Node, None] = {}
        for thread in self.threads:
            nodes.update((place[event.index], None) for event in thread)
        chain = len({place[event.index] for event in self.threads[0]})
        for a, b, _ in edges:
            nodes.setdefault(a)
            nodes.setdefault(b)
        inside = ((a, b, holds) for a, b, holds in edges if a != b or isinstance(a, int))
        yield from Clock(list(nodes), inside, chain).constraints()


def _node(event: Event) -> Node:
    return event.index if event.block is None else ("block", event.block)


def _through(
    thread: list[Event],
    gate: Test,
    before: Test | None,
    after: Test | None,
    *,
    always: bool = False,
) -> Iterator[Edge]:
    """See ``Execution.through``.

    A gate stands for the gates before it only if it certainly orders and they lead to it.
    """
    waiting: list[Event] = []
    previous: Event | None = None
    passed: list[Event] = []
    for event in thread:
        here = gate(event)
        leads_on = bool(after and after(event) and (before is None or not here))
        if leads_on:
            for each in passed:
                yield each.index, event.index, all_of(each.guard, always or each.takes_effect)
        if here:
            orders = always or event.takes_effect
            if before:
                for each in waiting:
                    yield each.index, event.index, all_of(each.guard, orders)
                if previous:
                    yield previous.index, event.index, orders
                if orders is True:
                    waiting, previous = [], event
                elif before(event):
                    waiting.append(event)
            if orders is True and (before or leads_on):
                passed = [each for each in passed if not _replaced(each, event, always=always)]
            passed.append(event)
        elif before and before(event):
            waiting.append(event)


def _replaced(gate: Event, later: Event, *, always: bool) -> bool:
    """Whether whatever a gate orders before something, a later one orders as well."""
    return (always or gate.takes_effect is True) and later.guard in (True, gate.guard)
