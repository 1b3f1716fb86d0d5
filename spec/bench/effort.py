"""How much is measured, and when to stop."""

from collections.abc import Callable
from dataclasses import dataclass

from spec.bench.measurement import Run


def _never() -> None:
    """Nobody wants it to stop."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured.

    Attributes:
        repeats: of everything but an enumeration, and of what was stopped.
        limit: seconds for one search of Spin.
        samples: instances that an enumeration is extrapolated from.
        enumerated: the most instances that are all searched.
        megabytes: memory for one search of Spin.
        optimized: whether the one program for every list is.
        check: looked at after every run; raises KeyboardInterrupt to stop.
    """

    repeats: int = 3
    limit: float = 60.0
    samples: int = 5
    enumerated: int = 150
    megabytes: int = 4096
    optimized: bool = True
    check: Callable[[], None] = _never

    def once(self, run: Callable[[], Run]) -> Run:
        """One run; what Ctrl-C did to a program that took part in it is not told."""
        try:
            return run()
        finally:
            self.check()

    def repeated(self, run: Callable[[], Run]) -> list[Run]:
        """As many runs as wanted; what a limit stopped would be stopped again."""
        runs = [self.once(run)]
        while len(runs) < self.repeats and not runs[-1].stopped:
            runs.append(self.once(run))
        return runs
