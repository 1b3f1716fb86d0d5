"""A schedule as plain values that a page draws: who does what in which row, and what it touches."""

from typing import Any

from spec.because import because
from spec.columns import grid
from spec.interpreter import Replay
from spec.machine import FREED, Step
from spec.nodeset import mask_of, nodes_of, nodeset
from spec.reordering import reordering
from spec.setting import setting
from spec.vocabulary import Location, Strategy

Touch = tuple[int, int, str, str]
"""Which state column, which slot of it, which word, and what was loaded from it or stored there."""


def drawing(shown: Replay, strategy: Strategy) -> dict[str, Any]:
    """Everything that is drawn of a schedule, as JSON.

    Args:
        shown: a run that violates its property.
        strategy: its page.

    Returns:
        ``setting``, pairs of name and text; ``heads`` and ``rows``, the texts of
        ``spec.columns``; ``touched``, for a row by its number what the step loads or stores;
        ``reads``, for a load that does not return what was stored last its row and the row of the
        store, 0 for the initial value; ``because`` and ``reordered``, a sentence each.
    """
    heads, rows = grid(shown, strategy)
    at = {int(row[0]): number for number, row in enumerate(rows) if row[0]}
    steps = {"writer": [0], "reader": [0]}
    for number, step in enumerate(shown.trace, 1):
        steps[step.thread].append(at[number])
    touched = {
        at[number]: [
            _touch(heads, location, value, strategy, shown.scenario.zones)
            for location, value in _accessed(step)
            if str(location.name) in heads
        ]
        for number, step in enumerate(shown.trace, 1)
    }
    return {
        "setting": [(line[:8].strip(), line[8:]) for line in setting(shown.scenario).splitlines()],
        "heads": heads,
        "rows": rows,
        "touched": {row: touches for row, touches in touched.items() if touches},
        "reads": [
            (steps["reader"][load], steps["writer"][source])
            for load, source in shown.scenario.reads
        ],
        "because": because(shown, shown.scenario.prop),
        "reordered": reordering(shown),
    }


def _accessed(step: Step) -> list[tuple[Location, Any]]:
    if step.action == "stop_machine":
        return list(step.value)
    return [] if step.location is None else [(step.location, step.value)]


def _touch(
    heads: list[str], location: Location, value: Any, strategy: Strategy, zones: int
) -> Touch:
    column = heads.index(location.name)
    mask = mask_of(strategy, location)
    if mask is not None:
        return column, 0, "nodes", nodeset(nodes_of(mask, location, value, zones))
    zone = value[0] if isinstance(value, tuple) else value
    text = "x" if zone == FREED else str(zone) if zone else "."
    return column, location.slot or 0, location.word, text
