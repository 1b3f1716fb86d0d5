"""``python -m spec.bench``: what it prints and writes, and what it refuses."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from spec.bench import __main__ as command
from spec.bench.document import parsed
from spec.bench.effort import Effort
from spec.bench.measurement import Measured, Run
from spec.errors import DisagreementError
from tests.bench.rows import row


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> list[Measured]:
    """Rows instead of measurements."""
    rows = [row("a", 2.0, outcome="PROVED", axis="zones", size=2)]
    monkeypatch.setattr(command, "scaling", lambda *_given: iter(rows))
    return rows


def test_a_run_is_printed_and_written(
    made_up: list[Measured], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row when it is there; the table, the machine, and a document of both in the end."""
    file = tmp_path / "now.json"
    assert command.main(["scaling", "--json", str(file)]) == 0
    output, told = capsys.readouterr()
    assert told == "scaling: a, s, z3: PROVED: 2.000 s\n"
    assert "PROVED" in output
    assert "processors" in output
    machine, rows = parsed(str(file))
    assert rows == made_up
    assert {"commit", "processor", "processors", "python", "z3", "spin", "compiler"} <= {*machine}


def test_two_runs_are_compared(
    made_up: list[Measured], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The ratio, and where the machines differ; another outcome is another exit code."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    assert made_up
    assert command.main(["scaling", "--json", str(old)]) == 0
    given = json.loads(old.read_text())
    given["measured"][0]["runs"] = [[0, 1.0]]
    given["machine"] |= {"z3": "9", "commit": "abc"}
    new.write_text(json.dumps(given))
    capsys.readouterr()
    assert command.main(["--compare", str(old), str(new)]) == 0
    output = capsys.readouterr().out
    assert "geometric mean of 1 ratios: 0.50" in output
    assert ", then abc\n" in output
    assert output.splitlines()[-1].endswith(", then 9")
    given["measured"][0]["outcome"] = "REFUTED"
    new.write_text(json.dumps(given))
    assert command.main(["--compare", str(old), str(new)]) == 1
    assert "PROVED, then REFUTED" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "there is no part 'nothing'"),
        (["scalin"], "there is no part 'scalin': did you mean scaling"),
        (["--zones", "1"], "--zones takes sizes of at least 2"),
        (["--zones", "x"], "argument --zones: invalid int value: 'x'; see python -m spec.bench"),
        (["--repeat", "0"], "--repeat and --samples take numbers above 0"),
        (["spin", "--limit", "nan"], "--repeat and --samples take numbers above 0, --limit up to"),
        (["litmus", "--model", "tso"], "--model is for table and scaling: leave it out"),
        (["table", "--zones", "2"], "--zones is for scaling: leave it out"),
        (["scaling", "--samples", "2"], "--samples is for spin: leave it out"),
        (["table", "litmus", "--plots", "x"], "--plots is for scaling and spin: leave it out"),
        (["--compare", "no", "no"], "no cannot be read: give a file that --json wrote"),
        (
            ["table", "--compare", "a", "b", "--repeat", "2"],
            "--compare has no use for parts, --repeat: leave that out",
        ),
    ],
)
def test_bad_arguments(
    arguments: list[str],
    message: str,
    made_up: list[Measured],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One sentence and exit code 2."""
    assert made_up
    assert command.main(arguments) == 2
    assert capsys.readouterr().err.startswith(f"error: {message}")


@pytest.mark.parametrize("option", ["--json", "--plots"])
def test_places_are_looked_at_before_anything_is_measured(
    option: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Hours of work are not for nothing."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")

    def never(*_given: object) -> Iterator[Measured]:
        pytest.fail("measured for nothing")

    monkeypatch.setattr(command, "scaling", never)
    (tmp_path / "file").touch()
    assert command.main(["scaling", option, str(tmp_path / "file" / "below")]) == 2
    assert capsys.readouterr().err.startswith(f"error: {option}")


def test_a_late_problem_loses_nothing(
    made_up: list[Measured],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What cannot be drawn is printed and written all the same."""
    pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    folder, file = tmp_path / "plots", tmp_path / "x.json"
    (folder / "zones.svg").mkdir(parents=True)
    assert made_up
    assert command.main(["scaling", "--plots", str(folder), "--json", str(file)]) == 2
    output, told = capsys.readouterr()
    assert "PROVED" in output
    assert parsed(str(file))[1] == made_up
    assert f"--plots cannot write to {folder}" in told

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("spec.formats.destination.write", full)
    assert command.main(["scaling", "--json", str(file)]) == 2
    output, told = capsys.readouterr()
    assert "PROVED" in output
    assert "No space left on device" in told


def test_a_disagreement_comes_behind_the_rows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are what there is to look at."""

    def rows(*_given: object) -> Iterator[Measured]:
        yield row("a", 1.0, outcome="PROVED")
        raise DisagreementError("one of them is wrong")

    monkeypatch.setattr(command, "scaling", rows)
    assert command.main(["scaling"]) == 3
    output, told = capsys.readouterr()
    assert "PROVED" in output
    assert told.endswith("disagreement: one of them is wrong\n")


def test_ctrl_c_leaves_what_there_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is taken note of during a run, which is not told; those before it are."""

    def stopped() -> Run:
        os.kill(os.getpid(), signal.SIGINT)
        return Run("UNDECIDED", 0, 0)

    def rows(_zones: object, _model: str, effort: Effort) -> Iterator[Measured]:
        yield row("a", 1.0, outcome="PROVED")
        effort.repeated(stopped)
        pytest.fail("goes on")

    monkeypatch.setattr(command, "scaling", rows)
    file = tmp_path / "x.json"
    assert command.main(["scaling", "--json", str(file)]) == 130
    output, told = capsys.readouterr()
    assert "PROVED" in output
    assert len(parsed(str(file))[1]) == 1
    assert told.endswith("interrupted\n")


def test_spin_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The part that needs it says so before it measures anything."""
    monkeypatch.setattr("spec.bench.spin.missing", lambda: "spin")
    assert command.main(["spin"]) == 2
    assert "the part spin needs spin" in capsys.readouterr().err
