"""A list that is looked at and changed with a lock held."""

from threading import Lock


class Zonelist:
    """Zones, and who may touch them."""

    def __init__(self, zones: list[int]) -> None:
        self.lock = Lock()
        self.zones = list(zones)

    def rebuild(self, zones: list[int]) -> None:
        """Take out every zone, then put in the others one by one."""
        with self.lock:
            self.zones.clear()
            for zone in zones:
                self.zones.append(zone)

    def walk(self) -> list[int]:
        """The zones while nobody changes them."""
        with self.lock:
            return [zone for zone in self.zones if zone]


STRATEGY = "rwlock"
start, write, read = Zonelist, Zonelist.rebuild, Zonelist.walk
