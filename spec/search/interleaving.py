"""An order of one writer's and one reader's steps, and which loads it explains.

A schedule says, for each of the reader's steps, how many of the writer's came before it, never
decreasing. Under sequential consistency every load returns what was stored last. Under a weaker
model some execution may have no such order; then the schedule still has one, and the loads that
it does not explain are named.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from spec.clock import Edge
from spec.events import WRITER, Event, Structure
from spec.grace import excluded, law, stopped
from spec.relation import Execution, is_load
from spec.term import Bool, Number, all_of, any_of, at_most, implies, less, number


@dataclass(frozen=True)
class Interleaving:
    """Ranks: a reader's step of rank n comes just behind the writer's step n.

    Attributes:
        structure: events of the writer and one reader.
        ranks: of each event; constant for the writer's.
        explained: for each load of the reader, that it returns what was stored last.
    """

    structure: Structure
    ranks: dict[int, Number] = field(default_factory=dict)
    explained: dict[int, Bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        position = 0
        before: Event | None = None
        for event in self.structure.events:
            if event.thread != WRITER:
                continue
            together = before is not None and (
                (event.block is not None and event.block == before.block)
                or event.pair == before.index
            )
            position += not together
            self.ranks[event.index] = position
            before = event
        for event in self.structure.events:
            if event.thread != WRITER:
                self.ranks[event.index] = (
                    number(f"place {event.index}", position)
                    if event.pair is None
                    else self.ranks[event.pair]
                )
        execution = Execution(self.structure)
        for event in self.structure.events:
            if event.thread != WRITER and is_load(event):
                self.explained[event.index] = all_of(
                    *self._kept(
                        (
                            *(
                                (a.index, b.index, holds)
                                for a, b, holds in execution.rf
                                if b is event
                            ),
                            *(edge for edge in execution.fr if edge[0] == event.index),
                        )
                    )
                )

    @property
    def last(self) -> int:
        """The rank of the writer's last step."""
        return max((rank for rank in self.ranks.values() if isinstance(rank, int)), default=0)

    def writer_steps(self) -> list[tuple[int, Bool]]:
        """Each writer step's rank and whether it is taken; a block is one step."""
        steps: dict[int, Bool] = {}
        for event in self.structure.events:
            if event.thread == WRITER and is_step(event):
                rank = self.ranks[event.index]
                assert isinstance(rank, int)
                steps[rank] = any_of(steps.get(rank, False), event.guard)
        return sorted(steps.items())

    def constraints(self) -> Iterator[Bool]:
        """Program order, what keeps threads apart, and everything but the reader's loads."""
        execution = Execution(self.structure)
        yield from execution.coherence.total()
        yield from execution.coherence.atomic()
        mine = [event for event in self.structure.events if event.thread != WRITER]
        for event in mine:
            yield at_most(self.ranks[event.index], self.last)
        for a, b in pairwise(mine):
            yield at_most(self.ranks[a.index], self.ranks[b.index])
        yield from execution.settled
        apart = self._between_events(
            (*law(execution), *excluded(execution), *self.structure.before)
        )
        rf = [(a.index, b.index, holds) for a, b, holds in execution.rf if b.thread == WRITER]
        fr = [
            (a.index, b.index, holds) for a, b, holds in execution.overwritten if a.thread == WRITER
        ]
        yield from self._kept((*apart, *execution.co, *rf, *fr))

    def standstills(self) -> Iterator[Bool]:
        """A stopped machine catches the reader where the order has it.

        Under sequential consistency that is known anyway: loads tell, or nobody can.
        """
        yield from self._kept(self._between_events(tuple(stopped(Execution(self.structure)))))

    def _between_events(self, edges: tuple[Edge, ...]) -> tuple[Edge, ...]:
        """The edges with the first store of a stopped machine in its place."""
        steps: dict[object, int] = {}
        for event in self.structure.events:
            if event.block is not None:
                steps.setdefault(("block", event.block), event.index)
        return tuple(
            (
                steps.get(a, a) if isinstance(a, tuple) else a,
                steps.get(b, b) if isinstance(b, tuple) else b,
                holds,
            )
            for a, b, holds in edges
        )

    def _kept(self, edges: tuple[Edge, ...]) -> Iterator[Bool]:
        for a, b, holds in edges:
            assert isinstance(a, int)
            assert isinstance(b, int)
            first, second = self.ranks[a], self.ranks[b]
            back_to_writer = self.structure.events[a].thread > self.structure.events[b].thread
            yield implies(holds, (less if back_to_writer else at_most)(first, second))


def is_step(event: Event) -> bool:
    """Barriers take no step, and a read-modify-write takes one."""
    return not event.ghost and not event.action.startswith("smp_") and event.pair is None
