"""A tally counts certain violations only."""

from impl.instance import Instance
from impl.observation import AllocationSeen, PassSeen
from impl.tally import Tally, unmoved

INSTANCE = Instance(((1, 2, 3),), types=(0, 0, 1), nodes=(0, 0, 0), limit=0)


def test_missed_zone_was_listed_throughout_and_satisfies() -> None:
    """A completed pass misses the satisfying zones that were listed all the time."""
    tally = Tally()
    tally.add_pass(PassSeen(0, (1,), completed=True, rejected=2), INSTANCE, {1, 2, 3})
    assert tally == Tally(passes=1, missed_zones=1, restarts=2)
    tally.add_pass(PassSeen(0, (1,), completed=False, freed=True), INSTANCE, {1, 2, 3})
    assert tally == Tally(passes=2, missed_zones=1, restarts=2, use_after_free=1)


def test_premature_oom_needs_to_be_certain() -> None:
    """Giving up is counted as premature only if it is known to be."""
    gave_up = AllocationSeen((PassSeen(0, (1, 1), completed=True),), None, gave_up=True)
    tally = Tally()
    tally.add_allocation(gave_up, premature=False)
    assert tally == Tally(allocations=1, failed=1, doubled_visits=1)
    tally.add_allocation(gave_up, premature=True)
    assert tally.premature_oom == 1
    tally.add(tally)
    assert (tally.allocations, tally.premature_oom) == (4, 2)


def test_unmoved_zones_have_the_same_count_twice() -> None:
    """A zone is unmoved if both moments know it with the same count."""
    assert unmoved({1: 0, 2: 0, 3: 0}, {1: 0, 2: 2}) == {1}
