"""The odds as text."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.odds.report import decimal, render
from spec.odds.scenarios import Reach, reader_of
from spec.odds.survey import given_lists, worst_lists
from spec.odds.wording import readings_of
from spec.page import property_named, strategy_named
from spec.properties import PROPERTIES

PAGE = "in_place_one_word"
PASSES = [prop for prop in PROPERTIES if reader_of(prop) == "pass"]


def test_given_lists_are_a_table_of_both_measures() -> None:
    """Exact, and about; and why they differ, and what they are not."""
    odds = given_lists([strategy_named(PAGE)], PASSES[:2], readings_of("1.2/2", 1), Fraction(1))
    text = render(odds.document(), "table")
    first, second = text.splitlines()[2:4]
    assert first.split() == f"{PAGE} no_missed_zone 1/7 0.1429 1.2/2 2/9 0.2222".split(" ")
    assert second.split() == f"{PAGE} no_double_visit 1/7 0.1429 1.2/2 1/9 0.1111".split(" ")
    assert "The two differ" in text
    assert "Neither is a probability on the clock" in text


def test_worst_lists_say_how_far_was_looked() -> None:
    """And what no run violates, and what does not race at all."""
    strategies = [strategy_named("stop_machine_preempt"), strategy_named("rwlock")]
    odds = worst_lists(strategies, PASSES, Reach(2, 2, 1, 1), Fraction(3, 2))
    text = render(odds.document(), "table")
    assert "within: a pass over 2 zones, an allocation over 2; rebuilds: 1" in text
    assert "steps drawn (3/5)" in text
    assert "stop_machine_preempt: no racing run violates zone_always_visible" in text
    assert "rwlock: no run races, so there is no share, for no_missed_zone" in text


def test_nothing_to_show_is_no_empty_table() -> None:
    """Just the sentences."""
    odds = worst_lists([strategy_named("rwlock")], PASSES[:1], Reach(1, 1, 1, 1), Fraction(1))
    assert render(odds.document(), "table").startswith("rwlock: no run races")


def test_a_strategy_that_no_run_violates_is_one_line() -> None:
    """Not a list of all properties."""
    strategy = strategy_named("copy_swap_grace")
    odds = worst_lists([strategy], PASSES, Reach(1, 1, 1, 1), Fraction(1))
    assert render(odds.document(), "table").startswith(
        "copy_swap_grace: no racing run violates any property"
    )


@pytest.mark.parametrize("style", ["github", "json"])
def test_other_forms_hold_the_same(style: str) -> None:
    """A Markdown table, and plain data."""
    prop = property_named("no_missed_zone")
    odds = given_lists([strategy_named("in_place")], [prop], readings_of("1.2/2", 1), Fraction(1))
    text = render(odds.document(), style)
    assert "3/55" in text
    if style == "json":
        assert json.loads(text) == odds.document()
    else:
        assert text.startswith("| strategy")


@given(share=st.fractions(0, 1))
def test_decimals_are_near_and_never_hide_a_possibility(share: Fraction) -> None:
    """Only 0 is printed as 0, only 1 as 1."""
    text = decimal(share)
    assert (text == "0.0000") == (share == 0)
    assert (text == "1.0000") == (share == 1)
    assert abs(Fraction(text.lstrip("<>")) - share) <= Fraction(1, 10_000)
