"""Finding and checking pages."""

from dataclasses import replace
from pathlib import Path

import pytest

from spec.eras import ERAS
from spec.errors import PageError, UsageError
from spec.masks import MASKS
from spec.page import applicable, check, load, property_named, read, strategy_named
from spec.properties import PROPERTIES
from spec.strategies import ALL
from spec.vocabulary import proved

from .command import COPY, page


def test_every_page_of_ours_passes_its_own_check() -> None:
    """The rules for a user's page hold for ours."""
    for strategy in (*ALL, *MASKS, *ERAS):
        check(strategy, strategy.name)


def test_a_page_is_loaded_from_any_folder(tmp_path: Path) -> None:
    """Its file's name need not be the strategy's."""
    own = load(page(tmp_path, f"{COPY}STRATEGY = replace(OURS, name='mine')\n"))
    assert own.name == "mine"


def test_a_page_that_breaks_a_rule_while_it_is_imported_names_it(tmp_path: Path) -> None:
    """The vocabulary's own advice arrives as it is."""
    with pytest.raises(PageError, match="not inline"):
        load(page(tmp_path, f"{COPY}X = refuted('inline', because='a typo')\n"))


def test_a_file_that_is_no_python_is_no_page(tmp_path: Path) -> None:
    """Its name says so, or its bytes do."""
    with pytest.raises(PageError, match="no Python file"):
        load(page(tmp_path, COPY, "own.txt"))
    garbled = tmp_path / "garbled.py"
    garbled.write_bytes(b"# coding: nothing-known\n")
    with pytest.raises(PageError, match="cannot be read: unknown encoding"):
        load(str(garbled))


def test_a_page_is_read_from_its_text_where_its_file_is_not(tmp_path: Path) -> None:
    """A worker on another machine has the text alone."""
    own = read(str(tmp_path / "elsewhere.py"), f"{COPY}STRATEGY = replace(OURS, name='mine')\n")
    assert own.name == "mine"


def test_not_every_property_is_asked_of_every_page() -> None:
    """Freed memory takes a pointer; an end that might not come, somebody who waits or repeats."""
    everything = [item.name for item in PROPERTIES]
    frees, ends = ["no_use_after_free"], ["terminates", "no_deadlock", "no_sleep_in_atomic"]
    for name, omitted in (
        ("in_place", [*frees, *ends]),
        ("copy_swap", ends),
        ("rwlock", frees),
        ("v6_16", frees),
    ):
        asked = [item.name for item in applicable(strategy_named(name))]
        assert asked == [prop for prop in everything if prop not in omitted]


def test_every_missing_verdict_is_named() -> None:
    """A page without verdicts is told all of them at once."""
    bare = replace(strategy_named("rwlock"), expect={})
    with pytest.raises(PageError) as raised:
        check(bare, "own.py")
    assert all(prop.name in str(raised.value) for prop in applicable(bare))


def test_an_unknown_property_without_a_neighbour_is_answered_with_all() -> None:
    """Where nothing is near, everything there is is listed."""
    odd = replace(strategy_named("rwlock"), expect={"xyz": proved("no")})
    with pytest.raises(PageError, match="'xyz': choose from no_missed_zone, "):
        check(odd, "own.py")


@pytest.mark.parametrize("name", ["", "my list", "a\tb", "a::b"])
def test_a_name_that_no_question_could_hold_is_refused(name: str) -> None:
    """STRATEGY::PROPERTY is what every schedule begins with, up to the first space."""
    with pytest.raises(PageError, match="give it one without spaces"):
        check(replace(strategy_named("rwlock"), name=name), "own.py")


def test_names_are_looked_up_exactly() -> None:
    """A strategy or property is found by its whole name only."""
    assert strategy_named("rwlock") in ALL
    assert strategy_named("mask_union_wide") in MASKS
    assert strategy_named("v6_16_masks") in ERAS
    assert property_named("sees_one_list") in PROPERTIES
    with pytest.raises(UsageError, match="did you mean rwlock"):
        strategy_named("rwlok")
    with pytest.raises(UsageError, match="did you mean sees_one_list"):
        property_named("see_one_list")


def test_a_page_of_ones_own_can_be_named() -> None:
    """What was loaded is found beside ours."""
    own = replace(strategy_named("rwlock"), name="mine")
    assert strategy_named("mine", (own,)) is own
