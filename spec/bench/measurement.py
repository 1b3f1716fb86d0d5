"""One thing whose time was taken, as a row and as a part of a JSON document."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from math import isfinite
from statistics import fmean
from typing import Any

from spec.errors import DisagreementError, UsageError
from spec.verdict import UNDECIDED

MEASURED, AT_LEAST, EXTRAPOLATED = "measured", "at least", "extrapolated"
AT_LEAST_EXTRAPOLATED = "at least, extrapolated"


@dataclass(frozen=True, slots=True)
class Run:
    """One run.

    Attributes:
        outcome: a verdict.
        build: seconds before the search: unrolling and translating, or ``spin -a`` and compiling.
        search: seconds of the search itself.
        stopped: the limit that ended it before its verdict; empty if none did.
    """

    outcome: str
    build: float
    search: float
    stopped: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A few runs of one thing, or one run each of many instances that are one question together.

    Attributes:
        part: of the benchmark.
        question: such as ``in_place::no_missed_zone``.
        setting: bounds, instance or memory model.
        tool: what answered.
        outcome: its answer.
        runs: build and search seconds of each.
        instances: how many instances there are, of which each run is one; 0 if runs are repeats.
        stopped: the limits that ended runs; empty if none did.
        axis: what grows from row to row; empty if nothing does.
        size: how large that is here.
    """

    part: str
    question: str
    setting: str
    tool: str = "z3"
    outcome: str = ""
    runs: tuple[tuple[float, float], ...]
    instances: int = 0
    stopped: str = ""
    axis: str = ""
    size: int = 0

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is compared by."""
        return (self.part, self.question, self.setting, self.tool)

    @property
    def how(self) -> str:
        """Whether the times below were measured."""
        if len(self.runs) < self.instances:
            return AT_LEAST_EXTRAPOLATED if self.stopped else EXTRAPOLATED
        return AT_LEAST if self.stopped else MEASURED

    @property
    def build(self) -> float:
        """Seconds before the search."""
        return self._told[0]

    @property
    def search(self) -> float:
        """Seconds of the search."""
        return self._told[1]

    @property
    def seconds(self) -> float:
        """Of all of it."""
        return sum(self._told)

    @property
    def _told(self) -> tuple[float, float]:
        """The run with the median total, so that its parts add up; of instances all together."""
        if not self.instances:
            return sorted(self.runs, key=sum)[(len(self.runs) - 1) // 2]
        build, search = (fmean(each) for each in zip(*self.runs, strict=True))
        return self.instances * build, self.instances * search

    @property
    def spread(self) -> tuple[float, float]:
        """Seconds of the shortest and of the longest run."""
        return min(map(sum, self.runs)), max(map(sum, self.runs))

    def json(self) -> dict[str, Any]:
        """As a part of a document."""
        return asdict(self) | {"runs": [list(run) for run in self.runs]}


def repeats(runs: Sequence[Run], **about: Any) -> Measured:
    """The row of runs of the same thing.

    Args:
        runs: at least one.
        about: what ``Measured`` takes beside them.

    Raises:
        DisagreementError: two of them come to different outcomes.
    """
    found = {run.outcome for run in runs} - {UNDECIDED}
    if len(found) > 1:
        raise DisagreementError(
            f"{about['question']}, {about['setting']}: runs of the same thing find "
            f"{' and '.join(sorted(found))}"
        )
    return Measured(
        outcome=found.pop() if found else UNDECIDED,
        runs=tuple((run.build, run.search) for run in runs),
        stopped=limits(runs),
        **about,
    )


def limits(runs: Sequence[Run]) -> str:
    """What ended some of the runs, each limit once."""
    return ", ".join(sorted({run.stopped for run in runs if run.stopped}))


def read(given: object) -> Measured:
    """What ``Measured.json`` gave.

    Raises:
        UsageError: it is something else.
    """
    known = {field.name: field.type for field in fields(Measured)}
    if not isinstance(given, dict) or not {"part", "question", "setting", "runs"} <= {*given}:
        raise UsageError("a measurement has part, question, setting and runs")
    if not {*given} <= {*known}:
        raise UsageError(
            f"a measurement has {', '.join(known)}, not {', '.join({*given} - {*known})}"
        )
    for name, value in given.items():
        if name != "runs" and type(value) is not known[name]:
            raise UsageError(f"{name} of a measurement cannot be {value!r}")
    return Measured(**{**given, "runs": _pairs(given["runs"])})


def _pairs(runs: object) -> tuple[tuple[float, float], ...]:
    """Build and search seconds of each run.

    Raises:
        UsageError: they are something else.
    """
    if not isinstance(runs, list) or not runs:
        raise UsageError("runs of a measurement are a list of at least one")
    for run in runs:
        if not isinstance(run, list) or len(run) != 2 or not all(map(_is_time, run)):
            raise UsageError(f"a run is its build and its search seconds, not {run!r}")
    return tuple((float(build), float(search)) for build, search in runs)


def _is_time(given: object) -> bool:
    return type(given) in (int, float) and isfinite(given) and given >= 0  # type: ignore[arg-type,operator]
