"""Verdicts of this very run, and what spec/properties.py says of a run of the running code."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise

from conformance.oracle import VIOLATED, kept_from
from conformance.running import Course
from impl.observation import AllocationSeen, PassSeen
from spec.eras import ERAS
from spec.instance import CONTEXTS, KERNELS, Bounds, Instance
from spec.interpreter import Replay
from spec.masks import MASKS
from spec.program import unroll
from spec.properties import PROPERTIES, Property, by_name
from spec.run import GaveUp, Pass, Run, Visit
from spec.search.minimal import Found, checked, decode, interleaved
from spec.search.question import Case
from spec.search.solver import Budget
from spec.strategies import ALL
from spec.term import Bool, all_of, equal
from spec.verdict import Verdict
from spec.vocabulary import Strategy

PAGES = {strategy.name: strategy for strategy in ALL}
"""Every strategy for lists by its name."""

EVERY = PAGES | {strategy.name: strategy for strategy in (*MASKS, *ERAS)}
"""Every strategy, also for masks and of the kernel's eras."""

FEW = Bounds(zones=3, rebuilds=1, tries=1, readers=1)
"""What verdicts are given for where masks move, and on the eras."""

PAIRS = tuple((strategy, prop) for strategy in ALL for prop in PROPERTIES if prop.applies(strategy))
"""Every strategy with every property that says something about it."""


@cache
def _case(name: str, model: str) -> Case:
    interleaved = {} if model == "sc" else _case(name, "sc").known
    bounds = Bounds() if name in PAGES else FEW
    return Case(EVERY[name], bounds, model=model, interleaved=interleaved)


@cache
def _verdicts(strategy: str, prop: str, kinds: tuple[str, ...], model: str) -> dict[str, Verdict]:
    if model != "sc":
        _verdicts(
            strategy, prop, kinds, "sc"
        )  # an interleaving that refutes need not be looked for
    return _case(strategy, model).decide(by_name(prop), kinds)


def verdicts(
    strategy: Strategy, prop: Property, among: tuple[str, ...] = (), model: str = "sc"
) -> dict[str, Verdict]:
    """The verdict for each kind or context, decided now; never what a page expects."""
    return _verdicts(strategy.name, prop.name, among or prop.kinds(strategy), model)


def without_pages(instance: Instance) -> Bool:
    """No zone ever has pages: who finds one returns, and waits for nobody any more."""
    return all_of(*(equal(first, instance.never) for first in instance.pages_from))


@cache
def _found(name: str, reader: str) -> Found:
    bounds = replace(_case(name, "sc").bounds, readers=1)
    within = without_pages if reader in CONTEXTS else None
    return interleaved(unroll(EVERY[name], reader, bounds, within=within), Budget())


def refutation(strategy: Strategy, prop: Property, kind: str) -> Replay:
    """The first violation that the solver comes across, replayed: one reader, nothing minimised."""
    reader = verdicts(strategy, prop)[kind].reader
    found = _found(strategy.name, reader)
    assert found.inquiry.violated(prop, kind).satisfiable
    return checked(strategy, prop, decode(found, prop))


def kinds(course: Course) -> set[str]:
    """The kinds that all of the course's rebuilds or rebinds are, ``any`` included.

    Where the reader runs in a context, it is that.
    """
    if course.scenario.reader in {*CONTEXTS, *KERNELS}:
        return {course.scenario.reader}
    if course.instance.masks:
        return {"any", *_kinds_of_rebind(course)}
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


def _kinds_of_rebind(course: Course) -> Iterator[str]:
    """By what the policy is where there is one, else by which way the mask goes."""
    masks = course.instance.masks
    versions = list(pairwise(masks.get("mems") or masks["nodes"]))
    if "mems" in masks:
        owners = {"none": "cpuset", "task": "mempolicy", "vma": "vma_policy"}
        if all(old != new for old, new in versions):
            yield owners[course.instance.policy]
        return
    if all(old < new for old, new in versions):
        yield "widen"
    if all(new < old for old, new in versions):
        yield "narrow"
    if all(new - old and old - new for old, new in versions):
        yield "move"


def _inserts(short: tuple[int, ...], long: tuple[int, ...]) -> bool:
    return len(short) < len(long) and tuple(zone for zone in long if zone in short) == short


def violated(prop: Property, course: Course) -> bool:
    """Whether the property, as the spec has it, is violated by what the running reader did."""
    return bool(prop.violated(course.scenario.instance(), as_run(course)))


def as_run(course: Course) -> Run:
    """What the running reader did, in the form that properties look at."""
    run = Run(
        endless=VIOLATED["terminates"](course),
        deadlocked=VIOLATED["no_deadlock"](course),
        slept=VIOLATED["no_sleep_in_atomic"](course),
        came_through=course.seen is not None,
    )
    if not isinstance(course.seen, PassSeen | AllocationSeen):
        return run
    told, words = course.account, course.scenario.instance().words
    run.outside, run.freed, run.retried = told.outside, told.freed, told.retried
    run.rejected_first, run.restarts = told.rejected_first, told.restarts
    for item in told.passes:
        record = Pass(item.number, [], item.completed, item.found, item.rejected)
        record.visits = [Visit(happened=True, word=words[zone]) for zone in item.visits]
        if course.scenario.pages_before:
            kept = kept_from(course, item.number)
            zones = range(1, course.scenario.zones + 1)
            record.pages_kept = tuple(zone in kept for zone in zones)
        run.passes.append(record)
    if told.gave_up is not None:
        run.gave_up.append(GaveUp(True, *told.gave_up))
    return run
