"""``python -m spec.bench``: what it prints and writes, and what it refuses."""

import json
from pathlib import Path

import pytest

from spec.bench import __main__ as command
from spec.bench.document import parsed
from spec.bench.measurement import Measured
from tests.bench.rows import row


@pytest.fixture
def made_up(monkeypatch: pytest.MonkeyPatch) -> list[Measured]:
    """Rows instead of measurements."""
    rows = [row("a", 2.0, outcome="PROVED", search=1.0, axis="zones", size=2)]
    monkeypatch.setattr(command, "scaling", lambda *_given: iter(rows))
    return rows


def test_a_run_is_printed_and_written(
    made_up: list[Measured], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table, the machine, and a document of both."""
    file = tmp_path / "now.json"
    assert command.main(["scaling", "--json", str(file)]) == 0
    output = capsys.readouterr().out
    assert "PROVED" in output
    assert "processors" in output
    machine, rows = parsed(str(file))
    assert rows == made_up
    assert {"processor", "processors", "python", "z3", "spin", "compiler"} <= {*machine}


def test_two_runs_are_compared(
    made_up: list[Measured], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The ratio, and where the machines differ."""
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    assert made_up
    assert command.main(["scaling", "--json", str(old)]) == 0
    given = json.loads(old.read_text())
    given["measured"][0]["seconds"] = 1.0
    given["machine"]["z3"] = "9"
    new.write_text(json.dumps(given))
    capsys.readouterr()
    assert command.main(["--compare", str(old), str(new)]) == 0
    output = capsys.readouterr().out
    assert "geometric mean of 1 ratios: 0.50" in output
    assert output.splitlines()[-1].endswith(", then 9")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "there is no part 'nothing': choose from table, scaling, litmus, spin"),
        (["--zones", "1"], "--zones takes sizes of at least 2"),
        (["--repeat", "0"], "--repeat, --samples and --limit take numbers above 0"),
        (["--compare", "no", "no"], "no cannot be read: give a file that --json wrote"),
        (["scaling", "--json", "/nowhere/x"], "--json cannot write /nowhere/x: No such file"),
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


def test_spin_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The part that needs it says so before it measures anything."""
    monkeypatch.setattr("spec.bench.spin.missing", lambda: "spin")
    assert command.main(["spin"]) == 2
    assert "the part spin needs spin" in capsys.readouterr().err
