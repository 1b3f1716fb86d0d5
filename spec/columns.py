"""A replayed schedule as columns: time down, threads across, shared state where it changes."""

from typing import Any

from spec.interpreter import Replay
from spec.machine import FREED, Step
from spec.scenario import Scenario
from spec.vocabulary import Location, Strategy

TYPES = "NMDX"


def columns(shown: Replay, strategy: Strategy) -> str:
    """The schedule as a table, one row a step."""
    arrays = [array.name for array in strategy.arrays]
    rows: list[list[str]] = []
    states = {name: _array(shown.start, name) for name in arrays}
    visited = ""
    rows.append(["", "", *states.values(), "", ""])
    elsewhere = _elsewhere(shown)
    for at, step in enumerate(shown.trace, 1):
        changed = []
        for name in arrays:
            state = _array(step.memory, name)
            changed.append(state if state != states[name] else "")
            states[name] = state
        mine = _step(step, strategy) + elsewhere.get(at, "")
        took = ""
        if step.thread == "reader":
            now = _visited(shown, at)
            took, visited = (now if now != visited else ""), now
        writer, reader = (mine, "") if step.thread == "writer" else ("", mine)
        rows.append([str(at), writer, *changed, reader, took])
    return table(["step", "writer", *arrays, "reader", "visited"], rows)


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


def _array(memory: dict[Location, Any], name: str) -> str:
    """One short word for each slot: the zone, ``.`` for NULL, ``x`` for FREED."""
    slots: dict[int, str] = {}
    for location, value in memory.items():
        if location.name == name and location.slot is not None and location.word != "zone_idx":
            zone = value[0] if isinstance(value, tuple) else value
            slots[location.slot] = "x" if zone == FREED else str(zone) if zone else "."
    return " ".join(word for _, word in sorted(slots.items()))


def _step(step: Step, strategy: Strategy) -> str:
    if step.action in ("load", "wait"):
        return f"{step.location} -> {_value(step.location, step.value, strategy)}"
    if step.action == "store":
        return f"{step.location} = {_value(step.location, step.value, strategy)}"
    if step.action == "update":
        return f"{step.location} := {step.value}"
    if step.action == "stop_machine":
        return f"stop_machine: {len(step.value)} stores"
    return {
        "synchronize_rcu begin": "synchronize_rcu() {",
        "synchronize_rcu end": "} synchronize_rcu()",
    }.get(step.action, f"{step.action}()")


def _value(location: Location | None, value: Any, strategy: Strategy) -> str:
    assert location is not None
    if isinstance(value, tuple):
        return _value(location._replace(word="zone"), value[0], strategy)
    for pointer in strategy.pointers:
        if location.name == pointer.name:
            return pointer.arrays[value % 2].name
    if location.word == "zone" and value == 0:
        return "END"
    return str(value)


def _visited(shown: Replay, at: int) -> str:
    """What the walk in progress after this step has visited, as far as the trace tells."""
    seen: list[str] = []
    before = -1
    scenario = shown.scenario
    for step in shown.trace[:at]:
        if step.thread != "reader" or step.action not in ("load", "wait"):
            continue
        location = step.location
        assert location is not None
        if location.slot is None or location.name == "pages":
            continue
        if location.word != "zone":
            seen = seen if location.slot > before else []
            before = location.slot
        zone = step.value[0] if isinstance(step.value, tuple) else step.value
        if location.word == "zone" or isinstance(step.value, tuple):
            seen += filter(None, [_taken(scenario, zone, step.value)])
    return " ".join(seen)


def _taken(scenario: Scenario, zone: Any, value: Any) -> str:
    if zone in (0, FREED):
        return "x" if zone == FREED else ""
    if isinstance(value, tuple) and value[1] > scenario.limit:
        return ""
    if scenario.mask is not None and scenario.nodes[zone - 1] not in scenario.mask:
        return ""
    return str(zone)


def setting(scenario: Scenario) -> str:
    """The lists, the zones, the request and the pages, in one or two lines."""
    arrow = " -> ".join(" ".join(map(str, names)) for names in scenario.lists)
    zones = ", ".join(
        f"{zone} is {TYPES[kind] if kind < len(TYPES) else kind}{node}"
        for zone, (kind, node) in enumerate(zip(scenario.types, scenario.nodes, strict=True), 1)
    )
    limit = TYPES[scenario.limit] if scenario.limit < len(TYPES) else str(scenario.limit)
    mask = "no nodemask"
    if scenario.mask is not None:
        mask = "nodemask {" + ", ".join(map(str, sorted(scenario.mask))) + "}"
    lines = [f"lists   {arrow}", f"zones   {zones}  (type and node; N below M)"]
    lines.append(f"request limit {limit}, {mask}")
    if scenario.pages_before:
        has = [str(zone) for zone, here in enumerate(scenario.pages_before, 1) if here]
        lines.append(
            f"pages   at first in {', '.join(has) or 'no zone'}; "
            f"then changing in {', '.join(map(str, scenario.events)) or 'none'}"
        )
    elif scenario.reader == "allocation":
        lines.append(
            "pages   "
            + ", ".join(
                f"{zone} {'never' if first is None else f'from pass {first} on'}"
                for zone, first in enumerate(scenario.pages_from, 1)
            )
            + f"  (pass 0 is the fast path, {scenario.tries + 1} the first round's last look)"
        )
    return "\n".join(lines)
