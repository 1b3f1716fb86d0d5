"""A replayed schedule as columns: time down, threads across, shared state where it changes."""

from collections.abc import Iterator
from typing import Any

from spec.interpreter import Replay
from spec.machine import FREED, Step
from spec.nodeset import nodes_of, nodeset, obeyed
from spec.shown_step import awaited, step_words
from spec.vocabulary import Location, Mask, Strategy

State = dict[str, str]
SINGLE = ("pass", "slow_path", "settled")
"""Readers of whom no pass has a number."""


def columns(shown: Replay, strategy: Strategy) -> str:
    """The schedule as a table, one row a step."""
    return table(*grid(shown, strategy))


def grid(shown: Replay, strategy: Strategy) -> tuple[list[str], list[list[str]]]:
    """The heads and the rows of that table.

    Rows without a number take no step: the initial state, the passes of an allocation, ``retry:``
    where a loop is at stake, and in the end whoever waits for good.
    """
    state = _state(shown, strategy, 0)
    names = list(state)
    elsewhere = _elsewhere(shown)
    rows = [["", "", *state.values(), "", ""]]
    visited = ""
    for at, step in enumerate(shown.trace, 1):
        rows += [["", "", *_blank(names), label, ""] for label in _labels(shown, at)]
        now = _state(shown, strategy, at)
        changed = [now[name] if now[name] != state[name] else "" for name in names]
        state = now
        mine = step_words(step, strategy, shown.scenario.zones) + elsewhere.get(at, "")
        took = ""
        if step.thread == "reader":
            seen = _visited(shown, at)
            took, visited = (seen if seen != visited else ""), seen
        writer, reader = (mine, "") if step.thread == "writer" else ("", mine)
        rows.append([str(at), writer, *changed, reader, took])
    rows += [["", writer, *_blank(names), reader, ""] for writer, reader in _end(shown)]
    return ["step", "writer", *names, "reader", "visited"], rows


def _blank(names: list[str]) -> list[str]:
    return [""] * len(names)


def _labels(shown: Replay, at: int) -> Iterator[str]:
    """What the reader passes without a step of its own, right before this step."""
    if shown.trace[at - 1].thread == "reader":
        mine = (
            number
            for number, step in enumerate(shown.trace[: at - 1], 1)
            if step.thread == "reader"
        )
        before = max(mine, default=0)
        if _loops(shown) and any(before <= passed < at for passed in shown.retries):
            yield "retry:"
        part, previous = shown.parts[at - 1], shown.parts[before - 1] if before else ""
        if shown.scenario.reader not in SINGLE and part != previous:
            yield part
    if shown.scenario.prop == "no_sleep_in_atomic" and at - 1 in shown.sleeps:
        yield "sleeps"


def _loops(shown: Replay) -> bool:
    """It is about the loop of the slow path."""
    return shown.scenario.reader == "slow_path" and bool(shown.retries)


def _end(shown: Replay) -> Iterator[tuple[str, str]]:
    """Behind the last step: who waits for good, or what goes on for ever."""
    run = shown.run
    if run.deadlocked:
        words = {name: f"waits for {awaited(request)}" for name, request in shown.waiting.items()}
        if shown.scenario.reader == "interrupt":
            words["writer"] = "stands still (interrupted)"
        reader = words.get("reader", "has finished" if shown.finished else "and so on")
        yield words.get("writer", "has finished"), reader
    elif run.endless:
        yield "", "retry: and so on" if _loops(shown) else "and so on"
    elif shown.scenario.prop == "no_sleep_in_atomic" and len(shown.trace) in shown.sleeps:
        yield "", "sleeps"


def _elsewhere(shown: Replay) -> dict[int, str]:
    """Behind a load that does not return what was stored last: where its value comes from."""
    steps: dict[str, list[int]] = {"writer": [0], "reader": [0]}
    for at, step in enumerate(shown.trace, 1):
        steps[step.thread].append(at)
    return {
        steps["reader"][load]: f" (of step {steps['writer'][source]})" if source else " (initial)"
        for load, source in shown.scenario.reads
    }


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Left-aligned columns, trailing blanks stripped."""
    widths = [max(len(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    lines = [" | ".join(cell.ljust(size) for cell, size in zip(heads, widths, strict=True))]
    lines.append("-+-".join("-" * size for size in widths))
    lines += [
        " | ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)) for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)


def _state(shown: Replay, strategy: Strategy, at: int) -> State:
    """Every array, and every mask that the request obeys, after so many steps."""
    memory = shown.trace[at - 1].memory if at else shown.start
    state = {array.name: _array(memory, array.name) for array in strategy.arrays}
    masks = {mask.name: mask for mask in strategy.masks}
    for name, versions in obeyed(shown.scenario):
        mask = masks[name]
        for version in range(len(versions) if mask.copies else 1):
            locations = [mask.word(word, version) for word in range(mask.words)]
            there = not version or _stored(shown.trace[:at], locations)
            nodes = _mask(mask, locations, memory, shown.scenario.zones) if there else ""
            state[locations[0].name] = nodes
    return state


def _stored(trace: tuple[Step, ...], locations: list[Location]) -> bool:
    return any(step.action == "store" and step.location in locations for step in trace)


def _mask(mask: Mask, locations: list[Location], memory: dict[Location, Any], zones: int) -> str:
    """The nodes of all words of a mask together."""
    nodes = [
        node for location in locations for node in nodes_of(mask, location, memory[location], zones)
    ]
    return nodeset(nodes)


def _array(memory: dict[Location, Any], name: str) -> str:
    """One short word for each slot: the zone, ``.`` for NULL, ``x`` for FREED."""
    slots: dict[int, str] = {}
    for location, value in memory.items():
        if location.name == name and location.slot is not None and location.word != "zone_idx":
            zone = value[0] if isinstance(value, tuple) else value
            slots[location.slot] = "x" if zone == FREED else str(zone) if zone else "."
    return " ".join(word for _, word in sorted(slots.items()))


def _visited(shown: Replay, at: int) -> str:
    """What the reader's walk has visited after its step; a freed word in the end is ``x``."""
    step = shown.trace[at - 1]
    zone = step.value[0] if isinstance(step.value, tuple) else step.value
    broken = zone == FREED and step.location is not None and step.location.word != "zone_idx"
    return " ".join([*map(str, shown.visited[at - 1]), *["x"] * broken])
