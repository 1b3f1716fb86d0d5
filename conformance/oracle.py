"""The properties once more, over lists and sets: judges the running reader without the spec."""

from collections.abc import Callable, Iterator

from conformance.running import Course
from impl.observation import AllocationSeen, PassSeen


def _passes(course: Course) -> tuple[PassSeen, ...]:
    if isinstance(course.seen, PassSeen):
        return (course.seen,)
    return course.seen.passes if isinstance(course.seen, AllocationSeen) else ()


def _eligible_in_turn(course: Course) -> list[set[int]]:
    """The zones in every list that satisfy the request, with each version of its masks."""
    throughout = set.intersection(*map(set, course.instance.lists))
    zones = {zone for zone in throughout if course.instance.satisfies(zone)}
    together = list(zip(*_obeyed(course), strict=True)) or [()]
    return [
        {zone for zone in zones if all(course.instance.node(zone) in nodes for nodes in masks)}
        for masks in together
    ]


def _obeyed(course: Course) -> list[tuple[frozenset[int], ...]]:
    """The versions of each nodemask that the request obeys."""
    return [
        versions
        for name, versions in course.instance.masks.items()
        if name != "policy" or course.instance.policy != "none"
    ]


def _eligible(course: Course) -> set[int]:
    """The zones that satisfy the request, whatever the version, and are in every list."""
    return set.intersection(*_eligible_in_turn(course))


def _completed(course: Course) -> Iterator[tuple[int, ...]]:
    return (seen.visits for seen in _passes(course) if seen.completed)


def _missed(course: Course) -> bool:
    return any(not _eligible(course) <= set(visits) for visits in _completed(course))


def _doubled(course: Course) -> bool:
    return any(len(seen.visits) > len(set(seen.visits)) for seen in _passes(course))


def _blind(course: Course) -> bool:
    listed = set().union(*course.instance.lists)
    return all(map(course.instance.satisfies, listed)) and () in _completed(course)


def _blind_to_eligible(course: Course) -> bool:
    return all(_eligible_in_turn(course)) and () in _completed(course)


def _saw_no_list(course: Course) -> bool:
    left = [tuple(filter(course.instance.satisfies, zones)) for zones in course.instance.lists]
    return any(visits not in left for visits in _completed(course))


def _disrespected(course: Course) -> bool:
    visited = {zone for seen in _passes(course) for zone in seen.visits}
    ever = [frozenset[int]().union(*versions) for versions in _obeyed(course)]
    nodes = {course.instance.node(zone) for zone in visited}
    fits = all(map(course.instance.satisfies, visited)) and all(nodes <= each for each in ever)
    return not fits


def _outside(course: Course) -> bool:
    return course.seen is not None and course.seen.outside


def _freed(course: Course) -> bool:
    return course.seen is not None and course.seen.freed


def _premature(course: Course) -> bool:
    """A zone had pages by the last try before the round's last look, or before it ended empty."""
    seen, tries = course.seen, course.scenario.tries
    if not isinstance(seen, AllocationSeen) or not seen.gave_up:
        return False
    if seen.gave_up_number is not None:
        by = seen.gave_up_number - 1
    else:
        by = 0 if seen.restarts == 0 else (seen.restarts - 1) * (tries + 1) + tries
    if course.instance.pages0:
        return bool(_eligible(course) & kept_from(course, by))
    having = {zone for zone in _zones(course) if course.instance.has_pages(zone, by)}
    return all(zones & having for zones in _eligible_in_turn(course))


def _premature_last_look(course: Course) -> bool:
    """A zone had pages from the last look on."""
    seen = course.seen
    if not isinstance(seen, AllocationSeen) or seen.gave_up_number is None:
        return False
    if course.instance.pages0:
        return bool(_eligible(course) & kept_from(course, seen.gave_up_number))
    first = course.instance.pages_from
    gaining = {zone for zone in _zones(course) if first[zone] == seen.gave_up_number}
    return all(zones & gaining for zones in _eligible_in_turn(course))


def _zones(course: Course) -> range:
    return range(1, len(course.instance.types) + 1)


def _endless(course: Course) -> bool:
    """It came back to where it was, or repeated what it did while nobody else moved."""
    repeats = isinstance(course.seen, AllocationSeen) and bool(
        course.seen.rejected or course.seen.restarts
    )
    is_settled = course.scenario.reader == "settled"
    return course.execution.endless is not None or (is_settled and repeats)


def _deadlocked(course: Course) -> bool:
    return bool(course.execution.deadlock)


def _slept(course: Course) -> bool:
    return bool(course.execution.complaints)


def kept_from(course: Course, number: int) -> set[int]:
    """The zones of a fixed list that have pages when the pass loads its first word, and keep them.

    Every pass over a fixed list begins with the index of slot 0, and none is skipped. Where memory
    is weak, a zone has pages when the store that says so has left, and the reader could have seen
    that where the pass begins: not if it takes an older store later, which coherence rules out.
    """
    leave = any(step.operation == "leave" for step in course.execution.trace)
    has = {zone: course.instance.pages0[zone] for zone in course.instance.lists[0]}
    kept: set[int] | None = None
    passes = 0
    for step in course.execution.trace:
        word = str(step.location)
        if step.thread == "reader" and kept and word.startswith("pages[") and step.value != 1:
            kept.discard(_zone_of(word))
        if step.thread == "reader" and word == "zonerefs[0].zone_idx":
            if passes == number:
                kept = {zone for zone, pages in has.items() if pages}
            passes += 1
        if step.thread == "writer" and step.operation == ("leave" if leave else "store"):
            zone, value = _zone_of(word), step.value
            has[zone] = int(value == 1)
            if kept is not None and value != 1:
                kept.discard(zone)
    return kept or set()


def _zone_of(word: str) -> int:
    return int(word[len("pages[") : -1])


VIOLATED: dict[str, Callable[[Course], bool]] = {
    "no_missed_zone": _missed,
    "no_double_visit": _doubled,
    "zone_always_visible": _blind,
    "eligible_zone_always_visible": _blind_to_eligible,
    "sees_one_list": _saw_no_list,
    "respects_request": _disrespected,
    "stays_in_bounds": _outside,
    "no_use_after_free": _freed,
    "no_premature_oom": _premature,
    "no_premature_oom_last_look": _premature_last_look,
    "terminates": _endless,
    "no_deadlock": _deadlocked,
    "no_sleep_in_atomic": _slept,
}
"""Whether the running reader violated the property; the first five are asked of a pass alone."""
