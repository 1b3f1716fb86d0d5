"""A list that is rewritten in place, and a count that tells readers so."""

from typing import Any


class Zonelist:
    """Zones in slots, None behind the last of them."""

    def __init__(self, zones: list[int]) -> None:
        self.seq = 0
        self.slots: list[Any] = [*zones, *[None] * 4]

    def rebuild(self, zones: list[int]) -> None:
        """Put other zones there."""
        self.seq += 1
        for at, zone in enumerate([*zones, None]):
            self.slots[at] = zone
        self.seq += 1

    def walk(self) -> list[int]:
        """The zones, as they were at some moment."""
        while True:
            before = self.seq
            visits = []
            for zone in self.slots:
                if zone is None:
                    break
                visits.append(zone)
            if before % 2 == 0 and self.seq == before:
                return visits


STRATEGY = "seqcount_everywhere"
start, write, read = Zonelist, Zonelist.rebuild, Zonelist.walk
