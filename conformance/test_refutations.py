"""Every refutation that the spec finds happens, step for step, in the running code."""

import pytest

from conformance import judgement
from conformance.happening import happens
from spec.instance import CONTEXTS, KINDS, Bounds
from spec.properties import Property
from spec.search.minimal import minimal_violation
from spec.search.solver import Budget
from spec.strategies import ALL, in_place
from spec.verdict import REFUTED
from spec.vocabulary import Strategy

pytestmark = pytest.mark.untraced

BOUNDS = Bounds(readers=1)


def name_of(value: Strategy | Property) -> str:
    """What a test is called after."""
    return value.name


def refuted(strategy: Strategy, prop: Property) -> list[str]:
    """The kinds of rebuild, or the contexts, for which the property was refuted in this run."""
    if not prop.contexts and judgement.verdicts(strategy, prop, ("any",))["any"].word != REFUTED:
        return []
    verdicts = judgement.verdicts(strategy, prop)
    return [kind for kind in prop.kinds(strategy) if verdicts[kind].word == REFUTED]


@pytest.mark.parametrize("strategy", ALL, ids=name_of)
def test_the_first_refutation_of_each_kind_happens(strategy: Strategy) -> None:
    """Whatever run the solver comes across first, the running code makes it and is at fault."""
    for prop in [prop for page, prop in judgement.PAIRS if page is strategy]:
        shown_kinds: set[str] = set()
        for kind in reversed(refuted(strategy, prop)):
            if kind not in shown_kinds:
                course = happens(judgement.refutation(strategy, prop, kind), prop)
                shown_kinds |= judgement.kinds(course)
                assert kind in shown_kinds


@pytest.mark.parametrize(
    "prop", [prop for page, prop in judgement.PAIRS if page is in_place.STRATEGY], ids=name_of
)
def test_the_shortest_refutation_of_the_patch_happens(prop: Property) -> None:
    """What is printed about the strategy under discussion is what the running code does."""
    for kind in refuted(in_place.STRATEGY, prop)[-1:]:
        replay = minimal_violation(in_place.STRATEGY, prop, kind, BOUNDS, Budget())
        assert replay
        happens(replay, prop)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*KINDS, *CONTEXTS])
@pytest.mark.parametrize(("strategy", "prop"), judgement.PAIRS, ids=name_of)
def test_the_shortest_refutation_happens(strategy: Strategy, prop: Property, kind: str) -> None:
    """What is printed about any strategy, property and kind is what the running code does."""
    if kind in refuted(strategy, prop):
        within = judgement.without_pages if kind in CONTEXTS else None
        replay = minimal_violation(strategy, prop, kind, BOUNDS, Budget(), within=within)
        assert replay
        happens(replay, prop)
