"""Free pages of every zone, counted, under pressure: a freed page is cache until reclaimed."""

from collections.abc import Iterable
from random import Random
from threading import Lock

from impl.memory import NULL


class FreePages:
    """The pages of every zone.

    Each online zone has `size` pages: free, cache, or held by someone. `take` gives out free ones
    and `free` makes cache of them, which `reclaim` makes free again.
    """

    def __init__(self, zones: Iterable[int], size: int) -> None:
        self._size = size
        self._free = dict.fromkeys(zones, size)
        self._cache = dict.fromkeys(self._free, 0)
        self._emptied = dict.fromkeys(self._free, 0)
        self._online = set(self._free)
        self._lock = Lock()

    def take(self, zone: int, number: int) -> bool:
        """Take a free page of a zone, if it has one; the number of the pass does not matter."""
        del number
        with self._lock:
            if self._free[zone] == 0:
                return False
            self._free[zone] -= 1
            self._emptied[zone] += self._free[zone] == 0
            return True

    def put_back(self, zone: int) -> None:
        """Make a page free that was just taken."""
        self._return(zone, self._free)

    def free(self, zone: int) -> None:
        """Make cache of a page."""
        self._return(zone, self._cache)

    def reclaim(self, random: Random, count: int) -> None:
        """Make up to `count` pages of cache free, all in one zone drawn at random."""
        with self._lock:
            zone = random.choice([z for z, cached in self._cache.items() if cached] or [NULL])
            if zone != NULL:
                count = min(count, self._cache[zone])
                self._cache[zone] -= count
                self._free[zone] += count

    def offline(self, zone: int) -> None:
        """Remove all pages of a zone; those that are held are dropped when they come back."""
        with self._lock:
            self._online.discard(zone)
            self._emptied[zone] += 1
            self._free[zone] = self._cache[zone] = 0

    def online(self, zone: int) -> None:
        """Give a zone its pages: one is free, the others are cache."""
        with self._lock:
            self._online.add(zone)
            self._free[zone] = 1
            self._cache[zone] = self._size - 1

    def nonempty(self) -> dict[int, int]:
        """Return, for each zone with free pages, how often it has run empty so far.

        A zone found with the same count twice had free pages all the time in between.
        """
        with self._lock:
            return {z: self._emptied[z] for z, free in self._free.items() if free}

    def _return(self, zone: int, where: dict[int, int]) -> None:
        with self._lock:
            if zone in self._online and self._free[zone] + self._cache[zone] < self._size:
                where[zone] += 1
