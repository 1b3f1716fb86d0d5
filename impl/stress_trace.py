"""Traces of a strategy on real threads, written to a file: whole ones only, whatever ends it."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from impl.episode import episodes
from impl.strategies import Strategy
from impl.trace_lines import lines


@dataclass(slots=True)
class TraceReport:
    """What was written: `overlapping` traces have a step of the writer between two of the reader.

    `interrupted`: Ctrl-C ended it.
    """

    strategy: str
    traces: int = 0
    events: int = 0
    overlapping: int = 0
    seconds: float = 0.0
    interrupted: bool = False

    def __str__(self) -> str:
        rows: tuple[tuple[str, int | str], ...] = (
            ("strategy", self.strategy),
            ("traces", self.traces),
            ("overlapping traces", self.overlapping),
            ("events", self.events),
            ("events/s", round(self.events / self.seconds)),
        )
        return "\n".join(f"{name:<20}{value:>24}" for name, value in rows)


def record(
    strategy: Strategy,
    path: str,
    *,
    seed: int = 0,
    seconds: float | None = None,
    traces: int | None = None,
) -> TraceReport:
    """Record one episode after another until either bound is reached, or Ctrl-C.

    Args:
        strategy: Of writer and reader.
        path: Of the file, which is replaced.
        seed: Decides what the threads are asked for, not how they interleave.
        seconds: The bound on time, None = none.
        traces: The bound on traces, None = none.

    Raises:
        OSError: If the file cannot be written.
    """
    start = time.monotonic()
    report = TraceReport(strategy.name)
    with (
        Path(path).open("w", encoding="utf-8") as file,
        _asked_to_stop() as is_stopped,
        closing(episodes(strategy, seed)) as recorded,
    ):
        for episode in recorded:
            file.write("".join(lines(episode)))
            report.traces += 1
            report.events += len(episode.steps)
            report.overlapping += episode.overlaps
            report.seconds = time.monotonic() - start
            report.interrupted = is_stopped()
            is_over = seconds is not None and report.seconds >= seconds
            if report.interrupted or is_over or report.traces == traces:
                break
    return report


@contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Take note of the first Ctrl-C, so that it comes between two traces; only a main thread can.

    The second one interrupts at once.
    """
    pressed = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield pressed.is_set
        return
    before = signal.getsignal(signal.SIGINT)

    def note(_number: int, _frame: FrameType | None) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)
