"""A slow path that goes on for ever does so on both sides, and where the spec says it can.

The running code notices that a thread which is alone comes back to where it was; the spec, that its
loop came round without anybody else having moved.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import event, given, note

from conformance import explored, judgement, observation, oracle, running, shown, small
from conformance.generators import Drawn, everything
from conformance.running import Course
from spec.eras import ERAS
from spec.errors import UsageError
from spec.instance import Bounds
from spec.interpreter import Replay, replay
from spec.properties import by_name
from spec.scenario import Scenario
from spec.search.minimal import compressed
from spec.search.question import Case
from spec.verdict import PROVED, REFUTED, VACUOUS
from spec.vocabulary import Strategy

END = by_name("terminates")
TINY = Bounds(zones=2, rebuilds=1, tries=1)
RETRYING = [strategy for strategy in ERAS if strategy.reclaim_retry is not None]
"""Every era with should_reclaim_retry()."""

CHECKED = [strategy for strategy in RETRYING if "retry" in strategy.checks]
"""Those that check at ``retry:``, where the spec's loop begins and the running code's does not."""

NODES = (frozenset({0}), frozenset({1}), frozenset({0, 1}))


def name_of(strategy: Strategy) -> str:
    """What a test is called after."""
    return strategy.name


def followed(strategy: Strategy, course: Course) -> Replay:
    """The spec on the course's schedule as far as its loop goes, which ends before the last look.

    Raises:
        UsageError: it does not even come to its first step.
    """
    letters = course.scenario.steps()

    def refuses(length: int) -> bool:
        try:
            replay(strategy, replace(course.scenario, schedule=compressed(letters[:length])))
        except UsageError:
            return True
        return False

    length = bisect_right(range(len(letters) + 1), x=False, key=refuses) - 1
    return replay(strategy, replace(course.scenario, schedule=compressed(letters[:length])))


@pytest.mark.parametrize(
    "strategy", [page for page in RETRYING if page not in CHECKED], ids=name_of
)
@given(drawn=everything())
def test_every_schedule_has_the_same_course(*, strategy: Strategy, drawn: Drawn) -> None:
    """Step for step, until the one leaves the loop or both have gone round it.

    The policy is no VMA's, whose lock the spec gives back right behind the loop.
    """
    scenario = drawn.scenario(strategy, "slow_path")
    owner = "task" if scenario.policy == "vma" else scenario.policy
    course = running.wander(replace(scenario, policy=owner))
    note(shown.comparison(course))
    event("endless" if agree(strategy, course) else "comes to an end")


def agree(strategy: Strategy, course: Course) -> bool:
    """Both sides take the same steps, as long as the spec has any, and go on for ever or do not."""
    spec = followed(strategy, course)
    steps = observation.steps(spec)
    assert steps == course.execution.trace[: len(steps)]
    assert spec.finished or course.execution.endless
    assert spec.run.endless == oracle.VIOLATED["terminates"](course)
    assert spec.run.endless == judgement.violated(END, course)
    return spec.run.endless is True


def instances(strategy: Strategy) -> Iterator[Scenario]:
    """Two zones that have pages or not, and one rebuild or rebind, whichever."""
    for pages in product((0, None), repeat=2):
        if strategy.moves == "lists":
            for drawn in small.two_zones(strategy.name, "slow_path"):
                yield replace(drawn, pages_from=pages)
            continue
        for mems in product(NODES, repeat=2):
            none = small.rebinds(strategy.name, "slow_path", (*mems, NODES[-1]), pages=pages)
            parts = ([part for part in NODES if part <= each] for each in mems)
            for policy in product(*parts):
                masks = (("policy", policy), ("mems", mems))
                for owner in ("task", "vma"):
                    yield replace(none, masks=masks, policy=owner)
            yield replace(none, masks=(("policy", mems), ("mems", mems)))


@pytest.mark.slow
@pytest.mark.parametrize("strategy", RETRYING, ids=name_of)
def test_it_is_endless_exactly_where_the_spec_says(strategy: Strategy) -> None:
    """For each kind, in some instance of two zones on some schedule, or in none on none."""
    kinds = END.kinds(strategy)
    found: set[str] = set()
    for scenario in instances(strategy):
        for course in explored.courses(scenario):
            if oracle.VIOLATED["terminates"](course):
                found |= judgement.kinds(course)
    decided = Case(strategy, TINY).decide(END)
    words = {kind: decided[kind].word for kind in kinds}
    assert {kind for kind in kinds if words[kind] == REFUTED} == found
    assert {words[kind] for kind in kinds if kind not in found} <= {PROVED, VACUOUS}


@pytest.mark.parametrize("strategy", RETRYING, ids=name_of)
def test_it_is_endless_before_the_check_at_retry(strategy: Strategy) -> None:
    """On record: the new node's zone stands first and has pages (e05741fb10c3). A list: U4."""
    if strategy.moves == "lists":
        scenario = small.scenario(strategy.name, "slow_path", small.LEAVES, (0, 0), nodes=(1, 0))
        scenario = replace(scenario, pages_from=(0, 0))
    else:
        both = small.rebinds(strategy.name, "slow_path", (NODES[-1], NODES[-1]), owner="task")
        masks = (("policy", (NODES[1], NODES[-1])), *both.masks[1:])
        scenario = replace(both, masks=masks, pages_from=(0, None))
    endless = [
        course for course in explored.courses(scenario) if oracle.VIOLATED["terminates"](course)
    ]
    assert bool(endless) == (strategy not in CHECKED)
    assert all(agree(strategy, course) for course in endless)
