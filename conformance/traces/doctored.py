"""Traces of the scheduled code, and the same traces with something about them that never happened.

A trace is a list of records here: the header, each event at the index of its number, and the end.
"""

import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple

from conformance import running, small
from conformance.running import Course
from impl.episode import Episode, ReaderKind
from impl.observation import AllocationSeen, PassSeen
from impl.trace_lines import lines
from spec.scenario import Scenario

Records = list[dict[str, Any]]


def episode(course: Course) -> Episode:
    """A scheduled run of a pass or an allocation as if real threads had made it."""
    assert isinstance(course.seen, PassSeen | AllocationSeen)
    kind: ReaderKind = "pass" if course.scenario.reader == "pass" else "allocation"
    return Episode(
        running.strategy_of(course.scenario).name,
        course.instance,
        kind,
        course.scenario.tries,
        course.execution.trace,
        course.seen,
    )


def recorded(course: Course) -> Records:
    """A scheduled run as records."""
    return [json.loads(line) for line in lines(episode(course))]


def written(records: Iterable[dict[str, Any]]) -> list[bytes]:
    """The lines of these records."""
    return [json.dumps(record).encode() + b"\n" for record in records]


def _scenario(name: str, reader: str, lists: small.Lists, kinds: str, schedule: str) -> Scenario:
    types = tuple(int(kind) for kind in kinds)
    return replace(small.scenario(name, reader, lists, types), schedule=schedule)


SCENARIOS: dict[str, Scenario] = {
    "in place": _scenario("in_place", "pass", small.REORDERS, "00", "r1w3r2w3"),
    "swap": _scenario("copy_swap_grace", "pass", small.LEAVES, "00", "r2w8r9w9"),
    "retried": _scenario("seqcount_everywhere", "pass", small.TWICE[0], "00", "r2w4r5w4r8"),
    "restarted": _scenario("seqcount_slow_path", "allocation", small.LEAVES, "10", "r6w4r3w9r2"),
    "stopped": _scenario("stop_machine_nopreempt", "pass", small.LEAVES, "00", "r8"),
    "counted": _scenario("stop_machine_restart", "pass", small.TWICE[1], "00", "r4w1r6w1"),
    "locked": _scenario("rwlock", "pass", small.LEAVES, "00", "r8w9"),
    "pages": _scenario("list_all_zones", "allocation", small.ARRIVES, "10", "r6w1"),
    "masks": replace(
        small.rebinds("mask_seqcount", "allocation", small.REBINDS[0], owner="task"),
        schedule="r9w3r2w4",
    ),
}
"""What is doctored below, by name."""


def base(name: str) -> Records:
    """The records of one of ``SCENARIOS``; they are the same every time."""
    return recorded(running.wander(SCENARIOS[name]))


def renumbered(records: Iterable[dict[str, Any]]) -> Records:
    """Records whose events are numbered in turn, as the end has it."""
    header, *events, end = map(deepcopy, records)
    for number, event in enumerate(events, 1):
        event["event"] = number
    return [header, *events, {**end, "end": len(events)}]


class Doctoring(NamedTuple):
    """One way of doctoring one trace.

    Attributes:
        name: what was done.
        base: one of ``SCENARIOS``.
        change: makes other records of the base's.
        line: where the validator has to find it.
        told: what it has to say about it.
    """

    name: str
    base: str
    change: Callable[[Records], Iterable[dict[str, Any]]]
    line: int
    told: str

    def records(self) -> Records:
        """The doctored trace."""
        return renumbered(self.change(base(self.base)))


def _without(first: int, last: int | None = None) -> Callable[[Records], Records]:
    return lambda records: records[:first] + records[(last or first) + 1 :]


def _twice(at: int) -> Callable[[Records], Records]:
    return lambda records: records[: at + 1] + records[at:]


def _moved(at: int, to: int) -> Callable[[Records], Records]:
    def change(records: Records) -> Records:
        records.insert(to, records.pop(at))
        return records

    return change


def _event(at: int, **fields: object) -> Callable[[Records], Records]:
    def change(records: Records) -> Records:
        records[at].update(fields)
        return records

    return change


def _seen(**fields: object) -> Callable[[Records], Records]:
    def change(records: Records) -> Records:
        records[-1]["seen"].update(fields)
        return records

    return change


def _instance(**fields: object) -> Callable[[Records], Records]:
    def change(records: Records) -> Records:
        records[0]["instance"].update(fields)
        return records

    return change


def _header(**fields: object) -> Callable[[Records], Records]:
    return lambda records: [{**records[0], **fields}, *records[1:]]


def _without_writer(records: Records) -> Records:
    return [record for record in records if record.get("thread") != "writer"]


def _without_first_attempt(records: Records) -> Records:
    """Only the reader's events from its second wait on."""
    waits = [at for at, record in enumerate(records) if record.get("operation") == "wait"]
    return [
        record
        for at, record in enumerate(records)
        if at >= waits[1] or record.get("thread") != "reader"
    ]


def _stores(count: int) -> Callable[[Records], Records]:
    """Only so many stores of a stopped machine."""

    def change(records: Records) -> Records:
        stop = next(record for record in records if "stores" in record)
        stop["stores"] = stop["stores"][:count]
        return records

    return change


DOCTORED: tuple[Doctoring, ...] = (
    Doctoring("a load left out", "in place", _without(5), 6, "load zonerefs[0].zone -> 2"),
    Doctoring("a store left out", "in place", _without(3), 4, "store zonerefs[0].zone_idx = 0"),
    Doctoring("the last load left out", "in place", _without(12), 13, "load zonerefs[2].zone -> 0"),
    Doctoring("an event twice", "in place", _twice(4), 6, "store zonerefs[1].zone_idx = 0"),
    Doctoring("an event too many", "in place", _twice(12), 14, "the reader has finished"),
    Doctoring("loads exchanged", "in place", _moved(10, 11), 11, "load zonerefs[1].zone -> 1"),
    Doctoring("stores exchanged", "in place", _moved(2, 3), 3, "store zonerefs[0].zone = 2"),
    Doctoring("a load's value", "in place", _event(5, value=1), 6, "load zonerefs[0].zone -> 2"),
    Doctoring("a store's value", "in place", _event(2, value=1), 3, "store zonerefs[0].zone = 2"),
    Doctoring(
        "a word", "in place", _event(6, word="zonerefs[2].zone_idx"), 7, "zonerefs[1].zone_idx"
    ),
    Doctoring(
        "no such word", "in place", _event(6, word="nowhere"), 7, "zonerefs[1].zone_idx -> 0"
    ),
    Doctoring("a wait for a load", "in place", _event(6, operation="wait"), 7, "load zonerefs[1]"),
    Doctoring("a thread", "in place", _event(4, thread="reader"), 5, "load zonerefs[0].zone -> 2"),
    Doctoring("a store made late", "in place", _moved(2, 5), 3, "store zonerefs[0].zone = 2"),
    Doctoring("a load made early", "in place", _moved(5, 2), 3, "load zonerefs[0].zone -> 1"),
    Doctoring("no writer", "in place", _without_writer, 3, "load zonerefs[0].zone -> 1"),
    Doctoring("visits told", "in place", _seen(visits=[1, 2]), 14, "passes[0].visits is (1, 2)"),
    Doctoring(
        "no end told", "in place", _seen(completed=False), 14, "passes[0].completed is False"
    ),
    Doctoring("a page told", "in place", _seen(page=1), 14, "passes[0].found is True"),
    Doctoring("a way outside told", "in place", _seen(outside=True), 14, "outside is True"),
    Doctoring("a freed word told", "in place", _seen(freed=True), 14, "freed is True"),
    Doctoring("a rebuild", "in place", _instance(lists=[[1, 2], [1]]), 3, "zonerefs[0].zone = 1"),
    Doctoring(
        "a rebuild more",
        "in place",
        _instance(lists=[[1, 2], [2, 1], [1]]),
        14,
        "zonerefs[0].zone = 1",
    ),
    Doctoring("a type", "in place", _instance(types=[1, 0]), 2, "zonerefs[0].zone_idx -> 1"),
    Doctoring("a nodemask", "in place", _instance(mask=[1]), 14, "passes[0].visits is (2, 1)"),
    Doctoring("no last rebuild", "retried", _without(25, 32), 26, "store seq = 3"),
    Doctoring("no retry", "retried", _without(17, 24), 26, "the reader could: wait seq -> 4"),
    Doctoring("no discarded attempt", "retried", _without_first_attempt, 26, "rejected is 1"),
    Doctoring("no retry told", "retried", _seen(rejected=0), 34, "passes[0].rejected is 0"),
    Doctoring("a check made early", "retried", _moved(16, 13), 14, "load seq -> 1"),
    Doctoring("no wait", "retried", _without(17), 18, "wait seq -> 2"),
    Doctoring("no round begun anew", "restarted", _without(20, 27), 21, "wait seq -> 2"),
    Doctoring("no new round told", "restarted", _seen(restarts=0), 33, "restarts is 0"),
    Doctoring("a last look told", "restarted", _seen(gave_up_number=2), 33, "gave_up is (1, 2)"),
    Doctoring(
        "no giving up told",
        "restarted",
        _seen(gave_up=False, gave_up_number=None),
        33,
        "gave_up is None",
    ),
    Doctoring("more tries", "restarted", _header(tries=2), 20, "load zonerefs[0].zone_idx -> 0"),
    Doctoring("a list", "locked", _instance(lists=[[2, 1], [2]]), 4, "zonerefs[0].zone -> 2"),
    Doctoring("a lock that is held", "locked", _moved(9, 8), 9, "waits for cnts, which is 512"),
    Doctoring("a lock's value", "locked", _event(9, value=512), 10, "rmw cnts = 255"),
    Doctoring("no lock given back", "locked", _without(14), 15, "store cnts = 0"),
    Doctoring("no grace", "swap", _moved(16, 15), 16, "the writer waits for a grace period"),
    Doctoring("a section shortened", "swap", _moved(15, 12), 13, "load A[1].zone -> 2"),
    Doctoring("a section begun late", "swap", _moved(1, 2), 2, "rcu_read_lock"),
    Doctoring("a word freed early", "swap", _moved(17, 14), 15, "waits for a grace period"),
    Doctoring("a word not freed", "swap", _event(19, value=2), 20, "store A[1].zone = FREED"),
    Doctoring("the other array", "swap", _event(2, value="B"), 3, "load live -> A"),
    Doctoring("a stop in a section", "stopped", _moved(9, 8), 9, "waits for a CPU with preemption"),
    Doctoring("a store less", "stopped", _stores(3), 10, "zonerefs[1].zone_idx = 0"),
    Doctoring("preemption off late", "stopped", _moved(1, 2), 2, "preempt_disable"),
    Doctoring("a count not moved", "counted", _event(9, value=0), 10, "load generation -> 1"),
    Doctoring("a stop made early", "counted", _moved(5, 1), 3, "load generation -> 1"),
    Doctoring("pages come early", "pages", _moved(7, 4), 6, "load pages[2] -> 1"),
    Doctoring("pages seen early", "pages", _event(4, value=1), 5, "load pages[2] -> 0"),
    Doctoring("pages before", "pages", _instance(pages_before=[1, 1]), 5, "load pages[2] -> 1"),
    Doctoring("a zone with an event", "pages", _instance(events=[1]), 8, "store pages[1] = 0"),
    Doctoring("a mask's value", "masks", _event(12, value=1), 13, "store mems = 3"),
    Doctoring("a mask loaded early", "masks", _moved(21, 9), 10, "load policy -> 1"),
    Doctoring("a policy", "masks", _instance(policy="none"), 2, "load zonerefs[0].zone_idx -> 0"),
    Doctoring("interrupts let in", "masks", _without(10), 11, "local_irq_save"),
)
"""One lie of each kind, and where it comes out."""
