"""Verdicts in sentences."""

from dataclasses import replace
from typing import Any

from hypothesis import given

from spec.cell import cells, unexpected
from spec.finding import STOPPED, each, findings
from spec.verdict import UNDECIDED

from .samples import documents, sample


def test_kinds_that_are_alike_make_one_sentence() -> None:
    """Differences stand before open questions."""
    moved, empty, given_up = (finding.sentence() for finding in findings(sample().verdicts()))
    assert moved == (
        "in_place::zone_always_visible is REFUTED under any and tso, the page expects PROVED"
    )
    assert empty == (
        "seqcount_latch::no_missed_zone is VACUOUS under reorder, the page expects PROVED"
    )
    assert given_up == (
        "seqcount_latch::zone_always_visible is undecided under online, any: "
        "the solver gave up within its budget"
    )


def test_advice_is_what_helps() -> None:
    """A limit is raised where a question was given up, not where the run was stopped."""
    moved, _, given_up = findings(sample().verdicts())
    assert moved.advice == f"the page says: {moved.because}"
    assert given_up.advice == "raise --rlimit or --timeout, or lower a bound"
    assert replace(given_up, reason=STOPPED).advice == "run it again"


@given(documents())
def test_every_verdict_is_as_expected_or_in_one_finding(document: dict[str, Any]) -> None:
    """And the counts agree."""
    verdicts = document["verdicts"]
    everything = list(each(verdicts))
    odd = [
        (finding.target, finding.model, *finding.kinds)
        for finding, told in everything
        if unexpected(told) or told["verdict"] == UNDECIDED
    ]
    told = [
        (finding.target, finding.model, kind)
        for finding in findings(verdicts)
        for kind in finding.kinds
    ]
    assert sorted(odd) == sorted(told)
    assert len(everything) == sum(document["counts"].values())
    assert len(odd) == document["counts"]["unexpected"] + document["counts"]["undecided"]


def test_a_cell_has_a_line_for_each_verdict_where_the_model_makes_a_difference() -> None:
    """One for all where it makes none."""
    verdicts, models = sample().verdicts(), ("sc", "tso")
    assert cells(verdicts, models, "in_place", "no_missed_zone") == ["on"]
    assert cells(verdicts, models, "in_place", "zone_always_visible") == [
        "sc: proved",
        "tso: !any",
    ]
    assert cells(verdicts, models, "rwlock", "no_missed_zone") == ["-"]
    assert cells(verdicts, (), "in_place", "no_missed_zone") == []
