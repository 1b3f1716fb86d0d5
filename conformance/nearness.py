"""How near a course came to a violation: what examples are driven towards."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from typing import cast

from hypothesis import target

from conformance.running import Course
from impl.memory import Location
from impl.observation import AllocationSeen, PassSeen
from impl.trace import Step, Store


def mixture(trace: tuple[Step, ...]) -> int:
    """How many of the reader's loads have to be left out for one moment to explain the others.

    A moment explains a load if the store that it took was the word's newest then. 0 = the reader
    might as well have copied the list with everybody else stopped.
    """
    stored: dict[Location, list[int]] = defaultdict(list)
    for at, step in enumerate(trace):
        for word in _stored(step):
            stored[word].append(at)
    held = []
    for at, step in enumerate(trace):
        if step.thread == "reader" and step.operation in ("load", "wait") and step.location:
            times = [-1, *stored[step.location], len(trace)]
            behind = bisect(times, at)
            held.append(range(times[behind - 1], times[behind]))
    most = max((sum(each.start in other for other in held) for each in held), default=0)
    return len(held) - most


def _stored(step: Step) -> Iterator[Location]:
    """The words that the writer stores in a step."""
    if step.thread == "writer" and step.operation == "stop_machine":
        yield from (word for word, _ in cast("tuple[Store, ...]", step.value))
    elif step.thread == "writer" and step.operation in ("store", "rmw") and step.location:
        yield step.location


def averted(course: Course) -> int:
    """How many attempts and rounds a check has thrown away."""
    match course.seen:
        case PassSeen(rejected=attempts):
            return attempts
        case AllocationSeen(rejected=attempts, restarts=rounds):
            return attempts + rounds
        case _:
            return 0


def drive(course: Course) -> None:
    """Tell Hypothesis to let the next examples come nearer to a violation than this one."""
    target(float(mixture(course.execution.trace)), label="loads that no one moment explains")
    target(float(averted(course)), label="attempts and rounds thrown away")
