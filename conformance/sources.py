"""Whose store each load took, as the spec counts steps and as the running code counts stores.

The spec's schedule has the loads that it does not explain beside it (`Scenario.reads`); the running
code is asked for every load's store (`conformance.weak`). Either is worked out of the other.
"""

from dataclasses import replace
from typing import cast

from conformance.running import Course
from conformance.weak import Read
from impl.memory import Location
from impl.program_tree import READING
from impl.trace import Source, Step, Store
from spec.interpreter import Replay
from spec.machine import Request
from spec.scenario import Scenario
from spec.search.minimal import compressed

UNCOUNTED = frozenset(("smp_wmb", "smp_rmb", "smp_mb", "leave"))
"""What the running code has as a step and a schedule has not."""


class UnscheduledError(ValueError):
    """An update, or the writer, read what this order of steps does not explain.

    A schedule has no way to say so.
    """


def reads_of_replay(shown: Replay) -> tuple[Read, ...]:
    """For each of the reader's loads in the replay, the store it took, as `weak.happen` has it."""
    first = {
        (thread, at): sum(len(_stored(item.request)) for item in done[:at])
        for thread, done in shown.done.items()
        for at in range(len(done))
    }
    reads: list[Read] = []
    for item in shown.done.get("reader", []):
        if item.request.action not in ("load", "wait", "update"):
            continue
        if item.source is None:
            reads.append(None)
            continue
        thread, at = item.source
        stored = _stored(shown.done[thread][at].request)
        last = max(n for n, location in enumerate(stored) if location == item.request.location)
        reads.append((thread, first[item.source] + last))
    return tuple(reads)


def _stored(request: Request) -> list[object]:
    """The locations that a step stores to, in order."""
    if request.action == "stop_machine":
        return [location for location, _ in request.value]
    return [request.location] if request.action in ("store", "update") else []


def scheduled(course: Course, model: str) -> Scenario:
    """The course's scenario with the steps that were taken and the loads they do not explain.

    Args:
        course: on any machine.
        model: the memory model that the machine is one of.

    Raises:
        UnscheduledError: an update, or a load of the writer, does not read what was stored last in
            the order of steps.
    """
    steps = [step for step in course.execution.trace if step.operation not in UNCOUNTED]
    newest: dict[Location, Source] = {}
    made_by: dict[Source, int] = {}
    count = {"writer": 0, "reader": 0}
    taken = {"writer": 0, "reader": 0}
    reads: list[tuple[int, int]] = []
    for step in steps:
        taken[step.thread] += 1
        if step.operation in READING and step.location is not None:
            explained = step.source == newest.get(step.location)
            if (step.operation == "rmw" or step.thread == "writer") and not explained:
                raise UnscheduledError(str(step))
            if not explained:
                number = 0 if step.source is None else made_by[step.source]
                reads.append((taken[step.thread], number))
        for location in _locations(step):
            newest[location] = source = (step.thread, count[step.thread])
            made_by[source] = taken[step.thread]
            count[step.thread] += 1
    letters = [step.thread[0] for step in steps]
    return replace(course.scenario, model=model, schedule=compressed(letters), reads=tuple(reads))


def _locations(step: Step) -> list[Location]:
    """The words that a step of the running code stores to, in order."""
    if step.operation == "stop_machine":
        return [location for location, _ in cast("tuple[Store, ...]", step.value)]
    if step.operation in ("store", "rmw") and step.location is not None:
        return [step.location]
    return []
