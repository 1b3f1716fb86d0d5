"""A document says what was measured, and two of them are compared by what is in both."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.bench.document import compared, document, parsed, ratio, typical
from spec.bench.measurement import EXTRAPOLATED, Measured, Times, read, repeated
from spec.errors import UsageError
from tests.bench.rows import measured, row, seconds


@given(measured)
def test_a_measurement_is_read_back(one: Measured) -> None:
    """JSON loses nothing."""
    assert read(json.loads(json.dumps(one.json()))) == one


def test_a_document_is_read_back(tmp_path: Path) -> None:
    """The machine and every row."""
    path = tmp_path / "now.json"
    rows = [row("a", 1.5), row("b", 2)]
    path.write_text(json.dumps(document({"z3": "1"}, rows)))
    assert parsed(str(path)) == ({"z3": "1"}, rows)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is no JSON"),
        ("[]", "no benchmark of version 1"),
        ('{"version": 2}', "no benchmark of version 1"),
        ('{"version": 1, "machine": {}}', "lacks machine or measured"),
    ],
)
def test_what_is_no_document_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """One sentence, with the file's name."""
    path = tmp_path / "old.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=message) as told:
        parsed(str(path))
    assert "old.json" in str(told.value)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"seconds": "1"}, "seconds of a measurement cannot be '1'"),
        ({"seconds": -1.0}, "no negative time"),
        ({"how": "guessed"}, "is measured or extrapolated"),
        ({"extra": 1}, "not extra"),
        ({"size": True}, "size of a measurement cannot be True"),
    ],
)
def test_what_is_no_measurement_is_refused(changed: dict[str, object], message: str) -> None:
    """One sentence that names the field."""
    with pytest.raises(UsageError, match=message):
        read(row("a", 1.0).json() | changed)


def test_a_measurement_is_complete() -> None:
    """The sentence names what it needs."""
    with pytest.raises(UsageError, match="has part, question, setting and seconds"):
        read({"part": "scaling"})


def test_a_missing_file_is_refused() -> None:
    """The sentence says which files there are."""
    with pytest.raises(UsageError, match="give a file that --json wrote"):
        parsed("nowhere.json")


def test_only_what_was_measured_in_both_is_compared() -> None:
    """Rows of one run, and extrapolated ones, are left out."""
    old = [row("a", 2.0), row("gone", 1.0), row("far", 1.0, how=EXTRAPOLATED)]
    new = [row("new", 1.0), row("a", 3.0), row("far", 9.0)]
    ((before, now, times),) = compared(old, new)
    assert (before.seconds, now.seconds, times) == (2.0, 3.0, 1.5)


@given(st.lists(measured, unique_by=lambda one: one.key))
def test_a_run_is_as_fast_as_itself(rows: list[Measured]) -> None:
    """Every ratio is 1, and so is their mean."""
    pairs = compared(rows, rows)
    assert {times for _, _, times in pairs} <= {1.0}
    assert typical(pairs) == pytest.approx(1.0)


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=5))
def test_slower_and_faster_cancel_out(times: list[float]) -> None:
    """The mean of ratios and of their inverses are inverse to each other."""
    rows = [row(str(at), 1.0) for at in range(len(times))]
    scaled = [row(str(at), each) for at, each in enumerate(times)]
    there, back = typical(compared(rows, scaled)), typical(compared(scaled, rows))
    assert there * back == pytest.approx(1.0)


@given(seconds)
def test_no_time_divides_nothing(one: float) -> None:
    """What took no time before takes infinitely longer now, unless it still takes none."""
    assert ratio(one, 0.0) == (1.0 if one == 0 else math.inf)
    assert typical([(row("a", 0.0), row("a", 1.0), math.inf)]) == 1.0


def test_the_median_of_runs_is_told() -> None:
    """One slow run changes nothing."""
    runs = iter([Times("PROVED", 1, 2, 3), Times("PROVED", 1, 9, 10), Times("PROVED", 0, 3, 3)])
    assert repeated(lambda: next(runs), 3) == Times("PROVED", 1, 3, 3)


def test_outcomes_do_not_depend_on_the_run() -> None:
    """A run that comes to something else is an error, not an average."""
    runs = iter([Times("PROVED", 0, 0, 0), Times("REFUTED", 0, 0, 0)])
    with pytest.raises(AssertionError):
        repeated(lambda: next(runs), 2)
