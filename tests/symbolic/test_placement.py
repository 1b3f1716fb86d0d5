"""Barrier synthesis: the sets are enough, minimal and complete, against asking every set."""

from itertools import combinations

import pytest

from spec.errors import UsageError
from spec.instance import Bounds
from spec.placed import WRITER, Sites, placed
from spec.properties import by_name
from spec.search.minimal import UndecidedError
from spec.search.placement import Placement, needed, placements
from spec.search.question import Case
from spec.search.solver import Budget
from spec.strategies import ALL
from spec.verdict import PROVED

PAGES = {page.name: page for page in ALL}
BOUNDS = Bounds(2, 1, 1, 0)


def found(name: str, prop: str, model: str, kind: str = "any", most: int = 200) -> Placement:
    """The placement search inside small bounds."""
    return placements(PAGES[name], by_name(prop), BOUNDS, Budget(), model, kind, most=most)


def holds(name: str, prop: str, model: str, kind: str, sites: Sites) -> bool:
    """Whether the page with these places has the property, by a case of its own."""
    case = Case(placed(PAGES[name], sites), BOUNDS, model=model)
    return case.decide(by_name(prop), (kind,))[kind].word == PROVED


@pytest.mark.parametrize(
    ("name", "model", "kind"),
    [("copy_swap_grace", "armv8", "any"), ("copy_swap_grace", "lkmm", "any")],
)
def test_the_sets_are_all_the_minimal_ones(name: str, model: str, kind: str) -> None:
    """No set of up to two places helps but those that contain one that was found."""
    prop = "no_missed_zone"
    answer = found(name, prop, model, kind)
    assert answer.complete
    minimal = [frozenset(item) for item in answer.sets]
    every = Sites()
    Case(placed(PAGES[name], every), BOUNDS, model=model).inquiry("pass")
    for size in range(3):
        for chosen in combinations(sorted(every.found), size):
            expected = any(item <= set(chosen) for item in minimal)
            assert holds(name, prop, model, kind, Sites(frozenset(chosen))) == expected, chosen


def test_the_cheapest_reader_comes_first() -> None:
    """A write barrier before the swap is all that a pointer swap needs: the reader has its own."""
    (first, *rest) = found("copy_swap_grace", "no_missed_zone", "lkmm").sets
    assert {site.side for site in first} == {WRITER}
    costs = [sum(site.cost for site in item) for item in (first, *rest)]
    assert costs == sorted(costs)


def test_without_any_place_of_a_set_the_property_breaks_and_is_shown() -> None:
    """Each element has its schedule."""
    answer = found("seqcount_everywhere", "no_missed_zone", "armv8", most=1)
    assert not answer.complete
    why = needed(answer, 0, Budget())
    assert [item.site for item in why] == list(answer.sets[0])
    assert all(item.without is not None for item in why)


def test_nothing_is_needed_on_x86() -> None:
    """One writer and readers that only load leave a store buffer nothing to reorder."""
    assert found("seqcount_everywhere", "no_missed_zone", "tso").sets == ((),)


def test_no_placement_helps_against_an_interleaving() -> None:
    """And that interleaving is the witness."""
    answer = found("in_place", "no_missed_zone", "armv8")
    assert answer.sets == ()
    assert answer.witness is not None
    assert not answer.witness.scenario.reads


def test_where_nothing_happens_barriers_have_nothing_to_do() -> None:
    """A fixed list is never reordered, so no barrier is said to be needed or not."""
    with pytest.raises(UsageError, match="vacuous under reorder"):
        found("list_all_zones", "no_missed_zone", "armv8", "reorder")


def test_a_used_up_budget_is_undecided() -> None:
    """It is not taken for "no placement helps"."""
    with pytest.raises(UndecidedError):
        placements(PAGES["rwlock"], by_name("no_missed_zone"), BOUNDS, Budget(rlimit=1), "armv8")
