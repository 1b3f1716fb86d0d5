"""What the history says of the kernel's eras happens on running code, and is gone where it says so.

The schedule of a bug or a finding is the shortest that the spec finds in an era that has it. The
running code follows it there. Where the era behind it is free of it, the same lists, masks, zones,
pages, request and context are explored there over every schedule.
"""

from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from conformance import explored, judgement, oracle, shown
from conformance.happening import happens
from spec.eras import PAIRS
from spec.history.bugs import BUGS, Bug
from spec.history.findings import FINDINGS, Finding
from spec.history.question import Question
from spec.instance import CONTEXTS
from spec.interpreter import Replay
from spec.page import property_named
from spec.program import Within
from spec.scenario import Scenario
from spec.search.minimal import minimal_violation
from spec.search.solver import Budget

pytestmark = pytest.mark.untraced

ENTRIES: dict[str, Bug | Finding] = {
    entry.name: entry for entry in (*BUGS, *FINDINGS) if entry.question is not None
}
"""Every bug that the model can state, and every finding."""

LONG = {("U9", "4.12"), ("U5", "6.16")}
"""Where it takes long to find the shortest schedule."""


def question_of(name: str) -> Question:
    """What is asked about a bug or a finding."""
    question = ENTRIES[name].question
    assert question is not None
    return question


def within(question: Question) -> Within | None:
    """The layout that the question is confined to; in a context, one without pages."""
    if question.kind not in CONTEXTS:
        return question.within
    assert question.within is None
    return judgement.without_pages


@cache
def replayed(name: str, era: str) -> Replay:
    """The shortest schedule of a bug or a finding in an era."""
    question = question_of(name)
    found = minimal_violation(
        question.of(era),
        property_named(question.prop),
        question.kind,
        question.bounds,
        Budget(),
        within=within(question),
    )
    assert found is not None
    return found


def in_era(name: str, shown_in: str, era: str) -> Scenario:
    """The scenario of one era in another; its schedule means nothing there."""
    return replace(replayed(name, shown_in).scenario, strategy=question_of(name).of(era).name)


def happening() -> list[Any]:
    """Each bug or finding with each era that has it; slow but for the first and the last."""
    params = []
    for name, entry in ENTRIES.items():
        for era in entry.eras:
            quick = era in (entry.eras[0], entry.eras[-1]) and (name, era) not in LONG
            marks = [] if quick else [pytest.mark.slow]
            params.append(pytest.param(name, era, marks=marks, id=f"{name}-{era}"))
    return params


def fixes() -> list[Any]:
    """Each bug or finding with each era that has it and the next one, if that has not."""
    params = []
    for name, entry in ENTRIES.items():
        for era, after in pairwise(PAIRS):
            if era in entry.eras and after not in entry.eras:
                marks = [pytest.mark.slow] if (name, era) in LONG else []
                params.append(pytest.param(name, era, after, marks=marks, id=f"{name}-{after}"))
    return params


def is_shown(name: str, scenario: Scenario) -> bool:
    """Whether the running code comes to show the bug in the scenario's instance."""
    prop = property_named(question_of(name).prop)
    found = False
    courses = list(explored.courses(scenario))
    assert courses
    for course in courses:
        violated = oracle.VIOLATED[prop.name](course)
        assert violated == judgement.violated(prop, course), shown.comparison(course)
        found = found or violated
    return found


@pytest.mark.parametrize(("name", "era"), happening())
def test_it_happens(name: str, era: str) -> None:
    """The running code takes every step of the schedule, and says itself that it goes wrong."""
    question = question_of(name)
    course = happens(replayed(name, era), property_named(question.prop))
    assert question.kind in judgement.kinds(course)


@pytest.mark.parametrize(("name", "era", "after"), fixes())
def test_it_was_fixed(name: str, era: str, after: str) -> None:
    """No schedule of the fixed era shows it, and one of the era before does."""
    assert is_shown(name, in_era(name, era, era))
    assert not is_shown(name, in_era(name, era, after))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "era"), happening())
def test_no_era_shows_what_it_is_said_to_be_free_of(name: str, era: str) -> None:
    """Nor do the others, whichever era's lists, masks, pages and request they are given."""
    for other in set(PAIRS) - {*ENTRIES[name].eras}:
        assert not is_shown(name, in_era(name, era, other)), other


def test_most_entries_were_fixed_at_some_time() -> None:
    """The two tests above are about something: all bugs on record were fixed, and some findings."""
    fixed = {param.values[0] for param in fixes()}
    assert fixed == {*(bug.name for bug in BUGS if bug.question), "U2", "U4", "U6", "U9", "U10"}
