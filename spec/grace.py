"""Grace periods and stopped machines: one side waits until the other has finished.

The fundamental law of RCU (McKenney and others; "Frightening small children and disconcerting
grown-ups", 2018): a read-side section ends before a grace period does, or it begins after the grace
period began. ``stop_machine()`` (kernel/stop_machine.c) makes every CPU stand still between two
instructions, outside sections with preemption off, with its memory accesses done.
"""

from collections.abc import Iterator
from itertools import combinations

from spec.clock import Edge
from spec.events import Event, Section
from spec.relation import Execution, fence, is_access
from spec.term import Bool, Number, all_of, less, negate, number, truth

MARKERS = ("rcu_read_lock", "rcu_read_unlock", "synchronize_rcu begin", "synchronize_rcu end")


def law(x: Execution) -> Iterator[Edge]:
    """The end of a section to that of a grace period, or the beginning of one to the section's."""
    for section in x.structure.sections:
        if section.kind != "rcu":
            continue
        for begin, end in x.structure.grace_periods:
            early = truth(f"section {section.begin.index} before grace {end.index}")
            held = all_of(section.begin.guard, begin.guard)
            yield section.end.index, end.index, all_of(held, early)
            yield begin.index, section.begin.index, all_of(held, negate(early))


def section_ends(x: Execution) -> list[Edge]:
    """What is before the end of an RCU section, to that end."""
    return x.through(fence("rcu_read_unlock"), is_access, None)


def section_begins(x: Execution) -> list[Edge]:
    """The beginning of an RCU section to what is behind it."""
    return x.through(fence("rcu_read_lock"), None, is_access)


def markers(x: Execution) -> Iterator[Edge]:
    """Ends of sections and grace periods in program order, but for one section to the next.

    A section may be empty, and a grace period may stand inside one (which then waits for itself).
    """
    for thread in x.threads:
        found = [event for event in thread if event.action in MARKERS]
        for a, b in combinations(found, 2):
            if (a.action, b.action) != ("rcu_read_unlock", "rcu_read_lock"):
                yield a.index, b.index, a.guard


def excluded(x: Execution) -> Iterator[Edge]:
    """A stopped machine is wholly before or wholly after a section with preemption off."""
    for section in x.structure.sections:
        if section.kind != "preemption":
            continue
        for block, guard in x.structure.stops.items():
            early = truth(f"section {section.begin.index} before block {block}")
            held = all_of(section.begin.guard, guard)
            yield section.end.index, ("block", block), all_of(held, early)
            yield ("block", block), section.begin.index, all_of(held, negate(early))


def stopped(x: Execution) -> Iterator[Edge]:
    """What comes before a stopped machine on any CPU, to it; and it, to what comes after."""
    for block, guard in x.structure.stops.items():
        for thread in x.threads:
            if any(event.block == block for event in thread):
                yield from _around_own(thread, block, guard)
            else:
                yield from _around(thread, block, guard, x.structure.sections)


def _around_own(thread: list[Event], block: int, guard: Bool) -> Iterator[Edge]:
    first = min(event.index for event in thread if event.block == block)
    for event in thread:
        if is_access(event) and event.block != block:
            if event.index < first:
                yield event.index, ("block", block), event.guard
            else:
                yield ("block", block), event.index, guard


def _around(
    thread: list[Event], block: int, guard: Bool, sections: list[Section]
) -> Iterator[Edge]:
    """A thread stands still at one point of its program order."""
    points = places(thread, sections)
    for event in thread:
        if is_access(event):
            early = less(points[event.index], standstill(block, event.thread, points))
            yield event.index, ("block", block), all_of(event.guard, guard, early)
            yield ("block", block), event.index, all_of(guard, negate(early))


def standstill(block: int, thread: int, points: dict[int, int]) -> Number:
    """Where a stopped machine catches a thread: behind every event of a smaller place."""
    return number(f"block {block} stops {thread} at", max(points.values(), default=0) + 1)


def places(thread: list[Event], sections: list[Section]) -> dict[int, int]:
    """Where each event is, counted in places between which the thread may stand still."""
    points: dict[int, int] = {}
    at = 0
    ends = {item.begin.index: item.end.index for item in sections if item.kind == "preemption"}
    end = -1
    for event in thread:
        if event.index > end:
            at += 1
            end = ends.get(event.index, -1)
        points[event.index] = at
    return points
