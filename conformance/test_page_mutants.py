"""Every bug planted in a page of the spec changes a verdict, or is known to change none.

The mutants are generated (`conformance.mutants.pages`); verdicts are decided here, never read from
what a page expects.
"""

import inspect
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace

import pytest

from conformance.mutants.equivalent import EQUIVALENT
from conformance.mutants.pages import PAGES, Mutant, functions, mutants, own_functions, proves
from conformance.mutants.tally import ALIVE, PROPERTY, REFUSED, lines
from conformance.mutants.verdicts import CHANGED, Verdicts, fate

EVERY = [mutant for page in PAGES for mutant in mutants(page)]

verdicts = lru_cache(maxsize=2)(lambda page: Verdicts(PAGES[page]))

each_page = pytest.mark.parametrize("page", PAGES)


@pytest.mark.mutants
@pytest.mark.parametrize("mutant", EVERY, ids=lambda mutant: mutant.name)
def test_a_planted_bug_changes_a_verdict(
    mutant: Mutant, record_property: Callable[[str, object], None]
) -> None:
    """Or a rule for pages refuses it, or it is listed as equivalent, and then it changes none."""
    found = fate(mutant, verdicts(mutant.page))
    record_property(PROPERTY, f"{mutant.name}: {found.how}")
    reason = EQUIVALENT.get(mutant.name)
    if reason is None:
        assert found.how != ALIVE, f"nothing notices it, at {mutant.where}"
    else:
        assert found.how == ALIVE, f"listed as equivalent ({reason}), but {found.told}"


def test_there_are_many() -> None:
    """At least forty, no two of one name."""
    assert len(EVERY) >= 40
    assert len({mutant.name for mutant in EVERY}) == len(EVERY)


@each_page
def test_every_page_with_a_proof_has_mutants(page: str) -> None:
    """Each of the pages proves something, and its writer and its reader can be wrong."""
    assert proves(PAGES[page])
    wrong = {mutant.function for mutant in mutants(page)}
    assert PAGES[page][0].writer.__name__ in wrong
    assert PAGES[page][0].walk.__name__ in wrong


@each_page
def test_everything_that_a_page_says_can_be_left_out(page: str) -> None:
    """Each fence, section, check and ordering of the source occurs in a mutant of its function."""
    for function in own_functions(page):
        whats = [mutant.what for mutant in mutants(page) if mutant.function == function.__name__]
        source = inspect.getsource(function)
        for said, mutated in SAID.items():
            if "if after_each:" not in source:
                wanted = source.count(said)
                assert sum(what.startswith(mutated) for what in whats) >= wanted, (said, whats)


SAID = {
    ".fence(": "drop",
    ".synchronize_rcu(": "drop w.synchronize_rcu()",
    ".retry_if(": "drop r.retry_if(",
    "    with ": "drop with ",
    "order=": "no order in ",
    "between=": "no between in ",
    ".assign(": "no release in w.assign(",
}
"""How a page says something, and how the mutant without it begins."""


def test_every_equivalent_exists() -> None:
    """A name that is listed is one of a mutant, and has a reason."""
    assert {*EQUIVALENT} <= {mutant.name for mutant in EVERY}
    assert all(len(reason.split()) > 3 for reason in EQUIVALENT.values())


@each_page
def test_a_bug_is_planted_only_for_a_while(page: str) -> None:
    """Behind its section every function is as it was."""
    before = [function.__code__ for function in functions(PAGES[page])]
    for mutant in mutants(page):
        with mutant.planted() as strategies:
            during = [function.__code__ for function in functions(PAGES[page])]
            assert during != before or strategies != PAGES[page]
    assert [function.__code__ for function in functions(PAGES[page])] == before


def test_the_tally_tells_what_a_rule_refused() -> None:
    """Apart from what changed a verdict."""
    reports = [
        SimpleNamespace(
            nodeid=f"{__file__}::test[{how}]",
            failed=False,
            when="call",
            user_properties=[(PROPERTY, f"a: b: c: {how}")],
        )
        for how in (REFUSED, CHANGED, ALIVE)
    ]
    told = "2 of 2 bugs planted in pages of the spec found, 1 of them by a rule for pages"
    assert [*lines(reports)] == [f"{told}; 1 more change nothing"]
