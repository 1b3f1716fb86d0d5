"""No schedule breaks, in the running code, what the solver proves in the same run."""

import pytest
from hypothesis import given, note, settings

from conformance import judgement, oracle, running, shown
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
from conformance.nearness import drive
from spec.program import READERS
from spec.verdict import PROVED, VACUOUS


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PAGES)
@settings(max_examples=2 * settings().max_examples)
@given(lists=rebuilds(), asked=requests(), from_pass=pages(), schedule=schedules())
def test_what_is_proved_is_never_violated(
    *, name: str, reader: str, lists: Lists, asked: Request, from_pass: Pages, schedule: str
) -> None:
    """A violation contradicts no verdict given now for a kind that the rebuilds are of."""
    strategy = PAGES[name]
    course = running.wander(
        scenario(strategy, reader, lists, asked=asked, from_pass=from_pass, schedule=schedule)
    )
    drive(course)
    kinds = judgement.kinds(course)
    for page, prop in judgement.PAIRS:
        if page is strategy and reader in prop.readers and oracle.VIOLATED[prop.name](course):
            verdicts = judgement.verdicts(strategy, prop)
            broken = [kind for kind in kinds if verdicts[kind].word in (PROVED, VACUOUS)]
            if broken:
                note(shown.comparison(course))
            assert not broken, f"{prop.name} was proved for {', '.join(sorted(broken))}"
            assert judgement.violated(prop, course)
