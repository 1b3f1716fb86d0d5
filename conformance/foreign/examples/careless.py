"""A count that readers compare with what it was, and never ask whether it is odd."""

from conformance.foreign.examples import counted


class Zonelist(counted.Zonelist):
    """Zones in slots, None behind the last of them."""

    def walk(self) -> list[int]:
        """The zones, unless the count has moved meanwhile."""
        while True:
            before = self.seq
            visits = []
            for zone in self.slots:
                if zone is None:
                    break
                visits.append(zone)
            if self.seq == before:
                return visits


STRATEGY = "seqcount_everywhere"
start, write, read = Zonelist, Zonelist.rebuild, Zonelist.walk
