"""Relations over events, and acyclicity by ranks.

An edge is a pair of events with the condition under which it is there. The writer's events form a
chain that is known before solving, so they get constant ranks; every other event gets a rank that
says how much of that chain it comes after. Where threads other than the writer also order each
other, ranks leave room between the writer's and every edge is strict.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from spec.events import WRITER, Event, Structure
from spec.term import Bool, Number, all_of, at_most, implies, less, negate, number, truth

Edge = tuple[Event, Event, Bool]


@dataclass(frozen=True)
class Execution:
    """The relations of a structure, as a memory model asks for them."""

    structure: Structure

    @cached_property
    def po(self) -> list[Edge]:
        """Program order, each event to the next of its thread."""
        threads: dict[int, list[Event]] = {}
        for event in self.structure.events:
            threads.setdefault(event.thread, []).append(event)
        return [(a, b, True) for thread in threads.values() for a, b in pairwise(thread)]

    @cached_property
    def rf(self) -> list[Edge]:
        """Reads-from: the store to the load."""
        return [
            (source.store, self.structure.events[load], source.chosen)
            for load, sources in self.structure.sources.items()
            for source in sources
            if source.store is not None
        ]

    @cached_property
    def co(self) -> list[Edge]:
        """Coherence between threads; within one, program order already says it."""
        edges: list[Edge] = []
        for location in sorted(self.structure.shared, key=str):
            stores = self.structure.stores(location)
            for at, first in enumerate(stores):
                for second in stores[at + 1 :]:
                    if first.thread != second.thread:
                        here = truth(f"{first.index} before {second.index}")
                        edges += [(first, second, here), (second, first, negate(here))]
        return edges

    @cached_property
    def fr(self) -> list[Edge]:
        """From-reads: the load to every store that overwrites what it read."""
        order = {(a.index, b.index): holds for a, b, holds in self.co}
        return [edge for load in self.structure.sources for edge in self._overwrites(load, order)]

    def _overwrites(self, load: int, order: dict[tuple[int, int], Bool]) -> Iterator[Edge]:
        event = self.structure.events[load]
        assert event.location is not None
        for source in self.structure.sources[load]:
            for store in self.structure.stores(event.location):
                if store is event or store is source.store:
                    continue
                if source.store is None:
                    later: Bool = True
                elif source.store.thread == store.thread:
                    later = source.store.index < store.index
                else:
                    later = order[source.store.index, store.index]
                if later is not False:
                    yield (event, store, all_of(source.chosen, later, store.guard))

    @cached_property
    def grace(self) -> list[Edge]:
        """Each RCU section ends before a grace period does, or begins after it began."""
        edges: list[Edge] = []
        for section in self.structure.sections:
            if section.kind != "rcu":
                continue
            for begin, end in self.structure.grace_periods:
                early = truth(f"section {section.begin.index} before grace {end.index}")
                held = all_of(section.begin.guard, begin.guard)
                edges += [
                    (section.end, end, all_of(held, early)),
                    (begin, section.begin, all_of(held, negate(early))),
                ]
        return edges

    @cached_property
    def stopped(self) -> list[Edge]:
        """A stopped machine is wholly before or wholly after a section with preemption off."""
        blocks: dict[int, list[Event]] = {}
        for event in self.structure.events:
            if event.block is not None:
                blocks.setdefault(event.block, []).append(event)
        edges: list[Edge] = []
        for section in self.structure.sections:
            if section.kind != "preemption":
                continue
            for block, events in blocks.items():
                early = truth(f"section {section.begin.index} before block {block}")
                held = all_of(section.begin.guard, events[0].guard)
                edges += [
                    (section.end, events[0], all_of(held, early)),
                    (events[-1], section.begin, all_of(held, negate(early))),
                ]
        return edges

    def acyclic(self, *relations: Iterable[Edge]) -> "Acyclic":
        """The union of the relations has no cycle; the events of a block count as one."""
        return Acyclic(self.structure, [edge for relation in relations for edge in relation])


@dataclass(frozen=True)
class Acyclic:
    """An order that contains every edge, as a rank for each event.

    Attributes:
        structure: whose events are ordered.
        edges: what the order must contain.
        ranks: for each event its rank: equal ranks across threads mean "just after the
            writer's step of that rank".
    """

    structure: Structure
    edges: list[Edge]
    ranks: dict[int, Number] = field(init=False)
    _gap: int = field(init=False)

    def __post_init__(self) -> None:
        others = [event for event in self.structure.events if event.thread != WRITER]
        crossing = {
            event.index
            for edge in self.edges
            if edge[0].thread != edge[1].thread and WRITER not in (edge[0].thread, edge[1].thread)
            for event in edge[:2]
        }
        gap = len(crossing) + 1
        ranks: dict[int, Number] = {}
        position = 0
        block = None
        for event in self.structure.events:
            if event.thread == WRITER:
                if event.block is None or event.block != block:
                    position += gap
                block = event.block
                ranks[event.index] = position
        for event in others:
            ranks[event.index] = number(f"rank {event.index}", position + gap - 1)
        object.__setattr__(self, "ranks", ranks)
        object.__setattr__(self, "_gap", gap)

    @property
    def last(self) -> int:
        """The largest rank there is."""
        positions = [rank for rank in self.ranks.values() if isinstance(rank, int)]
        return max(positions, default=0) + self._gap - 1

    def constraints(self) -> Iterator[Bool]:
        """The conditions on the ranks."""
        for a, b, holds in self.edges:
            if a.thread == WRITER and b.thread == WRITER:
                continue
            first, second = self.ranks[a.index], self.ranks[b.index]
            forward = a.thread == b.thread and a.index < b.index
            strict = not forward and not (self._gap == 1 and a.thread == WRITER)
            yield implies(holds, less(first, second) if strict else at_most(first, second))
        for event in self.structure.events:
            if event.thread != WRITER:
                yield at_most(self.ranks[event.index], self.last)
