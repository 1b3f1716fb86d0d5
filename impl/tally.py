"""What stressed readers saw, judged so that only certain violations count."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from impl.instance import Instance
from impl.observation import AllocationSeen, PassSeen


@dataclass(slots=True)
class Tally:
    """Counts of one reader, or of several added up.

    `missed_zones` counts zones listed throughout a completed pass that did not visit them,
    `blind_passes` those that visited nothing although every nodemask allowed a zone,
    `doubled_visits` passes that visited a zone twice, `premature_oom` allocations that gave up
    although a zone that it was owed had free pages from before the last try to the end.
    `out_of_bounds` and `use_after_free` count passes and allocations with such a load.
    `restarts` counts rounds and passes begun anew.
    """

    allocations: int = 0
    failed: int = 0
    passes: int = 0
    missed_zones: int = 0
    blind_passes: int = 0
    doubled_visits: int = 0
    premature_oom: int = 0
    out_of_bounds: int = 0
    use_after_free: int = 0
    restarts: int = 0

    def add(self, other: "Tally") -> None:
        """Add another reader's counts."""
        for name in (field.name for field in fields(self)):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def add_pass(self, seen: PassSeen, instance: Instance, throughout: set[int]) -> None:
        """Count a pass, during which the zones in `throughout` were listed all the time."""
        self.passes += 1
        if seen.completed:
            owed = {zone for zone in throughout if instance.satisfies(zone)}
            self.missed_zones += len(owed.difference(seen.visits))
        self.doubled_visits += _visits_twice(seen)
        self.out_of_bounds += seen.outside
        self.use_after_free += seen.freed
        self.restarts += seen.rejected

    def add_allocation(self, seen: AllocationSeen, *, premature: bool) -> None:
        """Count an allocation; giving up is `premature` if there was a page for it all the time."""
        self.allocations += 1
        self.failed += seen.zone is None
        self.premature_oom += seen.gave_up and premature
        self.doubled_visits += sum(map(_visits_twice, seen.passes))
        self.out_of_bounds += seen.outside
        self.use_after_free += seen.freed
        self.restarts += seen.restarts + seen.rejected


def unmoved(before: Mapping[int, int], after: Mapping[int, int]) -> set[int]:
    """Return the zones that have the same count at both moments."""
    return {zone for zone, count in before.items() if after.get(zone) == count}


def _visits_twice(seen: PassSeen) -> bool:
    return len(set(seen.visits)) < len(seen.visits)
