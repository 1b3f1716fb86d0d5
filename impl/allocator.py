"""The readers: one pass over the list, and an allocation in the shape of __alloc_pages()."""

from collections.abc import Callable
from itertools import count
from typing import Protocol

from impl.instance import Instance
from impl.memory import Memory
from impl.observation import AllocationSeen, PassSeen
from impl.scan import Place, Scanned, scan
from impl.section import Section
from impl.strategies.strategy import Strategy


class Pages(Protocol):
    """The free pages of every zone."""

    def take(self, zone: int, number: int) -> bool:
        """Take a page of a zone in the pass of that number, if it has one."""

    def put_back(self, zone: int) -> None:
        """Return the page that a rejected pass took."""


class PagesFrom:
    """Pages as an instance states them: by the number of the pass, and never used up."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def take(self, zone: int, number: int) -> bool:
        """Whether the zone has pages in that pass."""
        return self._instance.has_pages(zone, number)

    def put_back(self, zone: int) -> None:
        """Nothing: taking used nothing up."""


class AlwaysPages:
    """Pages without end, for zones whose word in shared memory has told that there are some."""

    def take(self, zone: int, number: int) -> bool:
        """Give a page."""
        del zone, number
        return True

    def put_back(self, zone: int) -> None:
        """Nothing: taking used nothing up."""


def always(zone: int) -> bool:
    """Stop at the first zone."""
    del zone
    return True


def never(zone: int) -> bool:
    """Stop at no zone."""
    del zone
    return False


def no_reclaim() -> None:
    """Reclaim nothing between two tries."""


def read_pass(memory: Memory, strategy: Strategy, instance: Instance) -> PassSeen:
    """Walk the list once as the strategy's readers do, taking no page."""
    return _Reader(memory, strategy, instance).walk(0, None, never)


def alloc_pages(
    memory: Memory,
    strategy: Strategy,
    instance: Instance,
    pages: Pages | None = None,
    *,
    tries: int = 2,
    reclaim: Callable[[], None] = no_reclaim,
) -> AllocationSeen:
    """Allocate one page.

    Args:
        memory: Where the list lies.
        strategy: How readers guard themselves.
        instance: The request.
        pages: The free pages; by default those that the instance states, or, where a word of
            shared memory tells of each zone, whatever that word says.
        tries: The walks of one round of the slow path before its last look, at least 1.
        reclaim: Called between two tries; it may make pages free.
    """
    if pages is None:
        pages = AlwaysPages() if strategy.has_pages else PagesFrom(instance)
    allocation = _Allocation(memory, strategy, instance, pages)
    return allocation.run(tries, reclaim)


class _Reader:
    """Attempts at scans within a strategy's section, and what went wrong in any of them."""

    def __init__(self, memory: Memory, strategy: Strategy, instance: Instance) -> None:
        self.memory = memory
        self.strategy = strategy
        self.instance = instance
        self.outside = self.freed = False
        self.rejected = 0
        self._section: Section = strategy.section(instance)

    def attempt(
        self,
        cached: Place | None,
        stop: Callable[[int], bool],
        undo: Callable[[int], None] | None = None,
    ) -> Scanned:
        """Scan until an attempt is accepted; `undo` gives back the page of one that is not."""
        before: Scanned | None = None

        def once(place: Place) -> Scanned:
            nonlocal before
            if before is not None:
                self.rejected += 1
                if undo is not None and before.stopped is not None:
                    undo(before.visits[-1])
            before = scan(self.memory, self.instance, place, stop)
            self.outside = self.outside or before.outside
            self.freed = self.freed or before.freed or before.late
            return before

        return self._section(self.memory, cached, once)

    def walk(
        self,
        number: int,
        cached: Place | None,
        stop: Callable[[int], bool],
        undo: Callable[[int], None] | None = None,
    ) -> PassSeen:
        """Make the pass of that number."""
        outside, freed, rejected = self.outside, self.freed, self.rejected
        self.outside = self.freed = False
        seen = self.attempt(cached, stop, undo)
        result = PassSeen(
            number=number,
            visits=seen.visits,
            completed=seen.completed,
            outside=self.outside,
            freed=self.freed,
            page=None if seen.stopped is None else seen.visits[-1],
            rejected=self.rejected - rejected,
        )
        self.outside, self.freed = self.outside or outside, self.freed or freed
        return result


class _Allocation:
    """One allocation in progress."""

    def __init__(
        self, memory: Memory, strategy: Strategy, instance: Instance, pages: Pages
    ) -> None:
        self._reader = _Reader(memory, strategy, instance)
        self._pages = pages
        self._passes: list[PassSeen] = []
        self._restarts = 0

    def run(self, tries: int, reclaim: Callable[[], None]) -> AllocationSeen:
        """Take the fast path, then the slow path round by round."""
        memory, check = self._reader.memory, self._reader.strategy.check
        if self._is_last(0, None):
            return self._seen()
        for first_number in count(0, tries + 1):
            cookie = None if check is None else check.begin(memory)
            cached: Place | None = None
            gave_up_number: int | None = first_number + tries + 1
            if self._reader.strategy.keeps_first:
                first = self._reader.attempt(None, always)
                if first.broken:
                    return self._seen()
                cached = first.stopped
                if cached is None:
                    gave_up_number = None
            if gave_up_number is not None:
                for number in range(first_number + 1, gave_up_number):
                    if self._is_last(number, cached):
                        return self._seen()
                    if number + 1 < gave_up_number:
                        reclaim()
            if check is not None and cookie is not None and check.moved(memory, cookie):
                self._restarts += 1
                continue
            if gave_up_number is not None and self._is_last(gave_up_number, cached):
                return self._seen()
            return self._seen(gave_up=True, gave_up_number=gave_up_number)
        raise AssertionError  # pragma: no cover  # count() does not end

    def _is_last(self, number: int, cached: Place | None) -> bool:
        """Make a pass; whether it took a page or read what is no zoneref, which ends it all."""

        def take(zone: int) -> bool:
            reader = self._reader
            has_pages = reader.strategy.has_pages
            if has_pages is not None and not has_pages(reader.memory, zone):
                return False
            return self._pages.take(zone, number)

        seen = self._reader.walk(number, cached, take, self._pages.put_back)
        self._passes.append(seen)
        return not seen.completed

    def _seen(self, *, gave_up: bool = False, gave_up_number: int | None = None) -> AllocationSeen:
        """Return what the allocation did."""
        return AllocationSeen(
            passes=tuple(self._passes),
            zone=self._passes[-1].page,
            gave_up=gave_up,
            gave_up_number=gave_up_number,
            restarts=self._restarts,
            rejected=self._reader.rejected,
            outside=self._reader.outside,
            freed=self._reader.freed,
        )
