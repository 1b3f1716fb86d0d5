"""What is said about each bug and finding, before anything is asked."""

import re
from itertools import pairwise

import pytest
from hypothesis import given

from spec.eras import PAIRS
from spec.history.bugs import BUGS, Bug
from spec.history.findings import FINDINGS, Finding
from spec.history.question import (
    moves_apart,
    overlaps,
    policy_apart,
    policy_inside,
    policy_overlaps,
)
from spec.instance import Bounds
from spec.kernel.nodemask import MEMS, POLICY
from spec.page import check, property_named
from spec.search.solver import Solver
from spec.symbolic_instance import symbolic
from tests.symbolic.expressions import examples
from tests.symbolic.test_masks import ZONES, Masked, masked, pinned

ENTRIES: tuple[Bug | Finding, ...] = (*BUGS, *FINDINGS)
ASKED = [entry for entry in ENTRIES if entry.question is not None]
COMMITS = re.compile(r"[0-9a-f]{12,13}(\.\.[0-9a-f]{12,13})?")

each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
each_question = pytest.mark.parametrize("entry", ASKED, ids=lambda entry: entry.name)
each_finding = pytest.mark.parametrize("finding", FINDINGS, ids=lambda finding: finding.name)


def test_entries_are_numbered_through() -> None:
    """B1, B2, ... are on record, in the order of the years; U1, U2, ... are not."""
    assert [bug.name for bug in BUGS] == [f"B{at}" for at in range(1, len(BUGS) + 1)]
    assert [one.name for one in FINDINGS] == [f"U{at}" for at in range(1, len(FINDINGS) + 1)]
    assert all(early.year <= late.year for early, late in pairwise(BUGS))


@each_entry
def test_an_entry_says_what_happened_in_whole_sentences(entry: Bug | Finding) -> None:
    """One sentence each, and the eras in their order."""
    assert entry.said.endswith(".")
    assert len(entry.said.split()) > 8
    assert entry.eras == tuple(era for era in PAIRS if era in entry.eras)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_cites_its_fix_or_says_why_it_is_outside(bug: Bug) -> None:
    """Either there is a question and an era that has it, or a reason why there is none."""
    assert COMMITS.fullmatch(bug.commit)
    assert 2006 <= bug.year <= 2025
    assert bool(bug.question) is bool(bug.eras) is not bool(bug.outside)


@each_question
def test_a_question_can_be_asked_of_every_era(entry: Bug | Finding) -> None:
    """The property says something about each era, and has the kind that is asked for."""
    question = entry.question
    assert question is not None
    prop = property_named(question.prop)
    for era in PAIRS:
        strategy = question.of(era)
        assert strategy.moves == question.moves
        assert prop.applies(strategy)
        assert question.kind in prop.kinds(strategy)
    assert entry.name in {entry.name for entry in ENTRIES if entry.question is question}
    assert question.text.startswith(f"{question.prop} under {question.kind}, ")


@each_finding
def test_a_cure_is_another_page_of_the_era(finding: Finding) -> None:
    """It says what it changes, changes something, and leaves a page that can be asked."""
    assert (finding.cure.__doc__ or "").split("\n")[0].endswith(".")
    assert finding.era in finding.eras
    era = finding.question.of(finding.era)
    cured = finding.cure(era)
    assert cured != era
    assert (cured.name, cured.moves, cured.masks) == (era.name, era.moves, era.masks)
    check(cured, f"the cure of {finding.name}")


@each_finding
def test_a_finding_says_what_it_costs(finding: Finding) -> None:
    """Its consequence is a clause in kernel terms."""
    assert len(finding.consequence.split()) > 8
    assert not finding.consequence.endswith(".")


def test_layouts_mean_what_they_say() -> None:
    """What confines a question to the layout on record, in terms and in plain Python."""
    instance = symbolic(Bounds(ZONES, 2), None, moves="masks", masks=(POLICY, MEMS))

    @given(masked((POLICY, MEMS)))
    @examples(60)
    def judged(one: Masked) -> None:
        (_, policy), (_, mems) = one.masks
        others = [
            (mine, its)
            for here, mine in enumerate(policy)
            for there, its in enumerate(mems)
            if here != there
        ]
        expected = {
            moves_apart: all(
                not old & new for at, old in enumerate(mems) for new in mems[at + 1 :]
            ),
            policy_apart: not any(mine & its for mine, its in others),
            policy_inside: all(mine <= its for mine in policy for its in mems),
            overlaps: all(old & new for old, new in pairwise(mems)),
            policy_overlaps: all(mine & its for mine in policy for its in mems),
        }
        concrete = one.scenario("x").instance()
        solver = Solver()
        solver.add(*instance.constraints, *pinned(instance, one))
        assert solver.check().satisfiable is True
        for layout, holds in expected.items():
            assert solver.value(layout(instance)) is layout(concrete) is holds

    judged()
