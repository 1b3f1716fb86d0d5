"""Two readers as straight-line Python, run under every schedule one by one.

The slowest and plainest form of the oracle, for a handful of instances: it shares with the search
neither states nor position sets nor writers, and is there to check them.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress

from .instance import Instance
from .search import Outcome
from .state import PassRecord

Word = tuple[str, int]
Load = Callable[[Word], int]


def overwrites(instance: Instance, *, counted: bool) -> list[tuple[Word, int]]:
    """The writer's stores: in place, between counts if ``counted``."""
    stores: list[tuple[Word, int]] = []
    count = 0
    for new in instance.lists[1:]:
        if counted:
            stores.append((("seq", 0), count + 1))
        for slot, zone in enumerate((*new, 0)):
            stores.append((("zone", slot), zone))
            stores.append((("zone_idx", slot), instance.types[zone - 1] if zone else 0))
        count += 2
        if counted:
            stores.append((("seq", 0), count))
    return stores


class _Waits(Exception):  # noqa: N818 - a wait that no schedule passes here is no error
    """The run waits for a value that it did not load."""


class _Reader:
    def __init__(self, instance: Instance, load: Load, tries: int) -> None:
        self.instance, self.load, self.tries = instance, load, tries
        self.passes: list[PassRecord] = []

    def walk(self, start: int) -> Iterator[tuple[int, int]]:
        slot = start
        while True:
            if self.load(("zone_idx", slot)) <= self.instance.limit:
                zone = self.load(("zone", slot))
                if not zone:
                    return
                if self.instance.allows(zone):
                    yield slot, zone
            slot += 1

    def look(self, number: int, start: int) -> int | None:
        visits = []
        for _, zone in self.walk(start):
            visits.append(zone)
            if self.instance.has_pages(zone, number):
                self.passes.append((number, tuple(visits), False))
                return zone
        self.passes.append((number, tuple(visits), True))
        return None

    def cookie(self) -> int:
        count = self.load(("seq", 0))
        if count % 2:
            raise _Waits
        return count

    def allocate(self, *, counted: bool) -> Outcome:
        found, restarts = self.look(0, 0), 0
        while found is None:
            first_number = restarts * (self.tries + 1)
            cookie = self.cookie() if counted else 0
            first = next(self.walk(0), None)
            if first is not None:
                for turn in range(1, self.tries + 1):
                    found = self.look(first_number + turn, first[0])
                    if found is not None:
                        return Outcome(tuple(self.passes), found, False, restarts)
            if counted and self.load(("seq", 0)) != cookie:
                restarts += 1
                continue
            if first is None:
                return Outcome(tuple(self.passes), None, True, restarts)
            found = self.look(first_number + self.tries + 1, first[0])
            break
        return Outcome(tuple(self.passes), found, found is None, restarts)


def outcomes(instance: Instance, *, counted: bool, tries: int) -> set[Outcome]:
    """What an allocation shows, over every schedule: ``in_place``, or ``seqcount_slow_path``."""
    stores = overwrites(instance, counted=counted)
    seen: set[Outcome] = set()
    schedule: list[int] = []
    while True:
        memory: dict[Word, int] = {}
        for slot, zone in enumerate(instance.lists[0]):
            memory["zone", slot] = zone
            memory["zone_idx", slot] = instance.types[zone - 1]
        done, taken = 0, 0

        def load(word: Word) -> int:
            nonlocal done, taken
            if taken == len(schedule):
                schedule.append(done)
            while done < schedule[taken]:
                memory[stores[done][0]] = stores[done][1]  # noqa: B023
                done += 1
            taken += 1
            return memory.get(word, 0)  # noqa: B023

        with suppress(_Waits):
            seen.add(_Reader(instance, load, tries).allocate(counted=counted))
        del schedule[taken:]
        while schedule and schedule[-1] == len(stores):
            schedule.pop()
        if not schedule:
            return seen
        schedule[-1] += 1
