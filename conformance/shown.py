"""How a course is shown when a test fails: the columns that the spec prints, and the replay."""

from conformance.judgement import EVERY
from conformance.running import Course
from spec.columns import columns
from spec.errors import UsageError
from spec.interpreter import replay
from spec.scenario import Scenario


def table(scenario: Scenario) -> str:
    """The scenario as the spec runs it, or why it cannot."""
    page = EVERY[scenario.strategy]
    try:
        shown = columns(replay(page, scenario), page)
    except UsageError as error:
        shown = f"the spec cannot follow it: {error}"
    return f"{shown}\n{scenario.text()}"


def comparison(course: Course) -> str:
    """The same, and what the running code did."""
    steps = "\n".join(map(str, course.execution.trace))
    return f"{table(course.scenario)}\n\nthe running code:\n{steps}\n{course.seen}"
