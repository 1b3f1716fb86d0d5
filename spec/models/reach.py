"""When a store has reached a thread, as the Linux-kernel memory model counts it.

Each event has, beside its place in the order of execution, one place for each other thread: by then
what it stored has reached that thread. An event reaches its own thread as it is executed, and the
stores of a stopped machine reach everybody as it runs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spec.clock import Edge, Node
from spec.relation import Execution, is_store
from spec.term import all_of


@dataclass(frozen=True)
class Reach:
    """The places of one execution's events.

    Attributes:
        execution: whose events.
    """

    execution: Execution

    def _place(self, node: Node, thread: int) -> Node:
        if isinstance(node, int):
            event = self.execution.structure.events[node]
            if event.thread == thread or event.block in self.execution.structure.stops:
                return node
        elif isinstance(node, tuple) and node[0] == "block":
            return node
        return ("reach", node, thread)

    @property
    def _threads(self) -> list[int]:
        return [thread[0].thread for thread in self.execution.threads if thread]

    def executed(self) -> Iterator[Edge]:
        """A store is executed before it reaches anybody."""
        for event in self.execution.structure.events:
            if is_store(event):
                for thread in self._threads:
                    place = self._place(event.index, thread)
                    if place != event.index:
                        yield event.index, place, event.guard

    def entered(self, overwrite: Iterable[Edge]) -> Iterator[Edge]:
        """``(overwrite & ext)``: a store had not reached the thread that it overwrites."""
        events = self.execution.structure.events
        for a, b, holds in overwrite:
            assert isinstance(a, int)
            yield a, self._place(b, events[a].thread), holds

    def along(self, edges: Iterable[Edge]) -> Iterator[Edge]:
        """``cumul-fence`` and ``rfe``: what reaches a thread before what else."""
        for a, b, holds in edges:
            for thread in self._threads:
                first, second = self._place(a, thread), self._place(b, thread)
                if (first, second) != (a, b):
                    yield first, second, holds

    def left(self, edges: Iterable[Edge]) -> Iterator[Edge]:
        """Behind a strong fence everything before it has reached everybody."""
        events = self.execution.structure.events
        for a, b, holds in edges:
            if isinstance(a, int) and events[a].location is not None:
                if isinstance(b, int) and events[b].location is not None:
                    continue
                for thread in self._threads:
                    place = self._place(a, thread)
                    if place != a:
                        yield place, b, holds

    def atomic(self) -> Iterator[Edge]:
        """``rmw-sequence``: a read-modify-write goes on where the store that it read ends."""
        stores = {
            event.pair: event for event in self.execution.structure.events if event.pair is not None
        }
        for store, load, chosen in self.execution.rf:
            if load.index in stores:
                mine = stores[load.index]
                for thread in self._threads:
                    yield (
                        self._place(store.index, thread),
                        self._place(mine.index, thread),
                        all_of(chosen, mine.guard),
                    )
