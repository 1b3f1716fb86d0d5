"""Every refutation that the spec finds happens, step for step, in the running code."""

import pytest

from conformance import account, judgement, observation, oracle, running, shown
from spec.instance import KINDS, Bounds
from spec.interpreter import Replay
from spec.program import unroll
from spec.properties import Property
from spec.search.minimal import checked, decode, minimal_violation
from spec.search.question import Inquiry
from spec.search.solver import Budget
from spec.strategies import ALL, in_place
from spec.verdict import REFUTED
from spec.vocabulary import Strategy

BOUNDS = Bounds(readers=1)


def name_of(value: Strategy | Property) -> str:
    """What a test is called after."""
    return value.name


def refuted(strategy: Strategy, prop: Property) -> list[str]:
    """The kinds of rebuild under which the property was refuted in this run."""
    verdicts = judgement.verdicts(strategy, prop)
    return [kind for kind in KINDS if verdicts[kind].word == REFUTED]


def happens(replay: Replay, prop: Property) -> None:
    """The running code takes the replay's steps and violates the property by doing so."""
    course = running.follow(replay.scenario)
    explained = shown.comparison(course)
    taken = course.execution.trace[: len(replay.trace)]
    assert taken == observation.steps(replay), explained
    start = observation.memory(replay.start)
    assert {word: start[word] for word in course.start} == course.start, explained
    if replay.finished:
        told = account.of_spec(replay.run, replay.scenario.instance())
        assert course.account == told, explained
    assert oracle.VIOLATED[prop.name](course), explained
    assert judgement.violated(prop, course), explained


@pytest.mark.parametrize("strategy", ALL, ids=name_of)
def test_the_first_refutation_of_each_kind_happens(strategy: Strategy) -> None:
    """Whatever run the solver comes across first, the running code makes it and is at fault."""
    inquiries: dict[str, Inquiry] = {}
    for prop in [prop for page, prop in judgement.PAIRS if page is strategy]:
        for kind in refuted(strategy, prop):
            reader = judgement.verdicts(strategy, prop)[kind].reader
            if reader not in inquiries:
                inquiries[reader] = Inquiry(unroll(strategy, reader, BOUNDS), Budget())
            assert inquiries[reader].violated(prop, kind).satisfiable
            happens(checked(strategy, prop, decode(inquiries[reader], prop)), prop)


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
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("strategy", "prop"), judgement.PAIRS, ids=name_of
)
def test_the_shortest_refutation_happens(strategy: Strategy, prop: Property, kind: str) -> None:
    """What is printed about any strategy, property and kind is what the running code does."""
    if kind in refuted(strategy, prop):
        replay = minimal_violation(strategy, prop, kind, BOUNDS, Budget())
        assert replay
        happens(replay, prop)
