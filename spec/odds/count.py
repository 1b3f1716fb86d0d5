"""Counting the maximal interleavings of one writer and one reader by what the reader did.

Path counting, forward and layer by layer: everything that can still happen depends on the moment,
the reader's place and whether the run races so far, so schedules that meet there go on together.
All numbers are integers and fractions; nothing is rounded.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from spec.errors import UsageError
from spec.odds.course import Course, Place
from spec.odds.moment import Moment, Moments
from spec.scenario import Scenario
from spec.vocabulary import Strategy

LONGEST = 2_000
"""Steps of a reader beyond the writer's; one that takes more is taken for one that never ends."""

FRESH, LOADED, MOVED, RACING = range(4)
"""No load yet; loads, and no writer step after the first; then a writer step; then a load."""

End = tuple[Place, int]
"""Where the reader ended, and, for a fixed list, how many steps the writer had taken by then."""


@dataclass(frozen=True, slots=True)
class Count:
    """The racing runs of one scenario.

    Attributes:
        course: of the reader.
        moments: the scenario's.
        ends: what can become of a racing run: in how many runs, and with what weight if each step
            is drawn at the ratio.
        scale: the weight of all runs together, those that do not race among them.
    """

    course: Course
    moments: Moments
    ends: dict[End, tuple[int, int]]
    scale: int


State = tuple[Moment, Place, int]


def count(scenario: Scenario, ratio: Fraction, course: Course) -> Count:
    """Count the racing runs by their outcome.

    Args:
        scenario: everything but the schedule, which is not looked at.
        ratio: while both can move, the writer moves next with ``ratio / (1 + ratio)``.
        course: of the page's reader; scenarios with the same ``shared_by`` can share it.

    Raises:
        UsageError: a thread waits for what never happens, or the reader never ends.
    """
    strategy = course.strategy
    fast, slow = ratio.numerator, ratio.denominator
    fixed = strategy.moves == "pages"
    moments = Moments(strategy, scenario)
    alone = _Alone(course, moments)
    last = len(moments.steps)
    layers: list[dict[End, list[int]]] = []
    layer: dict[State, list[int]] = {(moments.first, course.root, FRESH): [1, 1]}
    for _ in range(len(moments.steps) + LONGEST):
        following: dict[State, list[int]] = {}
        ended: dict[End, list[int]] = {}
        layers.append(ended)
        for (moment, place, phase), weights in layer.items():
            here = place if place.known else course.at(place, moments, moment)
            if here.outcome is not None:
                if phase == RACING:
                    _add(ended, (here, moment.at if fixed else 0), *weights)
                if not moments.finishes(moment):
                    raise _stuck(strategy, "writer")
                continue
            if moment.at == last:
                end, loads = alone.to(moment, here)
                if phase == RACING or (phase == MOVED and loads):
                    _add(ended, (end, moment.at if fixed else 0), *weights)
                continue
            assert here.request is not None
            written = moments.written(moment)
            read = moments.read(moment, here.request)
            runs, weight = weights
            both = written is not None and read is not None
            if written is not None:
                state = written, here, MOVED if phase == LOADED else phase
                share = weight * (fast if both else fast + slow)
                _add(following, state, runs, share)
            if read is not None:
                answer, after = read
                told = here.after.get(answer) or here.told(answer)
                state = after, told, _loaded(phase) if here.loads else phase
                share = weight * (slow if both else fast + slow)
                _add(following, state, runs, share)
            if written is None and read is None:
                raise _stuck(strategy, "writer and the reader")
        if not following:
            return Count(course, moments, *_summed(layers, fast + slow))
        layer = following
    raise _endless(strategy)


def _summed(
    layers: list[dict[End, list[int]]], base: int
) -> tuple[dict[End, tuple[int, int]], int]:
    """The layers together: a weight in layer n is a share of ``base ** n``."""
    ends: dict[End, tuple[int, int]] = {}
    scale = base ** len(layers)
    for depth, layer in enumerate(layers):
        lifted = base ** (len(layers) - depth)
        for end, (runs, weight) in layer.items():
            before = ends.get(end, (0, 0))
            ends[end] = before[0] + runs, before[1] + weight * lifted
    return ends, scale


def _loaded(phase: int) -> int:
    return RACING if phase >= MOVED else LOADED


def _add(sums: dict[Any, list[int]], key: Any, runs: int, weight: int) -> None:
    found = sums.get(key)
    if found is None:
        sums[key] = [runs, weight]
    else:
        found[0] += runs
        found[1] += weight


class _Alone:
    """What a reader comes to when the writer has come to its end."""

    def __init__(self, course: Course, moments: Moments) -> None:
        self._course = course
        self._moments = moments
        self._known: dict[tuple[Moment, Place], tuple[Place, bool]] = {}

    def to(self, moment: Moment, place: Place) -> tuple[Place, bool]:
        """The reader's end, and whether there is a load on the way."""
        passed: list[tuple[tuple[Moment, Place], bool]] = []
        while place.outcome is None and (moment, place) not in self._known:
            request = place.request
            assert request is not None
            taken = self._moments.read(moment, request)
            if taken is None:
                raise _stuck(self._course.strategy, "reader")
            passed.append(((moment, place), place.loads))
            if len(passed) > LONGEST:
                raise _endless(self._course.strategy)
            answer, moment = taken
            place = self._course.at(place.told(answer), self._moments, moment)
        found = self._known.get((moment, place), (place, False))
        for key, loads in reversed(passed):
            found = found[0], found[1] or loads
            self._known[key] = found
        return found


def _stuck(strategy: Strategy, who: str) -> UsageError:
    return UsageError(
        f"{strategy.name} has no odds: the {who} can wait for what never happens, and such a run "
        "has no end; let something end the wait"
    )


def _endless(strategy: Strategy) -> UsageError:
    return UsageError(
        f"{strategy.name} has no odds: its reader repeats an attempt though nothing moved, so "
        "there is no end to the runs; let it wait() for the change instead"
    )
