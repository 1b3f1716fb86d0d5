"""Recording writes whole traces and reports them, however it ends."""

import json
import os
import signal
from collections.abc import Generator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from impl.episode import Episode, episodes
from impl.strategies import BY_NAME, STRATEGIES, Strategy
from impl.stress import main
from impl.stress_trace import TraceReport, record

IN_PLACE = STRATEGIES["in_place"]


def records(path: Path) -> list[dict[str, Any]]:
    """Every line of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def count(path: Path) -> int:
    """How many traces a file has, all of them whole."""
    number = 0
    is_inside = False
    for each in records(path):
        assert is_inside != ("format" in each)
        is_inside = "end" not in each
        number += "end" in each
    assert not is_inside
    return number


@pytest.mark.parametrize("name", ["in_place", "mask_seqcount", "v6_6", "list_all_zones"])
def test_so_many_traces_are_recorded(name: str, tmp_path: Path) -> None:
    """The report tells of what is in the file."""
    path = tmp_path / "trace.jsonl"
    report = record(BY_NAME[name], str(path), traces=20)
    assert report.traces == count(path) == 20
    assert report.events == sum("event" in each for each in records(path))
    assert 0 <= report.overlapping <= 20
    assert not report.interrupted


def test_recording_ends_after_its_time(tmp_path: Path) -> None:
    """At least one trace is written, however short the time."""
    path = tmp_path / "trace.jsonl"
    assert record(IN_PLACE, str(path), seconds=1e-6).traces == count(path) == 1


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """Nothing of what it was is left."""
    path = tmp_path / "trace.jsonl"
    path.write_text("something else\n" * 10_000, encoding="utf-8")
    record(IN_PLACE, str(path), traces=1)
    assert count(path) == 1


def interrupting(monkeypatch: pytest.MonkeyPatch, after: int, times: int = 1) -> None:
    """Press Ctrl-C so often while a trace is being recorded."""

    def pressed(strategy: Strategy, seed: int) -> Generator[Episode, None, None]:
        for number, episode in enumerate(episodes(strategy, seed), 1):
            if number > after:
                for _ in range(times):
                    os.kill(os.getpid(), signal.SIGINT)
            yield episode

    monkeypatch.setattr("impl.stress_trace.episodes", pressed)


def test_an_interruption_leaves_whole_traces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The trace in progress is the last one, and Ctrl-C means what it meant before."""
    before = signal.getsignal(signal.SIGINT)
    interrupting(monkeypatch, after=3)
    path = tmp_path / "trace.jsonl"
    assert main(["--strategy", "in_place", "--trace", str(path)]) == 130
    assert count(path) == 4
    assert capsys.readouterr().out.splitlines()[1].split() == ["traces", "4"]
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_interruption_is_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also then what is written is whole."""
    interrupting(monkeypatch, after=3, times=2)
    path = tmp_path / "trace.jsonl"
    with pytest.raises(KeyboardInterrupt):
        record(IN_PLACE, str(path), traces=10)
    assert count(path) == 3


def test_another_thread_may_record(tmp_path: Path) -> None:
    """It leaves Ctrl-C alone."""
    reports: list[TraceReport] = []
    path = tmp_path / "trace.jsonl"
    thread = Thread(target=lambda: reports.append(record(IN_PLACE, str(path), traces=2)))
    thread.start()
    thread.join()
    assert [report.traces for report in reports] == [count(path)] == [2]


def test_the_command_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One row a count; traces are a bound of their own."""
    path = tmp_path / "trace.jsonl"
    arguments = ["--strategy", "rwlock", "--trace", str(path), "--traces", "5", "--readers", "1"]
    assert main(arguments) == 0
    rows = [line.rsplit(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert rows[:2] == [["strategy", "rwlock"], ["traces", "5"]]
    assert [name for name, _ in rows[2:]] == ["overlapping traces", "events", "events/s"]
    assert count(path) == 5


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no file here is always full")
def test_a_full_disk_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """And no traceback."""
    with pytest.raises(SystemExit) as caught:
        main(["--strategy", "in_place", "--trace", "/dev/full", "--traces", "1"])
    assert caught.value.code == 2
    assert capsys.readouterr().err == (
        "--trace /dev/full cannot be written (No space left on device): name another file.\n"
    )
