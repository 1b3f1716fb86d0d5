"""A schedule of a foreign implementation as columns: its own words, where they change."""

from typing import Any

from conformance.foreign.outcomes import Failed, Outcome, Way
from conformance.foreign.reference import (
    ABSENT,
    LOCK,
    Back,
    Reference,
    attribute,
    keys,
    length,
    locked,
    slot,
)
from impl.memory import Location
from impl.trace import Step
from spec import columns


def table(way: Way) -> str:
    """The schedule, one row a step, with every attribute that changes in it."""
    memories = [way.memory, *(taken.memory for taken in way.steps)]
    states = [_state(way, memory) for memory in memories]
    names = [name for name in states[0] if len({state[name] for state in states}) > 1]
    rows = [["", "", *(states[0][name] for name in names), "", ""]]
    last = max(
        (at for at, taken in enumerate(way.steps) if taken.step.thread == "reader"), default=None
    )
    for at, taken in enumerate(way.steps):
        before, after = states[at], states[at + 1]
        mine = _words(taken.step, taken.memory)
        writer, reader = (mine, "") if taken.step.thread == "writer" else ("", mine)
        changed = [after[name] if after[name] != before[name] else "" for name in names]
        rows.append([str(at + 1), writer, *changed, reader, visits(way) if at == last else ""])
    return columns.table(["step", "writer", *names, "reader", "visited"], rows)


def visits(way: Way) -> str:
    """What the pass visited, blank if it did not come to its end."""
    return "" if isinstance(way.outcome, Failed) else visited(way.outcome)


def visited(outcome: Outcome) -> str:
    """An outcome in words."""
    return outcome.how if isinstance(outcome, Failed) else " ".join(map(str, outcome)) or "nothing"


def _state(way: Way, memory: dict[Location, Any]) -> dict[str, str]:
    """What each attribute leads to."""
    if way.start.kind in (list, dict):
        return {way.start.name: shown(way.start, memory)}
    held = dict(way.start.words)
    wheres = dict.fromkeys([*held, *(where for where in memory if where.isidentifier())])
    return {where: shown(memory.get(where, held.get(where, ABSENT)), memory) for where in wheres}


def shown(value: Any, memory: dict[Location, Any]) -> str:
    """A value, with all that it leads to; ``.`` for None."""
    if value is None or value is ABSENT:
        return "."
    if isinstance(value, Back):
        return "^"
    if type(value) is tuple:
        return f"({', '.join(shown(item, memory) for item in value)})"
    if not isinstance(value, Reference):
        return str(value)
    held = {where: memory.get(where, first) for where, first in value.words}
    if value.kind is list:
        size = held[length(value.name)]
        slots = [slot(value.name, at) for at in range(size)]
        return " ".join(shown(memory.get(at, held.get(at, ABSENT)), memory) for at in slots) or "[]"
    if value.kind is dict:
        pairs = [(key, slot(value.name, key)) for key in held[keys(value.name)]]
        items = [
            f"{shown(key, memory)}: {shown(memory.get(at, held.get(at)), memory)}"
            for key, at in pairs
        ]
        return f"{{{', '.join(items)}}}"
    if value.kind is LOCK:
        return "held" if held[locked(value.name)] else "free"
    own = attribute(value.name, "")
    parts = [shown(item, memory) for where, item in held.items() if where.startswith(own)]
    return f"{value.kind.__name__}({', '.join(parts)})"


def _words(step: Step, memory: dict[Location, Any]) -> str:
    arrow = {"load": "->", "store": "=", "rmw": ":="}[step.operation]
    return f"{step.location} {arrow} {shown(step.value, memory)}"
