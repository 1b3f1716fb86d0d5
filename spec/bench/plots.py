"""Measurements as plots: SVG files, one for each axis."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from spec.bench.measurement import AT_LEAST, EXTRAPOLATED, Measured
from spec.errors import UsageError

SPIN_AXIS = "zones, every list"


def available() -> None:
    """Make sure that there is something to plot with.

    Raises:
        UsageError: there is not.
    """
    try:
        import_module("matplotlib")
    except ImportError as error:
        raise UsageError("--plots needs matplotlib: pip install 'zonelist-spec[plots]'") from error


def plot(rows: Sequence[Measured], folder: str) -> list[Path]:
    """Write a plot of seconds for each axis, and one of the solver's share over zones.

    Args:
        rows: what was measured.
        folder: where to; made if need be.

    Returns:
        The files.

    Raises:
        UsageError: matplotlib is missing, or the folder cannot be written to.
    """
    available()
    target = Path(folder)
    files = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        for axis in dict.fromkeys(row.axis for row in rows if row.axis):
            mine = [row for row in rows if row.axis == axis]
            files.append(_seconds(mine, axis, target))
        zones = [row for row in rows if row.axis == "zones" and row.seconds]
        if zones:
            files.append(_share(zones, target))
    except OSError as error:
        raise UsageError(f"--plots cannot write to {folder}: {error.strerror}") from error
    return files


def _seconds(rows: list[Measured], axis: str, folder: Path) -> Path:
    figure, axes = _figure(axis, "seconds")
    axes.set_yscale("log")
    for name in dict.fromkeys(_line(row) for row in rows):
        mine = [row for row in rows if _line(row) == name]
        how = {row.how for row in mine}
        style = ":" if EXTRAPOLATED in how else "--" if AT_LEAST in how else "-"
        note = {":": " (partly extrapolated)", "--": " (partly stopped)", "-": ""}[style]
        axes.plot(
            [row.size for row in mine],
            [row.seconds for row in mine],
            style,
            marker="o",
            label=name + note,
        )
    ticks = {row.size: str(row.size) for row in rows}
    if axis == "model":
        ticks = {row.size: row.setting.rpartition(", ")[2] for row in rows}
    axes.set_xticks(list(ticks), list(ticks.values()))
    return _saved(figure, axes, folder / f"{axis.replace(', ', '-').replace(' ', '-')}.svg")


def _share(rows: list[Measured], folder: Path) -> Path:
    figure, axes = _figure("zones", "the solver's share of the time, %")
    for name in dict.fromkeys(row.question for row in rows):
        mine = [row for row in rows if row.question == name]
        shares = [100 * row.search / row.seconds for row in mine]
        axes.plot([row.size for row in mine], shares, "-", marker="o", label=name)
    return _saved(figure, axes, folder / "share.svg")


def _line(row: Measured) -> str:
    """What belongs to one line of a plot."""
    if row.axis != SPIN_AXIS:
        return row.question
    rebuilds = row.setting.rpartition(", ")[2]
    tool = row.tool.rpartition(", ")[0] if row.tool.endswith("of them") else row.tool
    return f"{row.question}, {rebuilds}, {tool}"


def _figure(across: str, up: str) -> tuple[Any, Any]:
    figure = import_module("matplotlib.figure").Figure(figsize=(9, 6), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(visible=True, alpha=0.3)
    return figure, axes


def _saved(figure: Any, axes: Any, path: Path) -> Path:
    axes.legend(fontsize="x-small")
    figure.savefig(path, metadata={"Date": None})
    return path
