"""Verdicts of this very run, and what spec/properties.py says of a run of the running code."""

from dataclasses import replace
from functools import cache

from conformance.oracle import kept_from
from conformance.running import Course
from spec.instance import KINDS, Bounds
from spec.interpreter import Replay
from spec.program import unroll
from spec.properties import PROPERTIES, Property
from spec.run import GaveUp, Pass, Run, Visit
from spec.search.minimal import Found, checked, decode, interleaved
from spec.search.question import Case
from spec.search.solver import Budget
from spec.strategies import ALL
from spec.verdict import Verdict
from spec.vocabulary import Strategy

PAGES = {strategy.name: strategy for strategy in ALL}
"""Every strategy by its name."""

PAIRS = tuple((strategy, prop) for strategy in ALL for prop in PROPERTIES if prop.applies(strategy))
"""Every strategy with every property that says something about it."""


@cache
def _case(name: str, model: str) -> Case:
    strong = None if model == "sc" else _case(name, "sc")
    return Case(PAGES[name], Bounds(), model=model, interleaved=strong)


@cache
def _verdicts(strategy: str, prop: str, kinds: tuple[str, ...], model: str) -> dict[str, Verdict]:
    if model != "sc":
        _verdicts(
            strategy, prop, kinds, "sc"
        )  # an interleaving that refutes need not be looked for
    return _case(strategy, model).decide({item.name: item for item in PROPERTIES}[prop], kinds)


def verdicts(
    strategy: Strategy, prop: Property, among: tuple[str, ...] = KINDS, model: str = "sc"
) -> dict[str, Verdict]:
    """The verdict for each kind of rebuild, decided now; never what a page expects."""
    return _verdicts(strategy.name, prop.name, among, model)


@cache
def _found(name: str, reader: str) -> Found:
    bounds = replace(_case(name, "sc").bounds, readers=1)
    return interleaved(unroll(PAGES[name], reader, bounds), Budget())


def refutation(strategy: Strategy, prop: Property, kind: str) -> Replay:
    """The first violation that the solver comes across, replayed: one reader, nothing minimised."""
    reader = verdicts(strategy, prop)[kind].reader
    found = _found(strategy.name, reader)
    assert found.inquiry.violated(prop, kind).satisfiable
    return checked(strategy, prop, decode(found, prop))


def kinds(course: Course) -> set[str]:
    """The kinds of rebuild that all of the course's rebuilds are, ``any`` included."""
    changes = list(zip(course.instance.lists, course.instance.lists[1:], strict=False))
    if course.scenario.pages_before:
        gains = [event.pages == 1 for event in course.instance.events]
        holding = {"online": all(gains), "offline": not any(gains), "reorder": not gains}
    else:
        holding = {
            "online": all(_inserts(old, new) for old, new in changes),
            "offline": all(_inserts(new, old) for old, new in changes),
            "reorder": all(old != new and set(old) == set(new) for old, new in changes),
        }
    return {"any", *(kind for kind, holds in holding.items() if holds)}


def _inserts(short: tuple[int, ...], long: tuple[int, ...]) -> bool:
    return len(short) < len(long) and tuple(zone for zone in long if zone in short) == short


def violated(prop: Property, course: Course) -> bool:
    """Whether the property, as the spec has it, is violated by what the running reader did."""
    return bool(prop.violated(course.scenario.instance(), as_run(course)))


def as_run(course: Course) -> Run:
    """What the running reader did, in the form that properties look at."""
    told, words = course.account, course.scenario.instance().words
    passes = []
    for item in told.passes:
        record = Pass(item.number, completed=item.completed, found=item.found)
        record.visits = [Visit(happened=True, word=words[zone]) for zone in item.visits]
        if course.scenario.pages_before:
            kept = kept_from(course, item.number)
            zones = range(1, course.scenario.zones + 1)
            record.pages_kept = tuple(zone in kept for zone in zones)
        passes.append(record)
    ends = [] if told.gave_up is None else [GaveUp(True, *told.gave_up)]
    return Run(passes, ends, told.outside, told.freed, told.retried)
