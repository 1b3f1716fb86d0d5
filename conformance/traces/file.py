"""Traces read from a file of JSON lines, and whatever can be wrong with such a file.

The format is described in README.md; ``impl.trace_lines`` writes it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

from conformance.observation import OF_MASKS
from conformance.traces.format import ALLOCATION, EVENTS, HEADER, PASS
from conformance.traces.shape import Shape, misfit
from impl.memory import FREED, Location, Value
from impl.observation import AllocationSeen, PassSeen
from impl.strategies import BY_NAME, ERAS
from impl.trace import Operation, Step
from impl.trace_lines import FORMAT, THREADS, VERSION
from spec.errors import UsageError
from spec.page import nearest, strategy_named
from spec.scenario import Scenario, check
from spec.vocabulary import Strategy


@dataclass(frozen=True, slots=True)
class Trace:
    """One trace.

    Attributes:
        page: the spec of the strategy.
        scenario: the instance, the reader and the number of tries.
        steps: in the order in which they happened.
        seen: what the reader says it did.
        line: the number of the header's line; each step has one more than the step before.
    """

    page: Strategy
    scenario: Scenario
    steps: tuple[Step, ...]
    seen: PassSeen | AllocationSeen
    line: int


class _Lines:
    """The objects of a file, one a line, and the number of the last one read."""

    def __init__(self, source: Iterable[bytes]) -> None:
        self.number = 0
        self._source = iter(source)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return self

    def __next__(self) -> dict[str, Any]:
        line = next(self._source)
        self.number += 1
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise UsageError("this is no JSON object: the trace is truncated, or is none")
        return record


def traces(source: Iterable[bytes], asked: str) -> Iterator[Trace]:
    """Read one trace after another.

    Args:
        source: the lines.
        asked: the strategy that every trace has to be of.

    Raises:
        UsageError: a line is not as it should be; the message begins with its number.
    """
    lines = _Lines(source)
    try:
        for header in lines:
            yield _trace(header, lines, asked)
    except UsageError as error:
        raise UsageError(f"line {lines.number}: {error}") from error
    if lines.number == 0:
        raise UsageError("there is no trace: the file is empty")


def _trace(header: dict[str, Any], lines: _Lines, asked: str) -> Trace:
    begin = lines.number
    page, scenario = _beginning(header, asked)
    steps: list[Step] = []
    for record in lines:
        if "end" in record:
            return Trace(page, scenario, tuple(steps), _end(record, scenario, len(steps)), begin)
        if "format" in record:
            break
        steps.append(_event(record, len(steps) + 1))
    raise UsageError(f"the trace that begins in line {begin} has no end: it is truncated")


def _fit(value: object, shape: Shape, name: str) -> None:
    told = misfit(value, shape, name)
    if told is not None:
        raise UsageError(told)


def _beginning(header: dict[str, Any], asked: str) -> tuple[Strategy, Scenario]:
    """The strategy's page, and the scenario that a header describes."""
    if header.get("format") != FORMAT:
        raise UsageError(
            f'a trace begins with a header, {{"format": "{FORMAT}", ...}}: '
            "this is another file, or lines are missing"
        )
    if header.get("version") != VERSION:
        raise UsageError(
            f"the trace has version {json.dumps(header.get('version'))} of the format, "
            f"not {VERSION}: record it again"
        )
    _fit(header, HEADER, "header")
    name, given = header["strategy"], header["instance"]
    if name not in BY_NAME:
        raise UsageError(f"there is no strategy {name!r}{nearest(name, list(BY_NAME))}")
    if name != asked:
        raise UsageError(f"the trace is of {name}, not of {asked}: give --strategy {name}")
    page = strategy_named(name + OF_MASKS if name in ERAS and given["masks"] else name)
    _fit(given["masks"], {mask.name: [[int]] for mask in page.masks}, "header.instance.masks")
    if not given["lists"]:
        raise UsageError("header.instance.lists is []: give one list at least")
    scenario = Scenario(
        strategy=page.name,
        prop="trace",
        reader=header["reader"],
        lists=tuple(map(tuple, given["lists"])),
        types=tuple(given["types"]),
        nodes=tuple(given["nodes"]),
        limit=given["limit"],
        mask=None if given["mask"] is None else frozenset(given["mask"]),
        pages_from=tuple(given["pages_from"]),
        schedule="r1",
        tries=header["tries"],
        events=tuple(given["events"]),
        pages_before=tuple(map(bool, given["pages_before"])),
        masks=tuple(
            (mask.name, tuple(map(frozenset, given["masks"][mask.name]))) for mask in page.masks
        ),
        policy=given["policy"],
    )
    check(scenario)
    return page, scenario


def _event(record: dict[str, Any], number: int) -> Step:
    """One event as a step of the running code."""
    if not {"event", "operation"} <= record.keys():
        raise UsageError("this is neither a header nor an event nor an end")
    operation = record["operation"]
    if not isinstance(operation, str) or operation not in EVENTS:
        told = nearest(str(operation), list(EVENTS))
        raise UsageError(f"there is no operation {operation!r}{told}")
    _fit(record, EVENTS[operation], "event")
    if record["event"] != number:
        raise UsageError(f"this is event {record['event']}, where event {number} should be")
    step = Step(record["thread"], cast("Operation", operation))
    if "stores" in record:
        stores = [(Location(each["word"]), _value(each["value"])) for each in record["stores"]]
        return step._replace(value=tuple(stores))
    if "word" in record:
        return step._replace(location=Location(record["word"]), value=_value(record["value"]))
    return step


def _value(value: Any) -> Value:
    """A value as it is in memory."""
    if value == str(FREED):
        return FREED
    return tuple(value) if isinstance(value, list) else value


def _end(record: dict[str, Any], scenario: Scenario, count: int) -> PassSeen | AllocationSeen:
    """What the reader says it did, in the end of a trace."""
    is_pass = scenario.reader == "pass"
    seen = PASS if is_pass else ALLOCATION
    _fit(record, {"end": int, "finished": [THREADS], "seen": seen}, "end")
    if record["end"] != count:
        raise UsageError(f"the trace has {count} events, and its end tells of {record['end']}")
    missing = [name for name in THREADS if name not in record["finished"]]
    if missing:
        raise UsageError(f"the {missing[0]} has not finished: record whole runs")
    told = record["seen"]
    return _pass(told) if is_pass else _allocation(told)


def _pass(told: dict[str, Any]) -> PassSeen:
    seen = PassSeen(**{**told, "visits": tuple(told["visits"])})
    if seen.page is not None and seen.page not in seen.visits[-1:]:
        raise UsageError(f"the page of zone {seen.page} is not of the zone visited last")
    return seen


def _allocation(told: dict[str, Any]) -> AllocationSeen:
    seen = AllocationSeen(**{**told, "passes": tuple(map(_pass, told["passes"]))})
    pages = [each.page for each in seen.passes]
    if seen.zone != (pages[-1] if pages else None):
        raise UsageError(f"the page is of zone {seen.zone}, and the last pass took another")
    if seen.gave_up_number is not None and not seen.gave_up:
        raise UsageError(f"gave_up_number is {seen.gave_up_number}, and gave_up is false")
    for name in ("outside", "freed"):
        if not told[name] and any(each[name] for each in told["passes"]):
            raise UsageError(f"{name} is true of a pass, and false of the allocation")
    return seen
