"""Coherence: the order of each location's stores, and that every thread sees it one way.

The four shapes that ``acyclic po-loc | rf | co | fr`` forbids within a location, written out: a
load does not go back behind its thread's own store or an earlier load, and no store goes before
what its thread has seen. herd's ``cos.cat``; Alglave, Maranget, Tautschnig, "Herding cats" (2014).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise, permutations

from spec.events import Event, Source, Structure
from spec.term import Bool, Number, all_of, equal, implies, less, negate, number, truth
from spec.words import Location

FEW = 16
"""Up to so many stores, an order between threads is cheaper as one Boolean for each pair."""


@dataclass(frozen=True)
class Coherence:
    """The coherence order of a structure's stores.

    Attributes:
        structure: the events.
    """

    structure: Structure

    @cached_property
    def _loads(self) -> dict[Location, list[Event]]:
        loads: dict[Location, list[Event]] = {}
        for index in self.structure.sources:
            event = self.structure.events[index]
            assert event.location is not None
            loads.setdefault(event.location, []).append(event)
        return loads

    @cached_property
    def _contested(self) -> list[list[Event]]:
        """The stores of each location that several threads store to."""
        found = [self.structure.stores(location) for location in self.structure.locations()]
        return [stores for stores in found if len({store.thread for store in stores}) > 1]

    @cached_property
    def _ranks(self) -> dict[int, Number]:
        return {
            store.index: number(f"coherence {store.index}", len(stores) - 1)
            for stores in self._contested
            if len(stores) > FEW
            for store in stores
        }

    @cached_property
    def _between(self) -> dict[tuple[int, int], Bool]:
        """For each pair of stores by different threads, whether the first is before the second."""
        order: dict[tuple[int, int], Bool] = {}
        for stores in self._contested:
            for a, b in combinations(stores, 2):
                if a.thread == b.thread:
                    continue
                before: Bool = truth(f"{a.index} before {b.index}")
                if len(stores) > FEW:
                    before = less(self._ranks[a.index], self._ranks[b.index])
                order[a.index, b.index] = before
                order[b.index, a.index] = negate(before)
        return order

    def before(self, a: Event, b: Event) -> Bool:
        """Whether a store is before another one of its location, if both take place."""
        if a.thread == b.thread:
            return a.index < b.index
        return self._between[a.index, b.index]

    def follows(self, source: Source, store: Event) -> Bool:
        """Whether a store overwrites what the source gives."""
        if source.store is None:
            return True
        return source.store is not store and self.before(source.store, store)

    @property
    def co(self) -> Iterator[tuple[Event, Event, Bool]]:
        """Every pair of stores to one location, with the condition that they are in this order."""
        for location in self.structure.locations():
            for a, b in permutations(self.structure.stores(location), 2):
                holds = self.before(a, b)
                if holds is not False:
                    yield a, b, holds

    @property
    def fr(self) -> Iterator[tuple[Event, Event, Bool]]:
        """Each load, each store that overwrites what it read, and when that is so.

        What the load half of a read-modify-write read is overwritten by its own store half at
        once, and then by whatever follows that.
        """
        halves = {
            event.pair: event
            for event in self.structure.events
            if event.pair is not None and event.guard is self.structure.events[event.pair].guard
        }
        for location, loads in self._loads.items():
            for load in loads:
                for store in self.structure.stores(location):
                    if load.index in halves:
                        mine = halves[load.index]
                        later = store is not mine and self.before(mine, store)
                        if later is not False:
                            yield load, store, later
                        continue
                    for source in self.structure.sources[load.index]:
                        later = self.follows(source, store)
                        if later is not False and store.pair != load.index:
                            yield load, store, all_of(source.chosen, later)

    def total(self) -> Iterator[Bool]:
        """Coherence is an order."""
        for stores in self._contested:
            if len(stores) > FEW:
                for a, b in combinations(stores, 2):
                    first, second = self._ranks[a.index], self._ranks[b.index]
                    if a.thread == b.thread:
                        yield less(first, second)
                    else:
                        yield negate(equal(first, second))
            else:
                for a, b, c in permutations(stores, 3):
                    if a.index < b.index or a.index < c.index:
                        yield implies(
                            all_of(self.before(a, b), self.before(b, c)), self.before(a, c)
                        )

    def constraints(self) -> Iterator[Bool]:
        """The order is total, agrees with every thread, and read-modify-writes are atomic."""
        yield from self.total()
        yield from self.atomic()
        yield from self.internal()

    def atomic(self) -> Iterator[Bool]:
        """``empty rmw & (fre ; coe)``: nothing between the halves of a read-modify-write."""
        for event in self.structure.events:
            if event.pair is not None:
                assert event.location is not None
                load = self.structure.events[event.pair]
                yield from self._atomic(load, event, self.structure.stores(event.location))

    def internal(self) -> Iterator[Bool]:
        """``acyclic po-loc | rf | co | fr``."""
        for location, loads in self._loads.items():
            stores = self.structure.stores(location)
            threads: dict[int, list[Event]] = {}
            for load in loads:
                threads.setdefault(load.thread, []).append(load)
                for store in stores:
                    if store.thread == load.thread:
                        yield from self._own(load, store)
            for mine in threads.values():
                for earlier, later in pairwise(mine):
                    yield from self._twice(earlier, later)

    def _own(self, load: Event, store: Event) -> Iterator[Bool]:
        """A thread sees its own stores, in their place."""
        for source in self.structure.sources[load.index]:
            if source.store is store:
                continue
            if store.index < load.index:
                stale = self.follows(source, store)
                yield negate(all_of(source.chosen, store.guard, load.guard, stale))
            elif source.store is not None:
                late = self.before(store, source.store)
                yield negate(all_of(source.chosen, store.guard, load.guard, late))

    def _twice(self, earlier: Event, later: Event) -> Iterator[Bool]:
        """A second load sees no older store than the first.

        Loads that do not happen are no exception: what they would read can always be chosen so.
        """
        for first in self.structure.sources[earlier.index]:
            if first.store is None:
                continue
            for second in self.structure.sources[later.index]:
                older = second.store is None or (
                    second.store is not first.store and self.before(second.store, first.store)
                )
                yield negate(all_of(first.chosen, second.chosen, older))

    def _atomic(self, load: Event, store: Event, stores: list[Event]) -> Iterator[Bool]:
        for source in self.structure.sources[load.index]:
            for other in stores:
                if other is store:
                    continue
                after, before = self.follows(source, other), self.before(other, store)
                yield negate(all_of(source.chosen, store.guard, other.guard, after, before))
