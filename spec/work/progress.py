"""What is going on, told on stderr while it goes on: by rich where it is there, else in lines."""

import importlib.util
import os
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol, TextIO

from spec.errors import UsageError

WAYS = ("auto", "rich", "plain", "none")
SLOW = 10.0
"""Seconds between two lines of the plain display."""


class Display(Protocol):
    """Shows how it goes; what a watcher is told, and an end."""

    def expects(self, asks: int) -> None:
        """So many more questions will be answered."""

    def begins(self, worker: int, about: str) -> None:
        """Somebody is at a question."""

    def answers(self, worker: int, about: str, seconds: float, told: str) -> None:
        """A question is answered."""

    def waits(self) -> None:
        """A moment has gone by."""

    def close(self) -> None:
        """Leave no trace where other output follows."""


def display(way: str, stderr: TextIO, *, coloured: bool = True) -> Display:
    """A display.

    Args:
        way: one of ``WAYS``; ``auto`` shows nothing where nobody sits before a terminal, and where
            lines cannot be erased they are written one below the other.
        stderr: where it is shown.
        coloured: a bar may have colours.

    Raises:
        UsageError: rich is asked for and not there.
    """
    there = importlib.util.find_spec("rich") is not None
    if way == "rich" and not there:
        raise UsageError(
            "--progress rich takes rich: pip install 'zonelist-spec[terminal]', or leave it out"
        )
    if way == "none" or (way == "auto" and not stderr.isatty()):
        return Silent()
    erasable = stderr.isatty() and os.environ.get("TERM") != "dumb"
    live = there and erasable and way != "plain"
    return Live(stderr, coloured=coloured) if live else Lines(stderr)


class Silent:
    """Shows nothing."""

    def expects(self, asks: int) -> None:
        """Nothing."""

    def begins(self, worker: int, about: str) -> None:
        """Nothing."""

    def answers(self, worker: int, about: str, seconds: float, told: str) -> None:
        """Nothing."""

    def waits(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


@dataclass(slots=True)
class Lines:
    """A line now and then: how many questions are answered, and what is being worked at.

    Attributes:
        stderr: where it is written.
        every: seconds between two lines.
    """

    stderr: TextIO
    every: float = SLOW
    _begun: float = field(default_factory=monotonic)
    _last: float = field(default_factory=monotonic)
    _expected: int = 0
    _answered: int = 0
    _at: dict[int, tuple[str, float]] = field(default_factory=dict)

    def expects(self, asks: int) -> None:
        """So many more questions will be answered."""
        self._expected += asks

    def begins(self, worker: int, about: str) -> None:
        """Somebody is at a question."""
        self._at[worker] = about, monotonic()

    def answers(self, worker: int, about: str, seconds: float, told: str) -> None:  # noqa: ARG002
        """A question is answered."""
        self._answered += 1
        self._at.pop(worker, None)
        self.waits()

    def waits(self) -> None:
        """A moment has gone by: perhaps it is time for a line."""
        now = monotonic()
        if now - self._last < self.every:
            return
        self._last = now
        doing = ", ".join(f"{about} ({now - since:.0f} s)" for about, since in self._at.values())
        text = f"[{self._answered}/{self._expected}] {now - self._begun:.0f} s  {doing}"
        with suppress(OSError):  # no room for it, or nobody reads it
            self.stderr.write(text.rstrip() + "\n")
            self.stderr.flush()

    def close(self) -> None:
        """Lines stay."""


class Live:
    """A bar for all, and a line for each worker with the time it has taken; rich draws them.

    Args:
        stderr: the terminal.
        coloured: the bar may have colours.
    """

    def __init__(self, stderr: TextIO, *, coloured: bool = True) -> None:
        from rich.console import Console, Group  # noqa: PLC0415 - an extra
        from rich.live import Live as Drawn  # noqa: PLC0415
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        name = TextColumn("{task.description}", markup=False)
        self._all = Progress(name, BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._each = Progress(TimeElapsedColumn(), name)
        self._whole = self._all.add_task("questions", total=0)
        self._expected = 0
        self._workers: dict[int, Any] = {}
        console = Console(
            file=stderr, force_terminal=True, color_system="auto" if coloured else None
        )
        self._drawn = Drawn(Group(self._all, self._each), console=console, transient=True)
        self._drawn.start()

    def expects(self, asks: int) -> None:
        """So many more questions will be answered."""
        self._expected += asks
        self._all.update(self._whole, total=self._expected)

    def begins(self, worker: int, about: str) -> None:
        """Somebody is at a question: a line with a clock of its own."""
        self._forget(worker)
        self._workers[worker] = self._each.add_task(about, total=None)

    def answers(self, worker: int, about: str, seconds: float, told: str) -> None:  # noqa: ARG002
        """A question is answered."""
        self._forget(worker)
        self._all.advance(self._whole)

    def waits(self) -> None:
        """Clocks go on by themselves."""

    def close(self) -> None:
        """Erase everything."""
        self._drawn.stop()

    def _forget(self, worker: int) -> None:
        if worker in self._workers:
            self._each.remove_task(self._workers.pop(worker))


@dataclass(slots=True)
class Durations:
    """Notes how long each question took, and passes everything on.

    Attributes:
        display: who shows it.
        seconds: for each question that was not in the cache, by what people call it.
    """

    display: Display
    seconds: dict[str, float] = field(default_factory=dict)

    def expects(self, asks: int) -> None:
        """So many more questions will be answered."""
        self.display.expects(asks)

    def begins(self, worker: int, about: str) -> None:
        """Somebody is at a question."""
        self.display.begins(worker, about)

    def answers(self, worker: int, about: str, seconds: float, told: str) -> None:
        """A question is answered."""
        if seconds:
            self.seconds[about] = seconds
        self.display.answers(worker, about, seconds, told)

    def waits(self) -> None:
        """A moment has gone by."""
        self.display.waits()

    def longest(self, most: int) -> list[str]:
        """The questions that took longest, a line each."""
        ranked = sorted(self.seconds.items(), key=lambda item: -item[1])
        return [f"{seconds:8.2f} s  {about}" for about, seconds in ranked[:most]]
