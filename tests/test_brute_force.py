"""The prover and the explorer, which share no code, decide every cell alike."""

from random import Random

import pytest

from spec.instance import Bounds
from spec.properties import PROPERTIES
from spec.search.question import Case
from spec.strategies import ALL
from spec.verdict import PROVED, REFUTED, VACUOUS
from spec.vocabulary import Strategy
from tests.explorer import KINDS, STRATEGIES, Table, explore, kinds_of, sampled, table
from tests.explorer import PROPERTIES as EXPLORED

pytestmark = pytest.mark.untraced

TWO = Bounds(zones=2, rebuilds=2, tries=2)
THREE = Bounds(zones=3, rebuilds=1, tries=2)
FOUR = Bounds(zones=4, rebuilds=2, tries=2)

each_page = pytest.mark.parametrize("strategy", ALL, ids=lambda strategy: strategy.name)


def symbolic_table(strategy: Strategy, bounds: Bounds) -> dict[tuple[str, str, str], str]:
    """The prover's word for every cell of a strategy."""
    case = Case(strategy, bounds)
    return {
        (strategy.name, prop.name, kind): verdict.word
        for prop in PROPERTIES
        if prop.applies(strategy) and prop.name in EXPLORED
        for kind, verdict in case.decide(prop, KINDS).items()
    }


def agree(strategy: Strategy, bounds: Bounds, cells: Table) -> None:
    """Refuted by the one exactly where refuted by the other, and nothing left undecided."""
    decided = symbolic_table(strategy, bounds)
    assert set(decided.values()) <= {PROVED, REFUTED, VACUOUS}
    assert {key: word == REFUTED for key, word in decided.items()} == {
        key: refuted for key, refuted in cells.items() if key[0] == strategy.name
    }


@pytest.fixture(scope="module")
def two_zones() -> Table:
    """Every cell at 2 zones, 2 rebuilds, 2 tries, by going through every instance and schedule."""
    return table(TWO.zones, TWO.rebuilds, TWO.tries)


@pytest.fixture(scope="module")
def three_zones() -> Table:
    """Every cell at 3 zones, 1 rebuild, 2 tries."""
    return table(THREE.zones, THREE.rebuilds, THREE.tries)


def test_both_know_the_same_strategies() -> None:
    """No page is left out of the comparison."""
    assert {strategy.name for strategy in ALL} == {*STRATEGIES}


@each_page
def test_every_cell_at_two_zones(strategy: Strategy, two_zones: Table) -> None:
    """At 2 zones, 2 rebuilds and 2 tries the two agree on every property and kind of rebuild."""
    agree(strategy, TWO, two_zones)


@pytest.mark.slow
@each_page
def test_every_cell_at_three_zones(strategy: Strategy, three_zones: Table) -> None:
    """At 3 zones, 1 rebuild and 2 tries the two agree on every property and kind of rebuild."""
    agree(strategy, THREE, three_zones)


@each_page
def test_what_the_explorer_finds_in_larger_instances_is_refuted(strategy: Strategy) -> None:
    """Nothing that a schedule of 3 or 4 zones violates is proved at 4 zones."""
    random = Random(strategy.name)
    found: set[tuple[str, str]] = set()
    for _ in range(8):
        instance = sampled(random, strategy.moves, random.randint(3, 4), 2)
        for reader in ("pass", "allocation"):
            broken = explore(strategy.name, instance, reader).broken
            found |= {(prop, kind) for prop in broken for kind in kinds_of(instance)}
    case = Case(strategy, FOUR)
    for prop in PROPERTIES:
        kinds = tuple(kind for kind in KINDS if (prop.name, kind) in found)
        if kinds:
            verdicts = case.decide(prop, kinds)
            assert {kind: verdict.word for kind, verdict in verdicts.items()} == dict.fromkeys(
                kinds, REFUTED
            )
