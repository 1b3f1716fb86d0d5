"""Where questions are asked: warnings, numbers that make no sense, and what is given up."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from spec.modes import desk
from spec.work.here import Here
from spec.work.job import Event, Job
from tests.cli.command import run

BOUNDS = ("--zones", "2", "--rebuilds", "1", "--tries", "1", "-j", "0")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder for answers that is not there yet."""
    return tmp_path / "cache"


def test_many_damaged_entries_are_told_in_a_few_lines(cache: Path) -> None:
    """Three of them, and how many more there are."""
    argv = ("--strategy", "in_place")
    first = run(*argv, *BOUNDS, "--cache-dir", str(cache))
    entries = [path for path in cache.rglob("*.json") if path.parent != cache]
    for path in entries:
        path.write_text("", encoding="utf-8")
    found = run(*argv, *BOUNDS, "--cache-dir", str(cache))
    assert (found.code, found.out) == (0, first.out)
    lines = found.err.splitlines()
    assert len(lines) == desk.MANY + 1
    assert lines[-1] == f"warning: {len(entries) - desk.MANY} more about the cache"


@pytest.mark.parametrize("option", ["-j", "--durations"])
def test_a_negative_number_is_one_sentence_and_exit_2(cache: Path, option: str) -> None:
    """Nothing is asked."""
    found = run("--strategy", "in_place", "--cache-dir", str(cache), option, "-1")
    assert (found.code, found.out) == (2, "")
    assert found.err == f"error: {option} -1 is too few: give at least 0\n"
    assert not cache.exists()


def test_cores_are_those_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system tells; else those there are."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {1, 5}, raising=False)
    assert desk.cores() == 2
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert desk.cores() == 1


class _Forgetful(Here):
    """Somebody who loses whatever he is asked."""

    def event(self) -> Event | None:
        """Lost, and then done."""
        self._losing = getattr(self, "_losing", None) or self._lose(self._waiting.popleft())
        event = next(self._losing, None)
        if event is not None and event.what == "done":
            self._losing = None
        return event

    @staticmethod
    def _lose(job: Job) -> Iterator[Event]:
        for at in range(len(job.asks)):
            yield Event(job, "lost", at, {"undecided": "its process ended twice"})
        yield Event(job, "done")

    @property
    def busy(self) -> bool:
        """Jobs are queued or under way."""
        return bool(self._waiting) or getattr(self, "_losing", None) is not None


@pytest.mark.parametrize(
    ("argv", "about", "left"),
    [
        (("--claims",), "claim 2", "verdict  UNDECIDED"),
        (("--history", "B9"), "B9 of the history", ""),
        (("--odds", "--strategy", "in_place"), "in_place: odds", ""),
        (("--races", "--strategy", "in_place"), "in_place: races", "in_place is undecided"),
        (
            ("--barriers", "in_place::no_missed_zone"),
            "in_place::no_missed_zone under lkmm: barriers",
            "",
        ),
    ],
)
def test_what_is_lost_is_said_and_exits_4(
    argv: tuple[str, ...], about: str, left: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every mode that asks; where nothing is left, nothing is printed."""
    monkeypatch.setattr(desk, "Here", _Forgetful)
    outcome = run(*argv, "-j", "0", "--no-cache")
    assert outcome.code == 4
    line = f"{about} is undecided: its process ended twice; raise --rlimit or --timeout"
    assert line in outcome.err.splitlines()
    assert left in outcome.out
    assert bool(outcome.out) == bool(left)


@pytest.mark.parametrize(
    "argv",
    [
        ("--history", "B9"),
        ("--odds", "--strategy", "in_place", "--lists", "1.2/2"),
        ("--races", "--strategy", "in_place"),
        ("--barriers", "append_copy_grace::no_missed_zone", "--zones", "2", "--rebuilds", "1"),
        ("--explain", "in_place::no_missed_zone"),
    ],
)
def test_every_mode_that_asks_finds_its_answers_again(argv: tuple[str, ...], cache: Path) -> None:
    """The second time nobody works."""
    first = run(*argv, "--cache-dir", str(cache), "-j", "0", "--durations", "1")
    again = run(*argv, "--cache-dir", str(cache), "-j", "0", "--durations", "1")
    assert (again.code, again.out) == (first.code, first.out)
    assert first.err
    assert again.err.startswith("--durations: every answer was in the cache")
