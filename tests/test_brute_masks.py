"""The prover and the oracle for masks and eras, which share no code, decide every cell alike."""

import pytest

from spec.eras import ERAS
from spec.instance import Bounds
from spec.masks import MASKS
from spec.properties import PROPERTIES
from spec.search.question import Case
from spec.verdict import PROVED, REFUTED, VACUOUS
from spec.vocabulary import Strategy
from tests.explorer.masks import PAGES, Cells, Page, cells_of

pytestmark = pytest.mark.untraced

EVERYTHING = (*MASKS, *ERAS)
TWO = Bounds(zones=2, rebuilds=1, tries=1)
TWICE = Bounds(zones=2, rebuilds=2, tries=1)
RETRIED = Bounds(zones=2, rebuilds=1, tries=2)
THREE = Bounds(zones=3, rebuilds=1, tries=1)

each_page = pytest.mark.parametrize("strategy", EVERYTHING, ids=lambda strategy: strategy.name)

_known: dict[tuple[Page, Bounds], Cells] = {}


def brute_cells(page: Page, bounds: Bounds) -> Cells:
    """Every cell of a page by going through every instance and schedule; like pages once."""
    if (page, bounds) not in _known:
        cells = cells_of(page, bounds.zones, bounds.rebuilds, bounds.tries)
        _known[page, bounds] = cells
    return _known[page, bounds]


def agree(strategy: Strategy, bounds: Bounds) -> None:
    """Refuted by the one exactly where refuted by the other, and nothing left undecided."""
    case = Case(strategy, bounds)
    decided = {
        (prop.name, kind): verdict.word
        for prop in PROPERTIES
        if prop.applies(strategy)
        for kind, verdict in case.decide(prop).items()
    }
    assert set(decided.values()) <= {PROVED, REFUTED, VACUOUS}
    assert {key: word == REFUTED for key, word in decided.items()} == brute_cells(
        PAGES[strategy.name], bounds
    )


def test_both_know_the_same_pages() -> None:
    """No strategy and no era is left out of the comparison."""
    assert {strategy.name for strategy in EVERYTHING} == {*PAGES}


@each_page
def test_every_cell_at_two_zones(strategy: Strategy) -> None:
    """At 2 zones, 1 rebuild or rebind and 1 try: every property, kind, context and kernel."""
    agree(strategy, TWO)


@pytest.mark.slow
@each_page
@pytest.mark.parametrize("bounds", [TWICE, RETRIED], ids=["twice", "retried"])
def test_every_cell_at_two_zones_and_more(strategy: Strategy, bounds: Bounds) -> None:
    """At 2 zones with a second rebuild or rebind, and with a second try."""
    agree(strategy, bounds)


@pytest.mark.slow
@each_page
def test_every_cell_at_three_zones(strategy: Strategy) -> None:
    """At 3 zones, 1 rebuild or rebind and 1 try."""
    agree(strategy, THREE)
