"""A writer that offlines and onlines the last block of a zone, again and again.

The order is the kernel's since 5.10: a leaving zone loses its pages before the rebuild, and an
arriving zone's pages can be allocated only after it.
"""

import time
from collections.abc import Callable, Iterator
from random import Random

from impl.free_pages import FreePages
from impl.instance import Change, Event, Zones


class Hotplug:
    """Which zones are listed, and since when.

    `epoch[z]` is even while zone z is in the list that is published and in any that is being
    published, odd otherwise, and moves at each change: a zone whose epoch is even and the same at
    two moments was listed throughout. `rebuilds` counts the finished ones.
    """

    def __init__(self, order: Zones, removable: Zones, pages: FreePages) -> None:
        self.epoch = dict.fromkeys(order, 0)
        self.rebuilds = 0
        self._order = order
        self._removable = removable
        self._pages = pages

    def changes(self, random: Random, go_on: Callable[[], bool]) -> Iterator[Change]:
        """Yield one change after another while `go_on`, each once the one before is published."""
        offline: set[int] = set()
        while go_on():
            zone = random.choice(self._removable)
            if zone in offline:
                offline.discard(zone)
                yield self._change(offline, Event(zone, 1))
                self._pages.online(zone)
                self.epoch[zone] += 1
            else:
                offline.add(zone)
                self.epoch[zone] += 1
                self._pages.offline(zone)
                yield self._change(offline, Event(zone, 0))
            self.rebuilds += 1
            time.sleep(random.random() * 2e-4)

    def listed(self) -> dict[int, int]:
        """Return the epochs of the zones that are listed now."""
        return {zone: epoch for zone, epoch in self.epoch.items() if epoch % 2 == 0}

    def _change(self, offline: set[int], event: Event) -> Change:
        return Change(tuple(zone for zone in self._order if zone not in offline), (event,))
