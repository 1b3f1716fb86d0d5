"""A document says what was measured, and two of them are compared by what is in both."""

import json
import math
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.bench.document import Pair, compared, document, parsed, ratio, typical
from spec.bench.machine import commit
from spec.bench.measurement import (
    AT_LEAST,
    AT_LEAST_EXTRAPOLATED,
    EXTRAPOLATED,
    MEASURED,
    Measured,
    Run,
    read,
    repeats,
)
from spec.bench.report import comparison
from spec.errors import DisagreementError, UsageError
from tests.bench.rows import measured, row, seconds


@given(measured)
def test_a_measurement_is_read_back(one: Measured) -> None:
    """JSON loses nothing."""
    assert read(json.loads(json.dumps(one.json()))) == one


def test_a_document_is_read_back(tmp_path: Path) -> None:
    """The machine and every row, with all its runs."""
    path = tmp_path / "now.json"
    rows = [row("a", 1.5, 1.75), row("b", 2)]
    path.write_text(json.dumps(document({"z3": "1"}, rows)))
    assert parsed(str(path)) == ({"z3": "1"}, rows)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is no JSON"),
        ("[]", "no benchmark of version 2"),
        ('{"version": 1}', "no benchmark of version 2"),
        ('{"version": 2, "machine": {}}', "lacks machine or measured"),
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
        ({"runs": []}, "a list of at least one"),
        ({"runs": [1.0]}, "a run is its build and its search seconds, not 1.0"),
        ({"runs": [[0, "1"]]}, "a run is its build and its search seconds"),
        ({"runs": [[0, -1.0]]}, "a run is its build and its search seconds"),
        ({"runs": [[0, math.nan]]}, "a run is its build and its search seconds"),
        ({"runs": [[math.inf, 0]]}, "a run is its build and its search seconds"),
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
    with pytest.raises(UsageError, match="has part, question, setting and runs"):
        read({"part": "scaling"})


def test_a_missing_file_is_refused() -> None:
    """The sentence says which files there are."""
    with pytest.raises(UsageError, match="give a file that --json wrote"):
        parsed("nowhere.json")


def test_the_run_with_the_median_total_is_told() -> None:
    """One slow run changes nothing, and the parts add up."""
    one = Measured(part="p", question="q", setting="s", runs=((1, 2), (9, 1), (0, 4)))
    assert (one.build, one.search, one.seconds) == (0, 4, 4)
    assert one.spread == (3, 10)


def test_instances_take_their_mean_times_their_number() -> None:
    """Unlike the median, it makes a sum; a slow instance counts."""
    one = row("a", 1.0, 1.0, 4.0, instances=100)
    assert one.seconds == pytest.approx(200.0)
    assert row("a", 1.0, 2.0, instances=2).seconds == 3.0


@pytest.mark.parametrize(
    ("instances", "stopped", "how"),
    [
        (0, "", MEASURED),
        (2, "", MEASURED),
        (3, "", EXTRAPOLATED),
        (0, "60 s", AT_LEAST),
        (3, "60 s", AT_LEAST_EXTRAPOLATED),
    ],
)
def test_what_is_not_measured_is_known(instances: int, stopped: str, how: str) -> None:
    """By what was run and what was stopped."""
    assert row("a", 1.0, 2.0, instances=instances, stopped=stopped).how == how


def test_outcomes_do_not_depend_on_the_run() -> None:
    """Runs that come to different verdicts are an error; one that was stopped is not."""
    about = {"part": "p", "question": "q", "setting": "s"}
    runs = [Run("PROVED", 0, 0), Run("UNDECIDED", 0, 0, "60 s")]
    assert (repeats(runs, **about).outcome, repeats(runs, **about).stopped) == ("PROVED", "60 s")
    with pytest.raises(DisagreementError, match="q, s: runs of the same thing find PROVED and REF"):
        repeats([*runs, Run("REFUTED", 0, 0)], **about)


def test_every_row_of_two_runs_is_accounted_for() -> None:
    """Measured in both, in one as a guess, or in one only."""
    old = [row("a", 2.0), row("gone", 1.0), row("far", 1.0, instances=9)]
    new = [row("new", 1.0), row("a", 3.0), row("far", 9.0)]
    found = compared(old, new)
    assert [pair.times for pair in found.measured] == [1.5]
    assert [pair.new.question for pair in found.other] == ["far"]
    assert (found.alone, found.changed) == (2, [])
    lines = comparison(found).splitlines()
    assert lines[-3:] == [
        "geometric mean of 1 ratios: 1.50",
        "1 row is extrapolated or stopped in one or both: no ratio",
        "2 rows are in one of the two only",
    ]


def test_another_outcome_is_told() -> None:
    """Whatever it takes."""
    old = [row("a", 1.0, outcome="PROVED"), row("b", 1.0, outcome="PROVED")]
    new = [
        row("a", 1.0, outcome="REFUTED"),
        row("b", 1.0, outcome="UNDECIDED", stopped="60 s"),
    ]
    found = compared(old, new)
    assert len(found.changed) == 2
    assert comparison(found).splitlines()[-2:] == [
        "changed: scaling, a, s, z3: PROVED, then REFUTED",
        "changed: scaling, b, s, z3: PROVED, then UNDECIDED: 60 s",
    ]


def test_nothing_in_common_is_no_comparison() -> None:
    """Not a mean of no ratios."""
    with pytest.raises(UsageError, match="nothing in common"):
        compared([row("a", 1.0)], [row("b", 1.0)])
    guesses = comparison(compared([row("a", 1.0)], [row("a", 1.0, stopped="60 s")]))
    assert guesses.startswith("nothing was measured in both")
    assert "mean" not in guesses


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (row("a", 1.0, 3.0), row("a", 2.0, 4.0), True),
        (row("a", 1.0, 2.0), row("a", 3.0, 4.0), False),
        (row("a", 1.0), row("a", 3.0, 4.0), None),
        (row("a", 1.0, 2.0, instances=2), row("a", 3.0, 4.0), None),
    ],
)
def test_a_ratio_may_be_noise(old: Measured, new: Measured, expected: bool | None) -> None:
    """Where runs before and now overlap; one run, or one for each instance, cannot tell."""
    assert Pair(old, new).spread is expected


@given(st.lists(measured, unique_by=lambda one: one.key, min_size=1))
def test_a_run_is_as_fast_as_itself(rows: list[Measured]) -> None:
    """Every ratio is 1, nothing has changed, and nothing is inside one only."""
    found = compared(rows, rows)
    assert {pair.times for pair in found.measured} <= {1.0}
    assert len(found.measured) + len(found.other) == len(rows)
    assert (found.alone, found.changed) == (0, [])


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=5))
def test_slower_and_faster_cancel_out(times: list[float]) -> None:
    """The mean of ratios and of their inverses are inverse to each other."""
    rows = [row(str(at), 1.0) for at in range(len(times))]
    scaled = [row(str(at), each) for at, each in enumerate(times)]
    there, back = (
        typical([pair.times for pair in compared(*each).measured])
        for each in ((rows, scaled), (scaled, rows))
    )
    assert there * back == pytest.approx(1.0)


@given(seconds)
def test_no_time_divides_nothing(one: float) -> None:
    """What took no time before takes infinitely longer now, unless it still takes none."""
    assert ratio(one, 0.0) == (1.0 if one == 0 else math.inf)
    assert typical([math.inf]) == 1.0


def test_a_commit_is_named(tmp_path: Path) -> None:
    """Inside a checkout, with a word for changes that are not committed; else nothing."""
    git = shutil.which("git")
    if git is None:
        pytest.skip("git is not installed")
    assert commit(tmp_path) == ""
    (tmp_path / "file").write_text("old")
    who = ("-c", "user.name=n", "-c", "user.email=e")
    for words in (["init", "-q"], ["add", "file"], [*who, "commit", "-qm", "m"]):
        subprocess.run([git, "-C", str(tmp_path), *words], check=True)
    clean = commit(tmp_path)
    (tmp_path / "file").write_text("new")
    assert commit(tmp_path) == f"{clean}-dirty"
    assert clean
