"""The table as a command: what its options about the work mean."""

import json
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from spec.cache.last import last_failed
from spec.finding import STOPPED
from spec.result import Result
from spec.selection import Question
from spec.verdict import UNDECIDED
from spec.work.inquest import Inquest
from tests.cli.command import COPY, Outcome, page, run

BOUNDS = ("--zones", "2", "--rebuilds", "1", "--tries", "1", "-j", "0")
WRONG = f"""{COPY}
EXPECT = {{**OURS.expect, "no_missed_zone": proved("somebody hopes so")}}
STRATEGY = replace(OURS, name="own", expect=EXPECT)
"""


def names(page_name: str, *kinds: str) -> set[str]:
    """What is remembered of one property."""
    return {f"{page_name}::no_missed_zone::sc::{kind}" for kind in kinds}


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder for answers that is not there yet."""
    return tmp_path / "cache"


def prove(cache: Path, *argv: str) -> Outcome:
    """Run it at small bounds."""
    return run(*argv, *BOUNDS, "--cache-dir", str(cache))


def test_last_failed_asks_what_was_unexpected_last_time(cache: Path, tmp_path: Path) -> None:
    """And everything where nothing was, or nothing of that is selected."""
    own = page(tmp_path, WRONG)
    whole = prove(cache, own)
    assert whole.code == 1
    assert last_failed(cache) == names("own", "online", "offline", "reorder", "any")
    failed = prove(cache, own, "--last-failed", "--format", "json")
    assert failed.code == 1
    assert "no_missed_zone" in failed.out
    assert "respects_request" not in failed.out
    elsewhere = ("--strategy", "in_place", "--property", "respects_request")
    assert prove(cache, *elsewhere, "--last-failed") == (
        *prove(cache, *elsewhere)[:2],
        "nothing failed last time in what is selected: asking all of it\n",
    )


def test_what_was_mended_is_no_failure_any_more(cache: Path, tmp_path: Path) -> None:
    """Once it was asked again."""
    own = page(tmp_path, WRONG)
    prove(cache, own, "--property", "no_missed_zone")
    page(tmp_path, WRONG.replace('"no_missed_zone": proved("somebody hopes so")', ""))
    assert prove(cache, own, "--last-failed", "--property", "no_missed_zone").code == 0
    assert last_failed(cache) == set()


def test_what_is_undecided_failed(cache: Path) -> None:
    """It was not decided."""
    given_up = prove(
        cache, "--strategy", "in_place", "--property", "no_missed_zone", "--rlimit", "1"
    )
    assert given_up.code == 4
    assert last_failed(cache) == names("in_place", "online", "offline", "reorder", "any")


def test_a_failure_is_forgotten_only_where_it_is_asked_again(cache: Path, tmp_path: Path) -> None:
    """Not where another kind or another memory model is."""
    own = (page(tmp_path, WRONG), "--property", "no_missed_zone")
    assert prove(cache, *own).code == 1
    page(tmp_path, WRONG.replace('"no_missed_zone": proved("somebody hopes so")', ""))
    prove(cache, *own, "--rebuild", "online")
    prove(cache, *own, "--model", "tso")
    assert last_failed(cache) == names("own", "offline", "reorder", "any")


def test_a_question_that_was_stopped_halfway_failed(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its other kinds are not decided, and asked next time."""
    own = (page(tmp_path, WRONG), "--property", "no_missed_zone")
    whole = Inquest.run

    def half(inquest: Inquest, asked: Sequence[Question], result: Result) -> None:
        whole(inquest, asked, result)
        stopped = replace(result.decisions[-1].verdict, word=UNDECIDED, reason=STOPPED)
        result.decisions[-1] = replace(result.decisions[-1], verdict=stopped)

    monkeypatch.setattr(Inquest, "run", half)
    prove(cache, *own, "-x")
    assert last_failed(cache) == names("own", "online", "offline", "reorder", "any")


def test_a_first_failure_stops(cache: Path, tmp_path: Path) -> None:
    """Exit code 1, and a table of what was decided by then."""
    own = page(tmp_path, WRONG)
    stopped, whole = (prove(cache, own, *x, "--format", "json") for x in (("-x",), ()))
    assert stopped.code == whole.code == 1
    assert "no_missed_zone" in stopped.out
    assert len(stopped.out) < len(whole.out)
    assert [json.loads(told.out)["stopped"] for told in (stopped, whole)] == [True, False]


@pytest.mark.parametrize("form", ["table", "json", "junit", "sarif", "github", "markdown"])
def test_every_form_says_that_it_was_stopped(form: str, cache: Path, tmp_path: Path) -> None:
    """What is missing in it was not asked."""
    own = page(tmp_path, WRONG)
    word = '"stopped": true' if form == "json" else "topped at the first unexpected verdict"
    assert word in prove(cache, own, "-x", "--format", form).out
    assert word not in prove(cache, own, "--format", form).out


def test_the_advice_of_a_table_is_a_command_that_can_be_copied(cache: Path, tmp_path: Path) -> None:
    """Whatever else was on the line, and whatever the page is called."""
    own = page(tmp_path, WRONG, "my own.py")
    argv = (own, "--property", "no_missed_zone", "-x", "--out", f"json:{tmp_path / 'x'}")
    lines = prove(cache, *argv, "--model", "tso").out.splitlines()
    (line,) = [line for line in lines if "--explain" in line]
    program, *words = shlex.split(line)
    assert (program, words[:2]) == ("python", ["-m", "spec.prove"])
    assert "tso" in words
    told = run(*words[2:], "-j", "0", "--cache-dir", str(cache))
    assert told.out.startswith("REFUTED  own::no_missed_zone")
    program, *words = shlex.split(told.out.splitlines()[-1].removeprefix("replay"))
    assert run(*words[2:]).code == 0


def test_a_folder_that_cannot_be_used_costs_nothing_but_time(cache: Path, tmp_path: Path) -> None:
    """One sentence about the cache, and one about what failed where something did."""
    cache.write_text("in the way", encoding="utf-8")
    argv = ("--strategy", "in_place", "--property", "no_missed_zone")
    found = prove(cache, *argv)
    assert found.code == 0
    (warning,) = found.err.splitlines()
    assert warning.startswith(f"warning: nothing more is kept in the cache {cache}: ")
    failing = prove(cache, page(tmp_path, WRONG), "--property", "no_missed_zone")
    assert failing.code == 1
    assert [line.split(":")[1] for line in failing.err.splitlines()] == [
        f" nothing more is kept in the cache {cache}",
        " --last-failed will not know this run",
    ]


def test_without_a_cache_nothing_is_kept(cache: Path, tmp_path: Path) -> None:
    """Not even what failed."""
    assert prove(cache, page(tmp_path, WRONG), "--no-cache").code == 1
    assert not cache.exists()


def test_without_a_home_a_sentence_warns_and_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The table is there, and so is what to do about it."""
    monkeypatch.setattr("spec.modes.desk.default_folder", lambda: None)
    told = run("--strategy", "in_place", "--property", "respects_request", *BOUNDS)
    assert told.code == 0
    assert told.err == "warning: there is no home to keep answers in: give --cache-dir\n"
