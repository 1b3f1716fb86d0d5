"""The slow path alone, retrying as long as reclaim promises pages: __alloc_pages_slowpath().

It may go on for ever. A zone has pages or has none, for good, so each try can be told by what it
loads: nothing else changes between two arrivals at `retry:`.
"""

from impl.instance import Instance
from impl.memory import Memory
from impl.observation import SlowPathSeen
from impl.reader import Reader
from impl.scan import Place
from impl.strategies.strategy import Cookies, Strategy


def slow_path(memory: Memory, strategy: Strategy, instance: Instance) -> SlowPathSeen:
    """Find a page from `restart:` on, or give up.

    Args:
        memory: Where list and masks lie.
        strategy: How readers guard themselves.
        instance: The request; zones have pages unless its `pages_from` says never.
    """
    strategy.enter(memory, instance)
    path = _SlowPath(memory, strategy, instance)
    seen = path.round()
    while seen is None:
        seen = path.round()
    strategy.leave(memory, instance)
    return seen


class _SlowPath:
    """One slow path in progress."""

    def __init__(self, memory: Memory, strategy: Strategy, instance: Instance) -> None:
        self._reader = Reader(memory, strategy, instance)

    def round(self) -> SlowPathSeen | None:
        """Go from `restart:` to the end; None = begin anew."""
        reader = self._reader
        cookies = reader.begin()
        cached: Place | None = None
        if reader.strategy.keeps_first:
            first = reader.find_first()
            if first.broken:
                return self._seen(None)
            cached = first.stopped
            if cached is None:
                again = reader.restarts("empty first slot", cookies)
                return None if again else self._seen(None, gave_up=True)
        is_first = True
        while True:
            self._arrive(cookies, cached, is_first=is_first)
            if not is_first and reader.restarts("retry", cookies):
                return None
            is_first = False
            ended = self._try(cached)
            if ended is not None:
                return ended
            if not self._promises_pages():
                break
        if reader.restarts("last look", cookies):
            return None
        return self._try(cached) or self._seen(None, gave_up=True)

    def _arrive(self, cookies: Cookies, cached: Place | None, *, is_first: bool) -> None:
        """Tell all that the rest depends on."""
        reader = self._reader
        generation = None if cached is None else cached.generation  # which places do not compare
        place = (cached, generation, is_first)
        state = (cookies, *place, reader.tested, reader.outside, reader.freed)
        reader.memory.arrive(state)

    def _try(self, cached: Place | None) -> SlowPathSeen | None:
        """Make a try; None = it found no page."""
        seen = self._reader.walk(0, cached, self._has_pages)
        return None if seen.completed else self._seen(seen.page)

    def _promises_pages(self) -> bool:
        """Whether to try again: should_reclaim_retry(), a walk from slot 0 with masks as of now."""
        reader = self._reader
        if not reader.strategy.reclaim_retry:
            return False
        walk = reader.attempt(None, self._has_pages, reader.tested.everywhere)
        return walk.stopped is not None

    def _has_pages(self, zone: int) -> bool:
        return self._reader.instance.ever_has_pages(zone)

    def _seen(self, zone: int | None, *, gave_up: bool = False) -> SlowPathSeen:
        return SlowPathSeen(zone, gave_up, self._reader.outside, self._reader.freed)
