"""What is going on: said while it goes on, to whoever sits before a terminal."""

import importlib.util
import io
import re
import sys
from pathlib import Path

import pytest

from spec.errors import UsageError
from spec.work import progress as module
from spec.work.progress import Display, Durations, Lines, Live, Silent, display
from tests.cli.command import Terminal, run

from .samples import Minutes

rich = pytest.mark.skipif(importlib.util.find_spec("rich") is None, reason="rich is not installed")
QUICK = ("--strategy", "in_place", "--property", "no_missed_zone", "--zones", "2", "--no-cache")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands at its one number."""
    time = [100.0]
    monkeypatch.setattr(module, "monotonic", lambda: time[0])
    return time


def test_lines_tell_what_is_running_and_for_how_long(clock: list[float]) -> None:
    """And how many questions are answered, of how many, after what time."""
    out = io.StringIO()
    lines = Lines(out, every=0, _begun=clock[0], _last=clock[0])
    lines.expects(3)
    lines.begins(0, "a::x")
    clock[0] += 4
    lines.begins(1, "b::y")
    clock[0] += 61
    lines.waits()
    lines.answers(0, "a::x", 65.0, "proved")
    lines.answers(-1, "c::z", 0.0, "cached")
    lines.answers(1, "b::y", 61.0, "refuted")
    lines.close()
    assert out.getvalue().splitlines() == [
        "[0/3] 65 s  a::x (65 s), b::y (61 s)",
        "[1/3] 65 s  b::y (61 s)",
        "[2/3] 65 s  b::y (61 s)",
        "[3/3] 65 s",
    ]


def test_lines_are_written_now_and_then(clock: list[float]) -> None:
    """Not more often than was asked for, however much happens."""
    out = io.StringIO()
    lines = Lines(out, every=10, _last=clock[0])
    lines.expects(1000)
    for _ in range(1000):
        clock[0] += 0.1
        lines.begins(0, "a::x")
        lines.answers(0, "a::x", 0.1, "proved")
    assert 9 <= len(out.getvalue().splitlines()) <= 10


@rich
def test_rich_shows_a_line_for_each_who_works() -> None:
    """With what they are at, and a bar for all; when it is over nothing is left."""
    out = Terminal()
    live = Live(out)
    live.expects(3)
    live.begins(0, "a::x [bold]")
    live.begins(1, "b::y under lkmm")
    live._drawn.refresh()
    shown = out.getvalue()
    assert "a::x [bold]" in shown
    assert "b::y under lkmm" in shown
    assert "0/3" in shown
    assert re.search(r"0:00:\d\d", shown)
    live.answers(0, "a::x [bold]", 1.0, "proved")
    live.begins(1, "c::z")
    live.answers(-1, "b::y", 0.0, "cached")
    live.waits()
    live._drawn.refresh()
    last = out.getvalue()[len(shown) :].rpartition("questions")[2]
    assert "2/3" in last
    assert "c::z" in last
    assert "a::x" not in last
    live.close()
    assert "questions" not in out.getvalue().rpartition("2/3")[2]
    assert out.getvalue().endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("way", "term", "there", "shown"),
    [
        ("auto", "xterm", True, Live),
        ("auto", "dumb", True, Lines),
        ("auto", "xterm", False, Lines),
        ("auto", "", True, Silent),
        ("auto", "", False, Silent),
        ("rich", "xterm", True, Live),
        ("rich", "dumb", True, Lines),
        ("rich", "", True, Lines),
        ("plain", "", True, Lines),
        ("plain", "xterm", True, Lines),
        ("none", "xterm", True, Silent),
    ],
)
def test_the_display_is_the_one_for_the_place(
    monkeypatch: pytest.MonkeyPatch, way: str, term: str, there: bool, shown: type[Display]
) -> None:
    """A pipe gets nothing that nobody asked for, and what cannot be erased is never drawn."""
    monkeypatch.setenv("TERM", term)
    if there and importlib.util.find_spec("rich") is None:
        pytest.skip("rich is not installed")
    if not there:
        monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    made = display(way, Terminal() if term else io.StringIO())
    made.close()
    assert type(made) is shown


def test_rich_that_is_not_there_is_one_sentence_and_exit_2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It says what to install."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'zonelist-spec\[terminal\]'"):
        display("rich", sys.stderr)
    found = run(*QUICK, "--progress", "rich")
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)


@rich
@pytest.mark.parametrize(
    ("argv", "no_color", "coloured"),
    [((), "", True), ((), "1", False), (("--color", "never"), "", False)],
)
def test_a_bar_has_no_colour_where_none_is_wanted(
    argv: tuple[str, ...], no_color: str, coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It moves all the same."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", no_color)
    told = run(*QUICK, "-j", "1", *argv, stderr=Terminal()).err
    assert "questions" in told
    assert ("\x1b[3" in told) is coloured


@pytest.mark.parametrize("jobs", ["0", "1"])
def test_nothing_is_shown_where_there_is_no_terminal(jobs: str) -> None:
    """Nor with ``none`` where there is one."""
    assert run(*QUICK, "-j", jobs).err == ""
    assert run(*QUICK, "-j", jobs, "--progress", "none", stderr=Terminal()).err == ""


def test_a_terminal_is_shown_what_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the table is the same."""
    monkeypatch.setenv("TERM", "xterm")
    silent, told = run(*QUICK, "-j", "1"), run(*QUICK, "-j", "1", stderr=Terminal())
    assert told.out == silent.out
    if importlib.util.find_spec("rich") is not None:
        assert "questions" in told.err


def test_a_mistake_leaves_the_terminal_as_it_was() -> None:
    """Nothing is drawn before it is known that there is something to do."""
    found = run(*QUICK, "-j", "-1", stderr=Terminal())
    assert (found.code, found.out) == (2, "")
    assert found.err == "error: -j -1 is too few: give at least 0\n"


def test_durations_are_noted_and_everything_is_passed_on() -> None:
    """The longest first; what an earlier run answered took no time of this one."""
    minutes = Minutes()
    durations = Durations(minutes)
    durations.expects(3)
    durations.begins(0, "a::x")
    durations.answers(0, "a::x", 0.5, "proved")
    durations.answers(1, "b::y", 12.25, "refuted")
    durations.answers(-1, "c::z", 0.0, "cached")
    durations.waits()
    assert (minutes.expected, minutes.begun) == (3, ["a::x"])
    assert [about for _, about, *_ in minutes.answered] == ["a::x", "b::y", "c::z"]
    assert durations.longest(5) == ["   12.25 s  b::y", "    0.50 s  a::x"]
    assert durations.longest(1) == ["   12.25 s  b::y"]
    assert durations.longest(0) == []


def test_durations_are_printed_beside_the_table() -> None:
    """As many as were asked for, on stderr."""
    argv = ("--strategy", "in_place", "--zones", "2", "--rebuilds", "1", "--no-cache", "-j", "0")
    (first, second) = run(*argv, "--durations", "2").err.splitlines()
    for line in (first, second):
        assert re.fullmatch(r" +\d+\.\d\d s  in_place::\w+", line)
    assert float(first.split()[0]) >= float(second.split()[0])


def test_where_nothing_was_asked_durations_say_so(tmp_path: Path) -> None:
    """Everything was in the cache."""
    argv = ("--strategy", "in_place", "--property", "no_missed_zone", "--zones", "2", "-j", "0")
    cached = (*argv, "--cache-dir", str(tmp_path), "--durations", "2")
    assert "in_place::no_missed_zone" in run(*cached).err
    assert run(*cached).err == "--durations: every answer was in the cache; --no-cache asks anew\n"
