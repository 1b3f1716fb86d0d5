"""A list that is rewritten in place, with nothing against readers."""

from typing import Any


class Zonelist:
    """Zones in slots, None behind the last of them."""

    def __init__(self, zones: list[int]) -> None:
        self.slots: list[Any] = [*zones, *[None] * 4]

    def rebuild(self, zones: list[int]) -> None:
        """Put other zones there."""
        for at, zone in enumerate([*zones, None]):
            self.slots[at] = zone

    def walk(self) -> list[int]:
        """The zones up to the first None."""
        visits = []
        for zone in self.slots:
            if zone is None:
                break
            visits.append(zone)
        return visits


STRATEGY = "in_place"
start, write, read = Zonelist, Zonelist.rebuild, Zonelist.walk
