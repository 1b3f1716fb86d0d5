"""All that can become of two threads over every schedule, and the shortest way to each of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Any, TypeAlias

from conformance.foreign.reference import Reference
from impl.memory import Location
from impl.state_space import State, StateSpace
from impl.trace import Step
from spec.errors import UsageError

NAMES = ("writer", "reader")

Lists: TypeAlias = tuple[tuple[int, ...], ...]

MOST = 100_000
"""The most states of one search."""


@dataclass(frozen=True, slots=True)
class Failed:
    """No visits, but an exception or no end, and how to say that."""

    how: str


Outcome: TypeAlias = tuple[int, ...] | Failed
"""The zones that a pass visited, in order, or why there are none."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One step, and memory behind it."""

    step: Step
    memory: dict[Location, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """A schedule, step by step, from what both threads are given; and what came of it."""

    lists: Lists
    start: Reference
    memory: dict[Location, Any]
    steps: tuple[Taken, ...]
    outcome: Outcome


@dataclass(slots=True)
class _Place:
    """A state that was come to: how, and which states lead on to it."""

    state: State
    step: Step | None
    before: "_Place | None"
    sources: list["_Place"]


def every(space: StateSpace, lists: Lists, start: Reference) -> dict[Outcome, Way]:
    """Every outcome, with a schedule of the fewest switches, and of these of the fewest steps.

    Args:
        space: of the writer and the reader.
        lists: what the writer makes of what it is given.
        start: what both are given.

    Raises:
        UsageError: there is too much to search.
    """
    found: dict[Outcome, Way] = {}
    first = _Place(space.start, None, None, [])
    places: dict[object, _Place] = {}
    tie = count()
    waiting: list[tuple[int, int, int, str, _Place]] = [(0, 0, 0, "", first)]
    ended: list[_Place] = []
    while waiting:
        switches, steps, _, last, place = heappop(waiting)
        known = places.setdefault((space.key(place.state), last), place)
        if known is not place:
            known.sources += place.sources
            continue
        if len(places) > MOST:
            raise UsageError(
                f"there are more than {MOST} states: let fewer words change, or try again less"
            )
        for told in _told(place.state):
            if told not in found:
                found[told] = _way(place, lists, start, told)
        if space.is_end(place.state):
            ended.append(place)
        for state, _, step in space.moves(place.state):
            switched = switches + (step.thread != last)
            after = _Place(state, step, place, [place])
            heappush(waiting, (switched, steps + 1, next(tie), step.thread, after))
    stuck = _stuck(places.values(), ended)
    if stuck:
        still = min(stuck, key=lambda each: _going(space, each.state))
        standstill = Failed(_standstill(space, still.state))
        found[standstill] = _way(still, lists, start, standstill)
    return found


def _stuck(places: Iterable[_Place], ended: list[_Place]) -> list[_Place]:
    """The places from which nobody ever comes to the end."""
    leading: set[int] = set()
    waiting = [*ended]
    while waiting:
        place = waiting.pop()
        if id(place) not in leading:
            leading.add(id(place))
            waiting += place.sources
    return [place for place in places if id(place) not in leading]


def _going(space: StateSpace, state: State) -> int:
    """How many threads still take steps."""
    return 0 if space.deadlock(state) else 2 - sum(_finished(state))


def _standstill(space: StateSpace, state: State) -> str:
    """Who never comes to an end."""
    clauses = space.deadlock(state)
    if clauses:
        return f"nobody can go on: {', '.join(clauses)}"
    going = [name for name, done in zip(NAMES, _finished(state), strict=True) if not done]
    if len(going) == 1:
        return f"the {going[0]} goes on for ever though nothing changes any more"
    return "from here on the writer and the reader wait for each other for ever"


def _finished(state: State) -> list[bool]:
    """Who has come to its end: the writer, the reader."""
    return [
        node.finished and taken == len(node.accesses)
        for node, taken in zip(state.nodes, state.taken, strict=True)
    ]


def _told(state: State) -> Iterator[Outcome]:
    """What the threads that have come to their end say."""
    for node, done in zip(state.nodes, _finished(state), strict=True):
        if done and node.result is not None:
            result: Any = node.result
            yield result


def _way(place: _Place, lists: Lists, start: Reference, outcome: Outcome) -> Way:
    """The schedule that leads to a place."""
    taken: list[Taken] = []
    while place.before is not None:
        assert place.step is not None
        taken.append(Taken(place.step, dict(place.state.machine.values())))
        place = place.before
    return Way(lists, start, dict(place.state.machine.values()), tuple(taken[::-1]), outcome)


def one(space: StateSpace, lists: Lists, start: Reference, turns: Iterable[str]) -> Way:
    """Where a schedule leads; who cannot go is passed over.

    Args:
        space: of the writer and the reader.
        lists: what the writer makes of what it is given.
        start: what both are given.
        turns: names of threads. Behind them the writer comes to its end, then the reader.
    """
    place = _Place(space.start, None, None, [])
    seen: set[object] = set()
    ahead = iter(turns)
    while not _finished(place.state)[-1]:
        turn = next(ahead, None)
        moves = {step.thread: (state, step) for state, _, step in space.moves(place.state)}
        key = (turn, space.key(place.state))
        if not moves or (turn is None and key in seen):
            return _way(place, lists, start, Failed(_standstill(space, place.state)))
        seen.add(key)
        name = turn if turn in moves else next(name for name in NAMES if name in moves)
        state, step = moves[name or ""]
        place = _Place(state, step, place, [])
    return _way(place, lists, start, next(_told(place.state)))
