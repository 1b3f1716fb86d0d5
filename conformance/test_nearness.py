"""What examples are driven towards is there to be had, and a course apart from the writer has none.

A course of one list at a time has nothing to mix, however often it waits.
"""

from dataclasses import replace

import pytest
from hypothesis import given

from conformance import running, small
from conformance.generators import Drawn, everything
from conformance.judgement import EVERY
from conformance.nearness import averted, mixture
from spec.scenario import Scenario

IN_PLACE = small.scenario("in_place", "pass", small.REORDERS, (0, 0))
CHECKED = small.scenario("seqcount_everywhere", "pass", small.REORDERS, (0, 0))


def course(scenario: Scenario, schedule: str) -> running.Course:
    """The scenario on another schedule."""
    return running.wander(replace(scenario, schedule=schedule))


@pytest.mark.parametrize(
    ("schedule", "loads"), [("r9", 0), ("w9r9", 0), ("r2w9r9", 2), ("r3w9", 3), ("r4w9", 2)]
)
def test_loads_of_two_lists_are_a_mixture(schedule: str, loads: int) -> None:
    """Of six loads, those before the rebuild or those behind it, whichever are fewer."""
    assert mixture(course(IN_PLACE, schedule).execution.trace) == loads


def test_a_walk_during_a_rebuild_may_be_of_one_moment() -> None:
    """Half a list is a mixture of lists, but the writer left it like that."""
    assert mixture(course(IN_PLACE, "w3r9w9").execution.trace) == 0


def test_what_a_check_discards_was_averted() -> None:
    """A pass that the count calls back, and one that it does not."""
    assert averted(course(CHECKED, "r2w20r20")) == 1
    assert averted(course(CHECKED, "w20r20")) == 0


@pytest.mark.parametrize("name", EVERY)
@given(drawn=everything())
def test_who_runs_alone_mixes_nothing(*, name: str, drawn: Drawn) -> None:
    """Before the writer or behind it."""
    for schedule in ("r1", "w9999"):
        scenario = drawn._replace(schedule=schedule).scenario(EVERY[name], "pass")
        done = running.wander(scenario)
        assert mixture(done.execution.trace) == 0
        assert averted(done) == 0
