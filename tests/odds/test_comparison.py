"""Two strategies over the same lists."""

from fractions import Fraction

from spec.odds.comparison import MEASURES, compare
from spec.odds.scenarios import Reach
from spec.odds.survey import worst_lists
from spec.page import property_named, strategy_named

REACH, ONE = Reach(2, 2, 1, 1), Fraction(1)
MISSED = property_named("no_missed_zone")


def test_every_scenario_is_on_one_side() -> None:
    """In each measure; and the greatest are those of the worst lists."""
    first, second = strategy_named("stop_machine_preempt"), strategy_named("in_place")
    found = compare(first, second, MISSED, REACH, ONE)
    assert found.racing == (found.scenarios, found.scenarios)
    for sides in found.sides.values():
        assert sides.smaller + sides.equal + sides.larger + sides.apart == found.scenarios
    for strategy, greatest in (
        (first, found.sides["runs alike"].first),
        (second, found.sides["runs alike"].second),
    ):
        (worst,) = worst_lists([strategy], [MISSED], REACH, ONE).worst
        assert worst.even is not None
        assert worst.even.even == greatest


def test_a_stopped_machine_is_no_gain_for_every_removal() -> None:
    """A preempted walk misses the zone that moves up in 2 of 5 racing runs, not in 3 of 55.

    For an insertion it is the other way round: nothing moves to the front at one stroke.
    """
    found = compare(
        strategy_named("stop_machine_preempt"), strategy_named("in_place"), MISSED, REACH, ONE
    )
    sides = found.sides["runs alike"]
    assert sides.for_larger == ("1.2/2", Fraction(2, 5), Fraction(3, 55))
    assert sides.for_smaller is not None
    assert sides.for_smaller[0] == "1/2.1"
    assert not sides.never_larger
    assert not sides.never_smaller


def test_an_unpreempted_walk_has_no_share_at_all() -> None:
    """No run races, and so none violates."""
    found = compare(
        strategy_named("stop_machine_nopreempt"), strategy_named("in_place"), MISSED, REACH, ONE
    )
    assert found.racing == (0, found.scenarios)
    assert found.sides["runs alike"].apart == found.scenarios
    assert found.sides["runs alike"].first is None
    whole = found.sides["steps drawn, racing or not"]
    assert whole.never_larger
    assert whole.first == 0


def test_a_strategy_is_as_good_as_itself() -> None:
    """In every measure."""
    page = strategy_named("in_place_one_word")
    found = compare(page, page, MISSED, REACH, Fraction(2))
    assert set(found.sides) == set(MEASURES)
    assert all(sides.equal == found.scenarios for sides in found.sides.values())
