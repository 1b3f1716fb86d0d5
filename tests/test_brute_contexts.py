"""The prover and the explorer decide alike what never ends in strategies that rewrite lists."""

import pytest

from spec.instance import Bounds
from spec.properties import by_name
from spec.search.question import Case
from spec.strategies import ALL
from spec.verdict import PROVED, REFUTED, VACUOUS
from spec.vocabulary import Strategy
from tests.explorer.liveness import liveness, waiting

pytestmark = pytest.mark.untraced

PROPERTIES = tuple(map(by_name, ("terminates", "no_deadlock", "no_sleep_in_atomic")))
TWO = Bounds(zones=2, rebuilds=1, tries=1)
TWICE = Bounds(zones=2, rebuilds=2, tries=2)

WAITING = [strategy for strategy in ALL if waiting(strategy.name)]
each_page = pytest.mark.parametrize("strategy", WAITING, ids=lambda strategy: strategy.name)


def agree(strategy: Strategy, bounds: Bounds) -> None:
    """Refuted by the one exactly where refuted by the other, and nothing left undecided."""
    case = Case(strategy, bounds)
    decided = {
        (prop.name, kind): verdict.word
        for prop in PROPERTIES
        for kind, verdict in case.decide(prop).items()
    }
    assert set(decided.values()) <= {PROVED, REFUTED, VACUOUS}
    assert {key: word == REFUTED for key, word in decided.items()} == liveness(
        strategy.name, bounds.zones, bounds.rebuilds, bounds.tries
    )


def test_both_ask_the_same_strategies() -> None:
    """Who restarts nothing and waits for nothing is not asked whether it ends."""
    assert [
        strategy for strategy in ALL if all(prop.applies(strategy) for prop in PROPERTIES)
    ] == WAITING
    assert not any(
        prop.applies(strategy) for strategy in ALL if strategy not in WAITING for prop in PROPERTIES
    )


@each_page
def test_every_reader_at_two_zones(strategy: Strategy) -> None:
    """At 2 zones, 1 rebuild and 1 try: every kind, context and kernel."""
    agree(strategy, TWO)


@pytest.mark.slow
@each_page
def test_every_reader_after_two_rebuilds(strategy: Strategy) -> None:
    """At 2 zones, 2 rebuilds and 2 tries."""
    agree(strategy, TWICE)
