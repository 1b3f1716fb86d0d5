"""Every part gives rows that can be told apart."""

import pytest

from spec.bench import beside, scaling, spin
from spec.bench.beside import Effort
from spec.bench.measurement import AT_LEAST, EXTRAPOLATED, MEASURED, Measured, Times
from spec.bench.report import report
from spec.bench.tables import litmus, table
from spec.errors import UsageError
from spec.instance import Bounds
from spec.page import strategy_named
from tests.export.spin_samples import needs_spin

TINY = Effort(repeats=1, samples=2, enumerated=20, optimized=False)


def consistent(rows: list[Measured]) -> None:
    """Nothing is measured twice, and the parts of a time are no more than the whole."""
    assert len({row.key for row in rows}) == len(rows)
    assert all(row.build + row.search <= row.seconds * 1.001 + 1e-9 for row in rows)


def test_scaling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every axis, every size, whatever the times."""
    monkeypatch.setattr(scaling, "asked", lambda *_given, **_named: Times("PROVED", 1, 2, 3))
    rows = [*scaling.scaling((2, 4), "tso", 2)]
    consistent(rows)
    assert {row.axis for row in rows} == {"zones", "rebuilds", "tries", "model"}
    assert {row.size for row in rows if row.axis == "rebuilds"} == {1, 2, 3, 4}
    assert {row.repeats for row in rows} == {2}
    assert "4 zones, 2 rebuilds, 2 tries, tso" in report(rows)
    assert report(rows).splitlines()[-1].split()[-1] == "67"  # the solver's share


def test_a_question_is_answered() -> None:
    """The times are those of a verdict."""
    times = scaling.asked("in_place", "no_missed_zone", Bounds(2, 1))
    assert times.outcome == "REFUTED"
    assert times.build + times.search == pytest.approx(times.seconds)


def test_a_table_ends_in_its_sum() -> None:
    """One row for each strategy, and all of it."""
    rows = [*table("mine", (strategy_named("rwlock"),), "sc", Bounds(2, 1, 1))]
    consistent(rows)
    lines = report(rows).splitlines()
    assert lines[0].split()[:2] == ["mine,", "sc"]
    assert lines[-1].startswith("all of it")
    assert lines[-1].split()[-4:] == lines[-2].split()[-4:]


def test_litmus_tests_are_for_every_model() -> None:
    """One row each."""
    rows = [*litmus(1, rounds=1)]
    consistent(rows)
    assert [row.setting for row in rows] == ["sc", "tso", "armv8", "lkmm"]


@needs_spin
def test_every_list_is_told_four_ways() -> None:
    """Ours, Spin's one run, its enumeration with and without translating and compiling."""
    rows = [*beside.every_list("rwlock", "no_missed_zone", Bounds(2, 1), TINY)]
    consistent(rows)
    assert [row.outcome for row in rows] == ["PROVED"] * 4
    assert [row.how for row in rows] == [MEASURED, MEASURED, EXTRAPOLATED, EXTRAPOLATED]
    assert rows[2].tool == "Spin, instance after instance, 136 of them"
    lines = report(rows).splitlines()
    assert lines[-3].count("~") == 4
    assert "extrapolated" in lines[-1]


@needs_spin
def test_an_enumeration_stops_at_a_violation() -> None:
    """What is refuted by one instance is not extrapolated."""
    rows = [*beside.every_list("in_place", "no_missed_zone", Bounds(2, 1), TINY)]
    assert {row.outcome for row in rows} == {"REFUTED"}
    assert {row.how for row in rows} == {MEASURED}
    assert "136" not in rows[2].tool


@needs_spin
def test_a_stopped_search_is_told_as_such() -> None:
    """Its time is a lower bound and no verdict."""
    hasty = Effort(repeats=1, limit=0.001, samples=1, enumerated=1, optimized=False)
    rows = [*beside.every_list("rwlock", "no_missed_zone", Bounds(2, 1), hasty)]
    assert {(row.outcome, row.how) for row in rows[1:]} == {("UNDECIDED", AT_LEAST)}
    assert "> " in report(rows)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("pan:1: assertion violated (at depth 14)\nerrors: 1", True),
        ("State-vector 44 byte, errors: 0", False),
        ("error: max search depth too small\nerrors: 0", None),
        ("Warning: Search not completed\nerrors: 0", None),
        ("", None),
    ],
)
def test_what_pan_tells(output: str, expected: bool | None) -> None:
    """A search that was not finished proves nothing."""
    assert spin.outcome(output) is expected


def test_disagreement_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two answers to one question are never reported as times."""
    monkeypatch.setattr(beside, "asked", lambda *_given, **_named: Times("REFUTED", 0, 0, 0))
    monkeypatch.setattr(beside, "_run", lambda *_given, **_named: Times("PROVED", 0, 0, 0))
    with pytest.raises(UsageError, match="z3 finds REFUTED and Spin PROVED"):
        [*beside.every_list("rwlock", "no_missed_zone", Bounds(2, 1), TINY)]
