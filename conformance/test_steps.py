"""The spec and the running code take the same steps, whatever the lists and the schedule."""

import pytest
from hypothesis import given, note

from conformance import account, observation, running, shown
from conformance.generators import Lists, Pages, Request, pages, rebuilds, requests, scenario
from conformance.generators import schedules
from conformance.judgement import PAGES
from spec.interpreter import replay
from spec.program import READERS


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PAGES)
@given(rebuilds(), requests(), pages(), schedules())
def test_every_schedule_has_the_same_course(
    name: str, reader: str, lists: Lists, request_: Request, from_pass: Pages, schedule: str
) -> None:
    """Step for step, each thread does the same to the same word, with the same outcome."""
    strategy = PAGES[name]
    drawn = scenario(strategy, reader, lists, request_, from_pass, schedule)
    course = running.wander(drawn)
    note(shown.comparison(course))
    spec = replay(strategy, course.scenario)
    assert course.execution.trace == observation.steps(spec)
    assert spec.finished
    assert course.account == account.of_spec(spec.run, course.scenario.instance())
    end = observation.memory(spec.trace[-1].memory)
    assert {word: end[word] for word in course.execution.memory} == course.execution.memory
