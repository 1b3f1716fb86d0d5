"""The table as a command: what its options about the work mean."""

from pathlib import Path

import pytest

from spec.cache.last import last_failed
from tests.cli.command import COPY, Outcome, page, run

BOUNDS = ("--zones", "2", "--rebuilds", "1", "--tries", "1", "-j", "0")
WRONG = f"""{COPY}
EXPECT = {{**OURS.expect, "no_missed_zone": proved("somebody hopes so")}}
STRATEGY = replace(OURS, name="own", expect=EXPECT)
"""


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
    assert last_failed(cache) == {"own::no_missed_zone"}
    failed = prove(cache, own, "--last-failed", "--format", "json")
    assert failed.code == 1
    assert "no_missed_zone" in failed.out
    assert "respects_request" not in failed.out
    elsewhere = ("--strategy", "in_place", "--property", "respects_request")
    assert prove(cache, *elsewhere, "--last-failed") == prove(cache, *elsewhere)


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
    assert last_failed(cache) == {"in_place::no_missed_zone"}


def test_a_first_failure_stops(cache: Path, tmp_path: Path) -> None:
    """Exit code 1, and a table of what was decided by then."""
    own = page(tmp_path, WRONG)
    stopped = prove(cache, own, "-x", "--format", "json")
    assert stopped.code == 1
    assert "no_missed_zone" in stopped.out
    assert len(stopped.out) < len(prove(cache, own, "--format", "json").out)


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
