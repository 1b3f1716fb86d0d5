"""The reader as a tree of answers: what it asks for next after each history of what it was told.

The reader is an ordinary function that cannot be stopped and copied. It is run to an end for each
branch of the tree; every step on the way is remembered, and shared by all schedules, lists and
types that tell it the same. An attempt that is discarded leaves nothing behind, so the attempt
after it is the same place again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from spec.machine import Request
from spec.odds.moment import Moment, Moments
from spec.odds.outcome import Outcome, outcome_of
from spec.plain_reader import PlainReader
from spec.run import Run
from spec.scenario import Scenario
from spec.vocabulary import Strategy

LOADS = ("load", "wait", "update")
"""The steps that look at memory: an update loads before it stores."""

NONE = object()
"""No answer is known yet."""


class _Stopped(Exception):  # noqa: N818 - how a reader that is in the tree already is left
    """The reader waits, or is at a place that is known."""


@dataclass(eq=False, slots=True)
class Place:
    """The reader between two steps.

    Attributes:
        history: the answers that led here.
        request: its next step or note; None if it has finished, or nobody has asked yet.
        outcome: what it did, once it has finished.
        same: the earlier place that this one is.
        known: it has finished, or its request is a step.
        loads: its request looks at memory.
        after: the place that follows each answer.
    """

    history: tuple[Any, ...] = ()
    request: Request | None = None
    outcome: Outcome | None = None
    same: "Place | None" = None
    known: bool = False
    loads: bool = False
    after: dict[Any, "Place"] = field(default_factory=dict)

    def told(self, answer: Any) -> "Place":
        """The place that follows this answer."""
        if answer not in self.after:
            self.after[answer] = Place((*self.history, answer))
        return self.after[answer]


@dataclass(slots=True)
class _Attempts:
    """Notices where a discarded attempt is made again.

    Two calls of the walk, or of the recompute, with no other piece of the page between them, and
    in the same pass, are the same attempt made twice. What an attempt leaves behind even when it
    is discarded is looked at too.
    """

    last: tuple[Any, ...] = ()
    begun: Place | None = None

    def again(self, name: str, reader: PlainReader, place: Place) -> Place | None:
        """Where this attempt began the first time, if it is not the first time."""
        left = (name, len(reader.run.passes), reader.run.freed, reader.run.outside, reader.fast)
        if left == self.last and name in ("walk", "first"):
            return self.begun
        self.last, self.begun = left, place
        return None


def shared_by(scenario: Scenario) -> tuple[Any, ...]:
    """What a reader depends on, answers apart: scenarios that agree in it can share a course."""
    longest = max(len(names) for names in scenario.lists)
    nodes = scenario.nodes if scenario.mask is not None else None
    return (
        scenario.reader, longest, scenario.zones, scenario.limit, nodes, scenario.mask,
        scenario.pages_from, scenario.tries,
    )  # fmt: skip


class Course:
    """Every history of one reader, grown as schedules come to need it.

    Attributes:
        strategy: the page.
        root: the reader before its first step.
    """

    def __init__(self, strategy: Strategy, scenario: Scenario) -> None:
        self.root = Place()
        self.strategy = strategy
        self._scenario = scenario
        self._instance = scenario.instance()

    def at(self, place: Place, moments: Moments, moment: Moment) -> Place:
        """The same place, known: with the step it asks for, or what the reader did.

        Args:
            place: where the reader is.
            moments: of a scenario that shares this course.
            moment: now. A note that a pass begins takes no step and is told the writer's
                position, which is all that is asked of it later.
        """
        while not place.known:
            if place.request is None and place.outcome is None and place.same is None:
                self._grow(place, moments, moment)
            if place.same is not None:
                place = place.same
            elif place.request is not None and place.request.is_note:
                place = place.told(moment.at)
            else:
                place.known = True
                place.loads = place.request is not None and place.request.action in LOADS
        return place

    def retold(self, place: Place, scenario: Scenario) -> Outcome | None:
        """What another reader does that is told the same; None if it asks for something else.

        Args:
            place: an end of this course.
            scenario: the other reader's.
        """
        cursor, given = self.root, iter(place.history)

        def ask(request: Request) -> Any:
            nonlocal cursor
            if request.action.startswith("smp_"):
                return None
            expected = cursor.request
            if expected is None or expected.action != request.action:
                raise _Stopped
            if expected.location != request.location:
                raise _Stopped
            answer = next(given)
            cursor = cursor.told(answer)
            return answer

        instance = scenario.instance()
        reader = PlainReader(ask, self.strategy, scenario, instance)
        try:
            run = _whole(reader, scenario)
        except _Stopped:
            return None
        return outcome_of(run, instance, {}) if cursor is place else None

    def _grow(self, place: Place, moments: Moments, moment: Moment) -> None:
        """Run the reader to this place, and on to its end with the writer standing still."""
        cursor, given, attempts = self.root, iter(place.history), _Attempts()
        begins: dict[int, int] = {}

        def ask(request: Request) -> Any:
            nonlocal cursor, moment
            if request.action.startswith("smp_"):
                return None
            cursor.request = request
            answer: Any = next(given, NONE)
            if answer is NONE:
                if request.is_note:
                    answer = moment.at
                else:
                    taken = moments.read(moment, request)
                    if taken is None:
                        raise _Stopped
                    answer, moment = taken
            if request.is_note:
                begins[request.value] = answer
            cursor = cursor.told(answer)
            return answer

        def noticed(name: str, body: Callable[..., Any] | None) -> Any:
            if body is None:
                return None

            def attempt(reader: PlainReader, *arguments: Any) -> Any:
                earlier = attempts.again(name, reader, cursor)
                if earlier is not None:
                    cursor.same = earlier
                    raise _Stopped
                return body(reader, *arguments)

            return attempt

        strategy = self.strategy
        watched = replace(
            strategy,
            walk=noticed("walk", strategy.walk),
            first=noticed("first", strategy.first),
            begin=noticed("begin", strategy.begin),
            moved=noticed("moved", strategy.moved),
        )
        reader = PlainReader(ask, watched, self._scenario, self._instance)
        try:
            run = _whole(reader, self._scenario)
        except _Stopped:
            return
        cursor.outcome = outcome_of(run, self._instance, begins)


def _whole(reader: PlainReader, scenario: Scenario) -> Run:
    return reader.read_pass() if scenario.reader == "pass" else reader.allocation()
