"""Every part gives rows that can be told apart."""

import pytest

from spec.bench import beside, scaling, spin
from spec.bench.effort import Effort
from spec.bench.measurement import AT_LEAST, EXTRAPOLATED, MEASURED, Measured, Run
from spec.bench.report import line, report
from spec.bench.tables import litmus, table
from spec.errors import DisagreementError
from spec.instance import Bounds
from spec.page import strategy_named
from tests.export.spin_samples import needs_spin

TINY = Effort(repeats=1, samples=2, enumerated=20, optimized=False)


def consistent(rows: list[Measured]) -> None:
    """Nothing is measured twice."""
    assert len({row.key for row in rows}) == len(rows)


def test_scaling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every axis, every size, whatever the times."""
    monkeypatch.setattr(scaling, "asked", lambda *_given, **_named: Run("PROVED", 1, 2))
    rows = [*scaling.scaling((2, 4), "tso", Effort(repeats=2))]
    consistent(rows)
    assert {row.axis for row in rows} == {"zones", "rebuilds", "tries", "model"}
    assert {row.size for row in rows if row.axis == "rebuilds"} == {1, 2, 3, 4}
    assert {len(row.runs) for row in rows} == {2}
    assert "4 zones, 2 rebuilds, 2 tries, tso" in report(rows)
    lines = report(rows).splitlines()
    assert lines[-1].split()[-1] == "67"  # the solver's share
    assert len({*lines[2:]}) == len(rows)  # the same bounds on another axis look otherwise


def test_a_question_is_answered() -> None:
    """The times are those of a verdict."""
    times = scaling.asked("in_place", "no_missed_zone", Bounds(2, 1))
    assert times.outcome == "REFUTED"
    assert min(times.build, times.search) >= 0


def test_a_table_ends_in_its_sum() -> None:
    """One row for each strategy, and all of it."""
    rows = [*table("mine", (strategy_named("rwlock"),), "sc", Effort(2), Bounds(2, 1, 1))]
    consistent(rows)
    lines = report(rows).splitlines()
    assert lines[0].split()[:2] == ["mine,", "sc"]
    assert "PROVED" in rows[0].outcome
    assert len(rows[0].runs) == 2
    assert lines[-1].startswith("all of it")
    *_, build, solve, every, _, share = lines[-2].split()
    assert lines[-1].split()[-4:] == [build, solve, every, share]


def test_litmus_tests_are_for_every_model() -> None:
    """One row each."""
    rows = [*litmus(Effort(1), rounds=1)]
    consistent(rows)
    assert [row.setting for row in rows] == ["sc", "tso", "armv8", "lkmm"]


@needs_spin
def test_every_list_is_told_three_ways() -> None:
    """Ours, Spin's one run, and its enumeration; all of them with one reader."""
    rows = [*beside.every_list("rwlock", "no_missed_zone", Bounds(2, 1), TINY)]
    consistent(rows)
    assert [row.outcome for row in rows] == ["PROVED"] * 3
    assert [row.how for row in rows] == [MEASURED, MEASURED, EXTRAPOLATED]
    assert {row.setting for row in rows} == {"every list, 2 zones, 1 rebuild, 1 reader"}
    last = report(rows).split("> at least")[0].splitlines()[-1]
    assert "2 of 136" in last
    assert last.count("~ ") == 5


def test_both_sides_have_one_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a page asks for two, as a lock does."""
    readers = []

    def asked(_strategy: str, _prop: str, bounds: Bounds, **_more: object) -> Run:
        readers.append(bounds.readers)
        return Run("PROVED", 0, 0)

    monkeypatch.setattr(beside, "asked", asked)
    monkeypatch.setattr(beside, "_run", lambda *_given, **_named: Run("PROVED", 0, 0))
    monkeypatch.setattr(beside, "_started", lambda: Run("", 0, 0))
    rows = [*beside.beside(TINY, ((2, 1),))]
    consistent(rows)
    assert {*readers} == {1}


def test_what_is_stopped_is_not_repeated() -> None:
    """It would be stopped again."""
    runs = iter([Run("PROVED", 0, 0), Run("UNDECIDED", 0, 60, "60 s")])
    assert len(Effort(repeats=5).repeated(lambda: next(runs))) == 2


@needs_spin
def test_an_enumeration_stops_at_a_violation() -> None:
    """What is refuted by one instance is not extrapolated."""
    many = Effort(repeats=1, samples=2, enumerated=40, optimized=False)
    rows = [*beside.every_list("in_place", "no_missed_zone", Bounds(2, 1), many)]
    assert {row.outcome for row in rows} == {"REFUTED"}
    assert {row.how for row in rows} == {MEASURED}
    assert rows[2].instances == len(rows[2].runs) < 40


def test_an_enumeration_may_find_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then it is undecided, and the verdict says after how many."""
    monkeypatch.setattr(beside, "asked", lambda *_given, **_named: Run("REFUTED", 0, 0))
    found = iter([Run("REFUTED", 0, 0)])
    monkeypatch.setattr(beside, "_run", lambda *_given, **_named: next(found, Run("PROVED", 0, 1)))
    *_, last = beside.every_list("in_place", "no_missed_zone", Bounds(2, 1), TINY)
    assert (last.outcome, last.how, last.seconds) == ("UNDECIDED", AT_LEAST, 20)
    assert "UNDECIDED: 20 instances: > 20.0 s" in line(last)


@needs_spin
def test_a_stopped_search_is_told_as_such() -> None:
    """Its time is a lower bound and no verdict; of a sample it is extrapolated all the same."""
    cramped = Effort(megabytes=1, samples=1, enumerated=1, optimized=False)
    rows = [*beside.every_list("rwlock", "no_missed_zone", Bounds(2, 1), cramped)]
    assert {(row.outcome, row.stopped) for row in rows[1:]} == {("UNDECIDED", "1 MB")}
    assert "UNDECIDED: 1 MB" in report(rows)
    assert "> ~ " in report(rows)


@pytest.mark.parametrize(
    ("output", "expected", "limit"),
    [
        ("pan:1: assertion violated (at depth 14)\nerrors: 1", True, ""),
        ("State-vector 44 byte, errors: 0", False, ""),
        ("error: max search depth too small\nerrors: 0", None, "100000 steps"),
        ("pan: reached -DMEMLIM bound\nWarning: Search not completed\nerrors: 0", None, "9 MB"),
        ("Warning: Search not completed\nerrors: 0", None, "an error of its own"),
        ("", None, "an error of its own"),
    ],
)
def test_what_pan_tells(output: str, expected: bool | None, limit: str) -> None:
    """A search that was not finished proves nothing, and why it was not is known."""
    assert spin.outcome(output) is expected
    assert spin.limit(output, 9) == limit


def test_disagreement_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two answers to one question come before it, to look at; one that is missing is none."""
    monkeypatch.setattr(beside, "asked", lambda *_given, **_named: Run("REFUTED", 0, 0))
    monkeypatch.setattr(beside, "_run", lambda *_given, **_named: Run("PROVED", 0, 0))
    rows = beside.every_list("rwlock", "no_missed_zone", Bounds(2, 1), TINY)
    assert [next(rows).outcome, next(rows).outcome] == ["REFUTED", "PROVED"]
    with pytest.raises(DisagreementError, match="z3 finds REFUTED and Spin, lists chosen in one"):
        next(rows)
    monkeypatch.setattr(beside, "asked", lambda *_given, **_named: Run("UNDECIDED", 0, 0))
    assert len([*beside.every_list("rwlock", "no_missed_zone", Bounds(2, 1), TINY)]) == 3
