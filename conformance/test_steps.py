"""The spec and the running code take the same steps, whatever the lists and the schedule."""

import pytest
from hypothesis import given, note

from conformance import account, observation, running, shown
from conformance.generators import (
    Lists,
    Pages,
    Request,
    pages,
    rebuilds,
    requests,
    scenario,
    schedules,
)
from conformance.judgement import PAGES
from conformance.running import Course
from spec.errors import UsageError
from spec.interpreter import Replay, replay
from spec.program import READERS


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PAGES)
@given(lists=rebuilds(), asked=requests(), from_pass=pages(), schedule=schedules())
def test_every_schedule_has_the_same_course(
    *, name: str, reader: str, lists: Lists, asked: Request, from_pass: Pages, schedule: str
) -> None:
    """Step for step, each thread does the same to the same word, with the same outcome."""
    strategy = PAGES[name]
    drawn = scenario(strategy, reader, lists, asked=asked, from_pass=from_pass, schedule=schedule)
    course = running.wander(drawn)
    try:
        agree(course, replay(strategy, course.scenario))
    except (AssertionError, UsageError):
        note(shown.comparison(course))
        raise


def agree(course: Course, spec: Replay) -> None:
    """Steps, outcome and final memory are the same on both sides."""
    assert course.execution.trace == observation.steps(spec)
    assert spec.finished
    assert course.account == account.of_spec(spec.run, course.scenario.instance())
    end = observation.memory(spec.trace[-1].memory)
    assert {word: end[word] for word in course.execution.memory} == course.execution.memory
