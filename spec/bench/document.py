"""A run of the benchmark as a JSON document, and two of them compared."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spec.bench.measurement import MEASURED, Measured, read
from spec.errors import UsageError

VERSION = 2


def document(machine: dict[str, str], rows: Sequence[Measured]) -> dict[str, Any]:
    """All that was measured, and on what."""
    return {"version": VERSION, "machine": machine, "measured": [row.json() for row in rows]}


def parsed(path: str) -> tuple[dict[str, str], list[Measured]]:
    """The machine and the rows of a document in a file.

    Raises:
        UsageError: there is no such file, or it is no document of this kind.
    """
    try:
        given = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: give a file that --json wrote") from error
    except ValueError as error:
        raise UsageError(f"{path} is no JSON: give a file that --json wrote") from error
    if not isinstance(given, dict) or given.get("version") != VERSION:
        raise UsageError(f"{path} is no benchmark of version {VERSION}: run --json again")
    machine, rows = given.get("machine"), given.get("measured")
    if not isinstance(machine, dict) or not isinstance(rows, list):
        raise UsageError(f"{path} lacks machine or measured: run --json again")
    try:
        return machine, [read(row) for row in rows]
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from error


@dataclass(frozen=True, slots=True)
class Pair:
    """The same thing before and now."""

    old: Measured
    new: Measured

    @property
    def times(self) -> float:
        """How many times as long it takes now."""
        return ratio(self.new.seconds, self.old.seconds)

    @property
    def spread(self) -> bool | None:
        """Whether runs before and now overlap; None if there are no repeats to tell by."""
        if any(one.instances or len(one.runs) == 1 for one in (self.old, self.new)):
            return None
        (least, most), (low, high) = self.old.spread, self.new.spread
        return low <= most and least <= high


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two runs of the benchmark differ.

    Attributes:
        measured: what was measured in both, in the new order.
        other: what is in both, and extrapolated or stopped in one of them.
        alone: how many rows are in one of the two only.
    """

    measured: list[Pair]
    other: list[Pair]
    alone: int

    @property
    def changed(self) -> list[Pair]:
        """What comes to another outcome now."""
        return [
            pair for pair in (*self.measured, *self.other) if pair.old.outcome != pair.new.outcome
        ]


def compared(old: Sequence[Measured], new: Sequence[Measured]) -> Comparison:
    """Two runs, row by row.

    Raises:
        UsageError: no row is in both.
    """
    before = {row.key: row for row in old}
    pairs = [Pair(before[row.key], row) for row in new if row.key in before]
    if not pairs:
        raise UsageError("the two have nothing in common: measure the same parts")
    sure = [pair for pair in pairs if pair.old.how == pair.new.how == MEASURED]
    other = [pair for pair in pairs if pair not in sure]
    return Comparison(sure, other, len({*before} ^ {row.key for row in new}))


def ratio(seconds: float, other: float) -> float:
    """How many times as long; what takes no time at all is as long as nothing."""
    if other == 0:
        return 1.0 if seconds == 0 else math.inf
    return seconds / other


def typical(times: Sequence[float]) -> float:
    """The geometric mean of ratios, 1 if there is none; those without end or of 0 left out."""
    logs = [math.log(each) for each in times if 0 < each < math.inf]
    return math.exp(sum(logs) / len(logs)) if logs else 1.0
