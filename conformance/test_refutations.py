"""Every refutation that the spec finds happens, step for step, in the running code."""

import pytest

from conformance import account, judgement, observation, oracle, running, shown
from conformance.running import Course
from spec.instance import KINDS, Bounds
from spec.interpreter import Replay
from spec.properties import Property
from spec.search.minimal import minimal_violation
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
    if judgement.verdicts(strategy, prop, ("any",))["any"].word != REFUTED:
        return []
    verdicts = judgement.verdicts(strategy, prop)
    return [kind for kind in KINDS if verdicts[kind].word == REFUTED]


def happens(replay: Replay, prop: Property) -> Course:
    """The running code takes the replay's steps and violates the property by doing so."""
    course = running.follow(replay.scenario)
    taken = course.execution.trace[: len(replay.trace)]
    assert taken == observation.steps(replay), shown.comparison(course)
    start = observation.memory(replay.start)
    assert {word: start[word] for word in course.start} == course.start, shown.comparison(course)
    if replay.finished:
        told = account.of_spec(replay.run, replay.scenario.instance())
        assert course.account == told, shown.comparison(course)
    assert oracle.VIOLATED[prop.name](course), shown.comparison(course)
    assert judgement.violated(prop, course), shown.comparison(course)
    return course


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
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("strategy", "prop"), judgement.PAIRS, ids=name_of)
def test_the_shortest_refutation_happens(strategy: Strategy, prop: Property, kind: str) -> None:
    """What is printed about any strategy, property and kind is what the running code does."""
    if kind in refuted(strategy, prop):
        replay = minimal_violation(strategy, prop, kind, BOUNDS, Budget())
        assert replay
        happens(replay, prop)
