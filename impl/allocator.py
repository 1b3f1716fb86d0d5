"""The readers: one pass over the list, and an allocation in the shape of __alloc_pages()."""

from collections.abc import Callable
from itertools import count

from impl.instance import Instance
from impl.memory import Memory
from impl.observation import AllocationSeen, PassSeen
from impl.pages import AlwaysPages, Pages, PagesFrom
from impl.reader import Reader, never
from impl.scan import Place
from impl.strategies.strategy import Strategy


def no_reclaim() -> None:
    """Reclaim nothing between two tries."""


def read_pass(memory: Memory, strategy: Strategy, instance: Instance) -> PassSeen:
    """Walk the list once as the strategy's readers do, taking no page."""
    strategy.enter(memory, instance)
    seen = Reader(memory, strategy, instance).walk(0, None, never)
    strategy.leave(memory, instance)
    return seen


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
    strategy.enter(memory, instance)
    seen = _Allocation(memory, strategy, instance, pages).run(tries, reclaim)
    strategy.leave(memory, instance)
    return seen


class _Allocation:
    """One allocation in progress."""

    def __init__(
        self, memory: Memory, strategy: Strategy, instance: Instance, pages: Pages
    ) -> None:
        self._reader = Reader(memory, strategy, instance)
        self._pages = pages
        self._passes: list[PassSeen] = []
        self._restarts = 0

    def run(self, tries: int, reclaim: Callable[[], None]) -> AllocationSeen:
        """Take the fast path, then the slow path round by round."""
        if self._is_last(0, None):
            return self._seen()
        for first_number in count(0, tries + 1):
            seen = self._round(first_number, tries, reclaim)
            if seen is not None:
                return seen
            self._restarts += 1
        raise AssertionError  # pragma: no cover  # count() does not end

    def _round(
        self, first_number: int, tries: int, reclaim: Callable[[], None]
    ) -> AllocationSeen | None:
        """Make the tries and the last look behind a pass; None = the check says to begin anew."""
        reader = self._reader
        cookies = reader.begin()
        cached: Place | None = None
        if reader.strategy.keeps_first:
            first = reader.find_first()
            if first.broken:
                return self._seen()
            cached = first.stopped
            if cached is None:
                again = reader.restarts("empty first slot", cookies)
                return None if again else self._seen(gave_up=True)
        last_look = first_number + tries + 1
        for number in range(first_number + 1, last_look):
            if number > first_number + 1:
                reclaim()
                if reader.restarts("retry", cookies):
                    return None
            if self._is_last(number, cached):
                return self._seen()
        if reader.restarts("last look", cookies):
            return None
        if self._is_last(last_look, cached):
            return self._seen()
        return self._seen(gave_up=True, gave_up_number=last_look)

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
