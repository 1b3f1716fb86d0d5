"""Measurements as plots: SVG files, one for each axis, and beside Spin one for each question."""

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from spec.bench.beside import AXIS, EACH, ONE_RUN, OURS
from spec.bench.measurement import MEASURED, Measured
from spec.errors import UsageError

COLOURS = {OURS: "tab:blue", ONE_RUN: "tab:orange", EACH: "tab:green"}
"""A tool has one colour in every plot."""


def prepared(folder: str) -> None:
    """Make the folder, and make sure that there is something to plot with.

    Raises:
        UsageError: matplotlib is missing, or nothing can be written there.
    """
    try:
        import_module("matplotlib")
    except ImportError as error:
        raise UsageError("--plots needs matplotlib: pip install 'zonelist-spec[plots]'") from error
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--plots cannot write to {folder}: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise UsageError(f"--plots cannot write to {folder}: name a folder of yours")


def plot(rows: Sequence[Measured], folder: str) -> list[Path]:
    """Write a plot of seconds for each axis or question, and one of the solver's share over zones.

    Args:
        rows: what was measured.
        folder: where to; made if need be.

    Returns:
        The files.

    Raises:
        UsageError: matplotlib is missing, or the folder cannot be written to.
    """
    prepared(folder)
    target = Path(folder)
    files = []
    try:
        axes = dict.fromkeys(row.axis for row in rows if row.axis not in ("", AXIS))
        files += [
            _seconds([row for row in rows if row.axis == each], each, target) for each in axes
        ]
        if zones := [row for row in rows if row.axis == "zones" and row.seconds]:
            files.append(_share(zones, target))
        for question in dict.fromkeys(row.question for row in rows if row.axis == AXIS):
            mine = [row for row in rows if row.axis == AXIS and row.question == question]
            files.append(_beside(mine, question, target))
    except OSError as error:
        raise UsageError(f"--plots cannot write to {folder}: {error.strerror}") from error
    return files


def _seconds(rows: list[Measured], axis: str, folder: Path) -> Path:
    figure, axes = _figure(axis, "seconds")
    axes.set_yscale("log")
    if axis == "zones":
        axes.set_xscale("log", base=2)
    for name in dict.fromkeys(row.question for row in rows):
        mine = [row for row in rows if row.question == name]
        axes.plot([row.size for row in mine], [row.seconds for row in mine], marker="o", label=name)
    ticks = {row.size: str(row.size) for row in rows}
    if axis == "model":
        ticks = {row.size: row.setting.rpartition(", ")[2] for row in rows}
    return _saved(figure, axes, ticks, folder / f"{axis}.svg")


def _share(rows: list[Measured], folder: Path) -> Path:
    figure, axes = _figure("zones", "the solver's share of the time, %")
    axes.set_xscale("log", base=2)
    for name in dict.fromkeys(row.question for row in rows):
        mine = [row for row in rows if row.question == name]
        shares = [100 * row.search / row.seconds for row in mine]
        axes.plot([row.size for row in mine], shares, marker="o", label=name)
    return _saved(figure, axes, {row.size: str(row.size) for row in rows}, folder / "share.svg")


def _beside(rows: list[Measured], question: str, folder: Path) -> Path:
    """One question over the number of instances that it is for."""
    figure, axes = _figure("instances inside the bounds", "seconds")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_title(f"{question}, for every list")
    for tool, colour in COLOURS.items():
        mine = [row for row in rows if row.tool == tool]
        _line(axes, mine, [row.seconds for row in mine], tool, {"color": colour})
        if tool == EACH:
            alone = {"color": colour, "linestyle": ":"}
            _line(axes, mine, [row.search for row in mine], "the same, search alone", alone)
    axes.plot([], [], "o", color="grey", markerfacecolor="white", label="stopped or extrapolated")
    ticks = {row.size: f"{row.size:,}\n{_bounds(row)}" for row in rows}
    return _saved(figure, axes, ticks, folder / f"spin-{question.replace('::', '-')}.svg")


def _line(
    axes: Any, rows: list[Measured], seconds: list[float], label: str, style: dict[str, str]
) -> None:
    """A line through all points; those that were not measured are hollow."""
    sizes = [row.size for row in rows]
    axes.plot(sizes, seconds, label=label, marker="o", **style)
    for row, size, each in zip(rows, sizes, seconds, strict=True):
        if row.how != MEASURED:
            axes.plot(size, each, "o", color=style["color"], markerfacecolor="white")


def _bounds(row: Measured) -> str:
    """Zones and rebuilds, a line for each."""
    return "\n".join(row.setting.split(", ")[1:3])


def _figure(across: str, up: str) -> tuple[Any, Any]:
    figure = import_module("matplotlib.figure").Figure(figsize=(10, 5), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(visible=True, alpha=0.3)
    return figure, axes


def _saved(figure: Any, axes: Any, ticks: dict[int, str], path: Path) -> Path:
    axes.set_xticks(list(ticks), list(ticks.values()))
    axes.tick_params(axis="x", which="minor", bottom=False, labelbottom=False)
    figure.legend(fontsize="small", loc="outside right upper")
    figure.savefig(path, metadata={"Date": None})
    return path
