"""One thing whose time was taken, as a row and as a part of a JSON document."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from statistics import median
from typing import Any

from spec.errors import UsageError

MEASURED, AT_LEAST, EXTRAPOLATED = "measured", "at least", "extrapolated"

KINDS_OF_TIME = (MEASURED, AT_LEAST, EXTRAPOLATED)


@dataclass(frozen=True, slots=True)
class Times:
    """One run.

    Attributes:
        outcome: a verdict.
        build: seconds before the search: unrolling and translating, or ``spin -a`` and compiling.
        search: seconds of the search itself.
        seconds: of all of it.
    """

    outcome: str
    build: float
    search: float
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Medians over a few runs.

    Attributes:
        part: of the benchmark.
        question: such as ``in_place::no_missed_zone``.
        setting: bounds, instance or memory model.
        tool: what answered.
        outcome: its answer.
        build: as in ``Times``.
        search: as in ``Times``.
        seconds: as in ``Times``.
        repeats: how many runs.
        how: ``measured``; ``at least``, where it was stopped; or ``extrapolated``.
        axis: what grows from row to row; empty if nothing does.
        size: how large that is here.
    """

    part: str
    question: str
    setting: str
    tool: str = "z3"
    outcome: str = ""
    build: float = 0.0
    search: float = 0.0
    seconds: float
    repeats: int = 1
    how: str = MEASURED
    axis: str = ""
    size: int = 0

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is compared by."""
        return (self.part, self.question, self.setting, self.tool)

    def json(self) -> dict[str, Any]:
        """As a part of a document."""
        return asdict(self)


def read(given: object) -> Measured:
    """What ``Measured.json`` gave.

    Raises:
        UsageError: it is something else.
    """
    known = {field.name: field.type for field in fields(Measured)}
    if not isinstance(given, dict) or not {"part", "question", "setting", "seconds"} <= {*given}:
        raise UsageError("a measurement has part, question, setting and seconds")
    if not {*given} <= {*known}:
        raise UsageError(
            f"a measurement has {', '.join(known)}, not {', '.join({*given} - {*known})}"
        )
    for name, value in given.items():
        expected = (int, float) if known[name] is float else known[name]
        if not isinstance(value, expected) or isinstance(value, bool):  # type: ignore[arg-type]
            raise UsageError(f"{name} of a measurement cannot be {value!r}")
    if given["seconds"] < 0 or given.get("how", MEASURED) not in KINDS_OF_TIME:
        raise UsageError("a measurement takes no negative time and is measured or extrapolated")
    return Measured(**given)


def repeated(once: Callable[[], Times], repeats: int) -> Times:
    """The medians over so many runs; the outcome is that of the last.

    Raises:
        AssertionError: two runs of the same thing come to different outcomes.
    """
    runs = [once() for _ in range(repeats)]
    assert len({run.outcome for run in runs}) == 1, "outcomes must not depend on the run"
    return Times(
        runs[-1].outcome,
        middle(run.build for run in runs),
        middle(run.search for run in runs),
        middle(run.seconds for run in runs),
    )


def middle(seconds: Iterable[float]) -> float:
    """The median."""
    return median(seconds)
