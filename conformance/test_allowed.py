"""The solver allows what running readers do, and rejects what they do not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import event, given, note, settings
from hypothesis import strategies as st

from conformance import running, shown
from conformance.account import Account, PassAccount
from conformance.allowed import model
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
from spec.instance import Bounds
from spec.program import READERS

BOUNDS = Bounds(zones=3, tries=1, readers=1)
"""Every retry is unrolled here, so fewer zones and tries than where verdicts are given."""


def doctored(told: Account) -> Iterator[tuple[str, Account]]:
    """Accounts that differ from the one told, each in one way, with the way in words."""
    *before, last = told.passes
    for way, item in _doctored_passes(last):
        yield way, replace(told, passes=(*before, item))
    if before:
        yield "a pass left out", replace(told, passes=(*before[1:], last))
    if told.gave_up is None:
        yield "gave up as well", replace(told, gave_up=(1, 2))
    else:
        yield "did not give up", replace(told, gave_up=None)
        yield "gave up elsewhere", replace(told, gave_up=(told.gave_up[0] + 1, None))
    yield "left the array or not", replace(told, outside=not told.outside)
    yield "read freed memory or not", replace(told, freed=not told.freed)
    yield "another search for the first slot", replace(told, rejected_first=told.rejected_first + 1)
    yield "began anew once more", replace(told, restarts=told.restarts + 1)


def _doctored_passes(last: PassAccount) -> Iterator[tuple[str, PassAccount]]:
    visits = last.visits
    if visits:
        yield "a visit dropped", replace(last, visits=visits[1:])
        yield "a visit twice", replace(last, visits=(*visits, visits[-1]))
    if len(visits) > 1:
        yield "order changed", replace(last, visits=visits[::-1])
    missing = [zone for zone in range(1, BOUNDS.zones + 1) if zone not in visits]
    if missing:
        yield "a visit added", replace(last, visits=(*visits, missing[0]))
    yield "completed or not", replace(last, completed=not last.completed)
    yield "found or not", replace(last, found=not last.found)
    yield "another number", replace(last, number=last.number + 1)
    yield "another attempt", replace(last, rejected=last.rejected + 1)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PAGES)
@given(
    lists=rebuilds(BOUNDS), asked=requests(BOUNDS), from_pass=pages(BOUNDS), schedule=schedules()
)
def test_what_a_reader_does_is_allowed(
    *, name: str, reader: str, lists: Lists, asked: Request, from_pass: Pages, schedule: str
) -> None:
    """Every pass, page, retry and end of the running reader is one of those the spec has."""
    drawn = scenario(
        PAGES[name],
        reader,
        lists,
        asked=asked,
        from_pass=from_pass,
        schedule=schedule,
        bounds=BOUNDS,
    )
    course = running.wander(drawn)
    if not model(name, reader, BOUNDS).allows(course.scenario, course.account):
        note(shown.comparison(course))
        pytest.fail(f"the spec has no run in which the reader does this: {course.account}")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PAGES)
@settings(max_examples=settings().max_examples // 2)
@given(
    lists=rebuilds(BOUNDS),
    asked=requests(BOUNDS),
    from_pass=pages(BOUNDS),
    choice=st.integers(0, 20),
)
def test_a_doctored_account_of_an_undisturbed_reader_is_rejected(
    *, name: str, reader: str, lists: Lists, asked: Request, from_pass: Pages, choice: int
) -> None:
    """Without a rebuild there is one course of things, and no other is allowed."""
    drawn = scenario(
        PAGES[name],
        reader,
        lists[:1],
        asked=asked,
        from_pass=from_pass,
        schedule="r1",
        bounds=BOUNDS,
    )
    course = running.wander(drawn)
    ways = list(doctored(course.account))
    way, told = ways[choice % len(ways)]
    event(way)
    if model(name, reader, BOUNDS).allows(course.scenario, told):
        note(shown.comparison(course))
        pytest.fail(f"{way}, and the spec allows it: {told}")
