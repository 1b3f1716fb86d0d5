"""What is read and written about the odds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.errors import UsageError
from spec.odds.wording import circumstances, ratio_of, readings_of
from spec.page import property_named, strategy_named
from tests.odds.samples import scenario_of, texts

MISSED, OOM = property_named("no_missed_zone"), property_named("no_premature_oom")


@pytest.mark.parametrize(
    "text",
    ["", "garbage", "1.2/", "/2", "1..2/2", "1,2/2", "1.2/2 3", "1.2/2 colour=1", "1.2/2 types="],
)
def test_lists_that_are_no_lists_are_an_error(text: str) -> None:
    """One sentence that says what to write."""
    with pytest.raises(UsageError, match="--lists takes"):
        readings_of(text, 1)


@pytest.mark.parametrize(
    "text", ["1.1/2", "0.1/1", "1.2/2 types=0", "1/2 types=0.9", "1/2 limit=x"]
)
def test_lists_that_make_no_sense_are_an_error(text: str) -> None:
    """A zone twice, a zone 0, a type too few, and what no type or number is."""
    asked = readings_of(text, 1)
    with pytest.raises(UsageError):
        asked(strategy_named("in_place"), MISSED, "pass")


def test_too_many_zones_are_an_error() -> None:
    """Before anything is counted."""
    with pytest.raises(UsageError, match="zones 1 to 8, not 9"):
        readings_of("1.9/1", 1)


@pytest.mark.parametrize("text", ["1.2", "1.2/2 events=1"])
def test_a_rebuild_needs_two_lists_and_no_events(text: str) -> None:
    """Otherwise nothing would change, or something else."""
    with pytest.raises(UsageError, match="takes two lists or more"):
        readings_of(text, 1)(strategy_named("in_place"), MISSED, "pass")


def test_pages_are_as_late_as_the_property_allows() -> None:
    """One reading for each zone that is listed throughout, if nothing is said."""
    readings = readings_of("1.2/2.1", 2)(strategy_named("in_place"), OOM, "allocation")
    assert [item.pages_from for item in readings] == [(2, None), (None, 2)]
    last = property_named("no_premature_oom_last_look")
    readings = readings_of("1.2/2", 2)(strategy_named("in_place"), last, "allocation")
    assert [item.pages_from for item in readings] == [(None, 3)]


def test_lists_without_a_common_zone_are_read_all_the_same() -> None:
    """Nobody has pages then, and nothing is violated."""
    (reading,) = readings_of("1/2", 1)(strategy_named("in_place"), OOM, "allocation")
    assert reading.pages_from == (None, None)


@given(text=texts(zones=3, reader="allocation"), tries=st.integers(1, 3))
def test_what_is_written_is_read_back(text: str, tries: int) -> None:
    """Parts that say nothing are left out, and mean the same."""
    scenario = scenario_of("in_place", "no_premature_oom", text, tries)
    again = scenario_of("in_place", "no_premature_oom", circumstances(scenario), 1)
    assert again.lists == scenario.lists
    assert circumstances(again) == circumstances(scenario)


def test_a_fixed_list_is_written_with_its_events() -> None:
    """And who has pages at first."""
    scenario = scenario_of("list_all_zones", "no_premature_oom", "1.2 events=1 limit=1", 1)
    assert circumstances(scenario) == "1.2 limit=1 events=1 before=0.0 tries=1"


@pytest.mark.parametrize(
    ("text", "ratio"), [("1", (1, 1)), ("3/2", (3, 2)), ("0.1", (1, 10)), ("10/4", (5, 2))]
)
def test_ratios_are_exact(text: str, ratio: tuple[int, int]) -> None:
    """A decimal is a fraction."""
    assert ratio_of(text) == Fraction(*ratio)


@pytest.mark.parametrize("text", ["0", "-1", "0/3", "1/0", "1e9", "x", "", "1/2/3", "nan"])
def test_a_ratio_that_is_none_is_an_error(text: str) -> None:
    """One sentence that says what to write."""
    with pytest.raises(UsageError, match="--ratio takes a positive number"):
        ratio_of(text)
