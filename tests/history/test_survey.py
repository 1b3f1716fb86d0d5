"""The survey: every era is asked, and what comes out is what is on record."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from spec.eras import PAIRS
from spec.history.bugs import BUGS, Bug
from spec.history.findings import FINDINGS, Finding
from spec.history.survey import ENTRIES, Row, of_every_era
from spec.history.table import render
from spec.instance import Bounds
from spec.page import applicable, property_named
from spec.scenario import parse
from spec.search.question import Case
from spec.search.solver import Budget
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS
from tests.cli.command import run

QUICK = ("B6", "B8", "B9", "B10", "U3", "U4", "U6", "U7", "U8")
"""Those that do not take long."""

OUTSIDE = [name for name, entry in ENTRIES.items() if entry.question is None]


def _marked(entries: tuple[Bug, ...] | tuple[Finding, ...]) -> list[Any]:
    """The names of those that are asked; what takes long is slow."""
    return [
        entry.name if entry.name in QUICK else pytest.param(entry.name, marks=pytest.mark.slow)
        for entry in entries
        if entry.question is not None
    ]


BUGS_ASKED, FINDINGS_ASKED = _marked(BUGS), _marked(FINDINGS)
LARGER = {"B2"}
"""On record is less than what it takes; the note says why."""

each_asked = pytest.mark.parametrize("name", [*BUGS_ASKED, *FINDINGS_ASKED])


@cache
def row_of(name: str) -> Row:
    """What the survey finds about an entry, asked once."""
    return of_every_era(ENTRIES[name], Budget())


@each_asked
def test_exactly_the_eras_on_record_have_it(name: str) -> None:
    """Every other era is proved not to, and the proof means something."""
    row = row_of(name)
    assert row.as_expected
    assert not row.undecided
    assert row.has_it == ENTRIES[name].eras
    assert row.words == {era: REFUTED if era in ENTRIES[name].eras else PROVED for era in PAIRS}


@each_asked
def test_the_schedule_is_shown_in_an_era_that_has_it(name: str) -> None:
    """It is one of the question's own, read back from its text, and violates the property."""
    row, question = row_of(name), ENTRIES[name].question
    assert row.shown is not None
    assert question is not None
    assert row.era in row.has_it
    scenario = row.shown.scenario
    assert parse(scenario.text()).text() == scenario.text()
    assert (scenario.strategy, scenario.prop) == (question.of(row.era).name, question.prop)
    assert scenario.zones <= question.bounds.zones
    assert scenario.changes <= question.bounds.rebuilds
    prop = property_named(question.prop)
    assert prop.violated(scenario.instance(), row.shown.run)
    if question.within is not None:
        assert question.within(scenario.instance())


@pytest.mark.parametrize("name", BUGS_ASKED)
def test_no_schedule_is_larger_than_the_one_on_record(name: str) -> None:
    """In zones listed and changes; where it takes more than is on record, a note says so."""
    entry = ENTRIES[name]
    assert isinstance(entry, Bug)
    row = row_of(name)
    assert row.shown is not None
    zones, changes = entry.recorded or (1, 1)
    scenario = row.shown.scenario
    listed = {zone for names in scenario.lists for zone in names}
    larger = len(listed) > zones or scenario.changes > changes
    assert larger is (name in LARGER)
    assert entry.note or not larger


@pytest.mark.parametrize("name", FINDINGS_ASKED)
def test_a_cure_proves_it_away(name: str) -> None:
    """On the era that is shown."""
    row = row_of(name)
    assert row.cured == PROVED
    assert isinstance(row.entry, Finding)
    assert row.era == row.entry.era


@pytest.mark.parametrize("name", BUGS_ASKED)
def test_a_bug_on_record_was_mended(name: str) -> None:
    """Its cure is the era that came behind the last one that has it."""
    row = row_of(name)
    assert row.cured == ""
    eras = [*PAIRS]
    assert row.words[eras[eras.index(row.has_it[-1]) + 1]] == PROVED


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_the_model_cannot_say_is_not_asked(name: str) -> None:
    """It stands in the table, with the reason."""
    row = row_of(name)
    assert row.words == {}
    assert row.shown is None
    assert row.as_expected
    entry = row.entry
    assert isinstance(entry, Bug)
    text = render([row], "table")
    assert f"outside {entry.outside}" in text


# --- what differs, and what is given up -------------------------------------------------------


def changed(name: str, **words: str) -> Row:
    """The row with other verdicts for some eras, whose dots are written as underscores."""
    row = row_of(name)
    other = {era.strip("v").replace("_", "."): word for era, word in words.items()}
    return replace(row, words={**row.words, **other})


def test_a_verdict_that_is_not_on_record_is_marked() -> None:
    """Also a bug that has gone, and a proof about nothing."""
    told = (
        (changed("B9", v6_16=REFUTED), "!bug"),
        (changed("B9", v6_0=PROVED), "!ok"),
        (changed("B9", v4_4=VACUOUS), "!vacuous"),
    )
    for row, word in told:
        assert not row.as_expected
        assert f" {word}" in render([row], "table")
    assert "!" not in render([row_of("B9")], "table").split("B9 (")[0]


def test_what_is_undecided_is_neither_as_recorded_nor_not() -> None:
    """It hides no difference elsewhere."""
    row = changed("B9", v6_0=UNDECIDED)
    assert row.undecided
    assert row.as_expected
    assert " ? " in render([row], "table")
    assert not changed("B9", v6_0=UNDECIDED, v6_16=REFUTED).as_expected


def test_a_cure_that_does_not_help_is_no_cure() -> None:
    """A finding is as expected only with its cure proved; one that is given up is undecided."""
    row = row_of("U3")
    assert not replace(row, cured=REFUTED).as_expected
    assert not replace(row, cured=VACUOUS).as_expected
    assert replace(row, cured=UNDECIDED).as_expected
    assert replace(row, cured=UNDECIDED).undecided


# --- what is printed --------------------------------------------------------------------------


def test_the_document_is_made_of_plain_values() -> None:
    """What is asked, expected and found; a schedule to replay; for a finding its cure."""
    names = ("B1", "B9", "U3")
    documents = json.loads(render([*map(row_of, names)], "json"))
    assert [each["name"] for each in documents] == [*names]
    outside, bug, finding = documents
    always = {"name", "said", "verdicts"}
    asked, shown = {"asks", "expected"}, {"era", "replay"}
    recorded = {"year", "commit", "outside"}
    assert {*outside} == always | recorded
    assert {*bug} == always | recorded | asked | shown
    assert {*finding} == always | asked | shown | {"consequence", "cure", "cured"}
    assert outside["verdicts"] == {}
    assert outside["outside"]
    assert bug["expected"] == ["6.0"]
    assert [*bug["verdicts"]] == [*PAIRS]
    assert {*bug["verdicts"].values()} == {PROVED, REFUTED}
    assert finding["cured"] == PROVED
    for each in (bug, finding):
        assert parse(each["replay"]).text() == each["replay"]


@pytest.mark.parametrize("name", ["B1", "B9", "U3"])
def test_a_row_is_told_by_its_document(name: str) -> None:
    """Through JSON and back; the schedule is run again."""
    row = row_of(name)
    again = Row.of(json.loads(json.dumps(row.document())))
    assert render([again], "table", in_full=True) == render([row], "table", in_full=True)
    assert again.document() == row.document()


def test_a_schedule_of_the_history_is_replayed_with_the_printed_command() -> None:
    """Of each that does not take long."""
    for name in QUICK:
        shown = row_of(name).shown
        assert shown is not None
        outcome = run("--replay", shown.scenario.text())
        assert (outcome.code, outcome.err) == (0, "")


def test_the_table_has_a_column_for_each_era() -> None:
    """Recorded and unrecorded apart, outside and bug and ok in words."""
    text = render([*map(row_of, ("B1", "B9", "U3"))], "table")
    recorded, rest = text.split("Not on record as bugs anywhere we know")
    head = recorded.splitlines()[2]
    assert head.split() == ["moves", *PAIRS]
    assert "B1           outside" in recorded
    assert "\nU3 " in rest
    marked = render([row_of("B9")], "github")
    assert "| B9 | lists   | ok" in marked


@pytest.mark.parametrize("name", [finding.name for finding in FINDINGS])
def test_a_cure_breaks_nothing_that_was_proved(name: str) -> None:
    """What the era had proved is proved of the same with the cure, at two zones."""
    finding = next(each for each in FINDINGS if each.name == name)
    era = finding.question.of(finding.era)
    cured = Case(finding.cure(era), Bounds(zones=2, rebuilds=1, tries=1))
    worse = [
        (prop.name, kind)
        for prop in applicable(era)
        for kind in prop.kinds(era)
        if era.expect[prop.name].verdict(kind, 1, 2) == PROVED
        and cured.decide(prop, (kind,))[kind].word != PROVED
    ]
    assert not worse
