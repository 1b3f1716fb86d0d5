"""A run of the benchmark as a JSON document, and two of them compared."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spec.bench.measurement import MEASURED, Measured, read
from spec.errors import UsageError

VERSION = 1


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


Compared = tuple[Measured, Measured, float]
"""The same thing before and now, and how many times as long it takes now."""


def compared(old: Sequence[Measured], new: Sequence[Measured]) -> list[Compared]:
    """What was measured in both, in the new order; what was only extrapolated is left out."""
    before = {row.key: row for row in old if row.how == MEASURED}
    return [
        (before[row.key], row, ratio(row.seconds, before[row.key].seconds))
        for row in new
        if row.how == MEASURED and row.key in before
    ]


def ratio(seconds: float, other: float) -> float:
    """How many times as long; what takes no time at all is as long as nothing."""
    if other == 0:
        return 1.0 if seconds == 0 else math.inf
    return seconds / other


def typical(pairs: Sequence[Compared]) -> float:
    """The geometric mean of the ratios, 1 if there is none; those without end or of 0 left out."""
    logs = [math.log(times) for _, _, times in pairs if 0 < times < math.inf]
    return math.exp(sum(logs) / len(logs)) if logs else 1.0
