"""Where a table goes: to stdout, to files in other forms, into a report."""

import json
import shlex
from pathlib import Path

import pytest

import spec.modes.table as table_mode
from spec.errors import UsageError

from .command import COPY, page, run, schedule_of

CELL = "in_place::no_missed_zone"


def test_one_run_gives_every_form(tmp_path: Path) -> None:
    """Each form has its file, and stdout the table as without them."""
    forms = ("json", "junit", "sarif", "markdown", "table", "github")
    outs = [option for form in forms for option in ("--out", f"{form}:{tmp_path / form}")]
    outcome = run("-k", CELL, *outs)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == run("-k", CELL).out
    assert (tmp_path / "table").read_text(encoding="utf-8") == outcome.out
    assert json.loads((tmp_path / "json").read_text(encoding="utf-8"))["exit_code"] == 0
    assert (tmp_path / "junit").read_text(encoding="utf-8").startswith("<?xml")
    assert json.loads((tmp_path / "sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert "| strategy" in (tmp_path / "markdown").read_text(encoding="utf-8")


def test_stdout_is_taken_by_a_form_that_asks_for_it() -> None:
    """Then nothing else is printed there."""
    assert json.loads(run("-k", CELL, "--out", "json:-").out)["exit_code"] == 0


def test_what_an_option_of_its_own_asks_for_stands_beside_the_others(tmp_path: Path) -> None:
    """Stdout has one text, and a file the one that is meant for it."""
    table, other = tmp_path / "table", tmp_path / "other"
    argv = ("-k", CELL, "--out", "json:-", "--output", str(table), "--out", f"markdown:{other}")
    assert json.loads(run(*argv).out)["exit_code"] == 0
    assert table.read_text(encoding="utf-8") == run("-k", CELL).out
    assert "| strategy" in other.read_text(encoding="utf-8")


def test_a_report_has_schedules_and_what_belongs_to_them(tmp_path: Path) -> None:
    """The schedule of each refutation, the odds, the barriers that only reordering needs."""
    path = tmp_path / "report.html"
    argv = ("--strategy", "copy_swap", "-k", "no_missed_zone", "--zones", "3")
    outcome = run(*argv, "--model", "sc", "--model", "lkmm", "--html", str(path))
    assert outcome.code == 0
    text = path.read_text(encoding="utf-8")
    assert "copy_swap::no_missed_zone reader=pass" in text
    assert 'id="odds"' in text
    assert "http://www.w3.org/2000/svg" in text or "<svg" in text
    assert "<script src" not in text


@pytest.mark.parametrize("models", [("sc", "tso", "armv8"), ("armv8",)])
def test_a_report_shows_the_schedules_that_an_explanation_prints(
    tmp_path: Path, models: tuple[str, ...]
) -> None:
    """Under every model that of the broadest kind, also where interleaving refutes it as well."""
    path, cell = tmp_path / "report.html", "append_copy_grace::no_missed_zone"
    argv = [option for name in models for option in ("--model", name)]
    argv += ["--zones", "3", "--rebuilds", "1"]
    assert run("-k", cell, *argv, "--html", str(path)).code == 0
    text = path.read_text(encoding="utf-8").split('<script type="application/json" id="data">')[1]
    cells = json.loads(text.split("</script>")[0])["cells"]
    stories = run("--explain", cell, *argv).out.split("\n\nREFUTED")
    for name, told in zip(models, stories, strict=True):
        shown = cells[f"{cell}::{name}"]["shown"]
        assert shlex.split(shown["replay"])[-1] == schedule_of(told)
        assert shown["kind"] == "any"
        assert ("lists=1/2.1" in schedule_of(told)) == (name == "armv8")


def test_a_page_of_ones_own_goes_into_a_report(tmp_path: Path) -> None:
    """Its text travels to whoever works."""
    own = page(tmp_path, f"{COPY}STRATEGY = replace(OURS, name='mine')\n")
    path = tmp_path / "report.html"
    assert run(own, "-k", "missed", "--html", str(path)).code == 0
    assert "mine::no_missed_zone" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("--out", "xml:a"), "there is no format 'xml'"),
        (("--out", "junit"), "--out takes FORMAT:PATH"),
        (
            ("--out", "json:-", "--out", "junit:-"),
            "--out json:- and --out junit:- both go to stdout",
        ),
        (("--format", "json", "--out", "junit:-"), "--format json and --out junit:- both go to"),
        (("--format", "table", "--out", "junit:-"), "--format table and --out junit:- both go to"),
        (("--output", "x", "--out", "json:./x"), "--output x and --out json:./x both go to x"),
        (("--html", "x y", "--out", "json:x y"), "--html 'x y' and --out json:x y both go to x y"),
        (("--html", "-", "--out", "json:-"), "--html - and --out json:- both go to stdout"),
        (("--html", ""), "--html '' cannot be written"),
        (("--html", "/nowhere/at/all.html"), "--html /nowhere/at/all.html cannot be written"),
        (("--explain", CELL, "--html", "x.html"), "--explain has no use for --html"),
        (("--claims", "-x"), "--claims has no use for --stop"),
        (("--replay", CELL, "-j", "2"), "--replay has no use for --jobs"),
        (("--explain", CELL, "--strategy", "rwlock"), "--explain has no use for --strategy"),
        (("--replay", CELL, "--format", "json"), "--replay has no use for --format"),
        (("--races", "--model", "tso"), "--races has no use for --model"),
        (("-j", "-1"), "-j -1 is too few"),
        (("--scheduler", "tcp://127.0.0.1:1"), "--scheduler is for --backend dask"),
        (("--backend", "abacus"), "joblib has no backend 'abacus'"),
    ],
)
def test_what_cannot_be_is_one_sentence(argv: tuple[str, ...], told: str) -> None:
    """Before anything is asked."""
    modes = ("--explain", "--claims", "--replay", "--races")
    outcome = run(*argv) if argv[0] in modes else run("-k", CELL, *argv)
    assert (outcome.code, outcome.out) == (2, "")
    assert told in outcome.err
    assert outcome.err.startswith("error: ")
    assert len(outcome.err.splitlines()) == 1


def test_what_makes_the_report_is_looked_for_before_the_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Not after hours of it."""

    def missing() -> None:
        raise UsageError("the HTML report needs jinja2")

    monkeypatch.setattr(table_mode, "template", missing)
    monkeypatch.setattr(table_mode, "_decide", lambda *_: pytest.fail("work began"))
    outcome = run("-k", CELL, "--html", str(tmp_path / "report.html"))
    assert (outcome.code, outcome.out) == (2, "")
    assert "jinja2" in outcome.err
