"""The share of the racing runs of one scenario that violate a property."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from spec.odds.count import Count, count
from spec.odds.course import Course, Place, shared_by
from spec.odds.outcome import Outcome
from spec.properties import Property
from spec.run import Run
from spec.scenario import Scenario
from spec.vocabulary import Strategy


@dataclass(frozen=True, slots=True)
class Tally:
    """So many interleavings.

    Attributes:
        runs: their number.
        chance: the probability of such a run if both threads start at once and each step is drawn
            at the ratio.
    """

    runs: int
    chance: Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the racing runs violate, in two measures.

    Attributes:
        scenario: the lists, the request and the pages; its schedule says nothing.
        prop: the property's name.
        racing: the racing runs.
        violating: those that violate.
    """

    scenario: Scenario
    prop: str
    racing: Tally
    violating: Tally

    @property
    def even(self) -> Fraction | None:
        """Every racing run weighs the same; None if no run races."""
        return Fraction(self.violating.runs, self.racing.runs) if self.racing.runs else None

    @property
    def drawn(self) -> Fraction | None:
        """Every step is drawn at the speed ratio, given that the run races; None if none does."""
        return self.violating.chance / self.racing.chance if self.racing.runs else None


class Counter:
    """Counts one strategy's runs, keeping what its scenarios share."""

    def __init__(self, strategy: Strategy, ratio: Fraction) -> None:
        self.strategy = strategy
        self.ratio = ratio
        self._courses: dict[object, Course] = {}
        self._last: tuple[Scenario, Count] | None = None
        self._retold: dict[tuple[Place, object], Outcome | None] = {}

    def shares(self, scenario: Scenario, props: Sequence[Property]) -> list[Share]:
        """The share of each property, in the order given; the schedule is not looked at.

        Raises:
            UsageError: a thread waits for what never happens, or the reader never ends.
        """
        counted, outcomes = self._outcomes(scenario)
        together: dict[tuple[Outcome, int], tuple[int, int]] = {}
        for outcome, ((_, upto), (runs, weight)) in zip(
            outcomes, counted.ends.items(), strict=True
        ):
            before = together.get((outcome, upto), (0, 0))
            together[outcome, upto] = before[0] + runs, before[1] + weight
        racing = _tally(together.values(), counted.scale)
        judged = _Judged(scenario, counted)
        return [
            Share(
                replace(scenario, prop=prop.name),
                prop.name,
                racing,
                _tally(
                    (numbers for end, numbers in together.items() if judged.violates(prop, *end)),
                    counted.scale,
                ),
            )
            for prop in props
        ]

    def _outcomes(self, scenario: Scenario) -> tuple[Count, list[Outcome]]:
        """The racing runs, and what the reader did at each end.

        A mask leaves the steps of a pass alone, so its runs need not be counted again: whether
        that is so is looked at, end by end.
        """
        if scenario.mask is not None and scenario.reader == "pass":
            counted = self._count(replace(scenario, mask=None))
            retold = [self._told(counted, place, scenario) for place, _ in counted.ends]
            outcomes = [outcome for outcome in retold if outcome is not None]
            if len(outcomes) == len(retold):
                return counted, outcomes
        counted = self._count(scenario)
        return counted, [place.outcome for place, _ in counted.ends if place.outcome is not None]

    def _told(self, counted: Count, place: Place, scenario: Scenario) -> Outcome | None:
        key = place, shared_by(scenario)
        if key not in self._retold:
            self._retold[key] = counted.course.retold(place, scenario)
        return self._retold[key]

    def _count(self, scenario: Scenario) -> Count:
        same = replace(scenario, prop="", schedule="")
        if self._last is None or self._last[0] != same:
            key = shared_by(scenario)
            if key not in self._courses:
                self._courses[key] = Course(self.strategy, scenario)
            self._last = same, count(scenario, self.ratio, self._courses[key])
        return self._last[1]


class _Judged:
    """The properties of one scenario's runs."""

    def __init__(self, scenario: Scenario, counted: Count) -> None:
        # A round begins again after a writer's step at the earliest: no pass has a number that
        # an instance with a schedule so long takes for never.
        steps = len(counted.moments.steps) + 1
        self._instance = replace(scenario, schedule=f"w{steps}").instance()
        self._pages = list(counted.moments.pages()) if scenario.events else []
        self._runs: dict[tuple[Outcome, int], Run] = {}

    def violates(self, prop: Property, outcome: Outcome, upto: int) -> bool:
        """Whether a run with this outcome violates the property."""
        key = outcome, upto
        if key not in self._runs:
            self._runs[key] = outcome.run(self._instance, self._kept(upto))
        return bool(prop.violated(self._instance, self._runs[key]))

    def _kept(self, upto: int) -> list[tuple[bool, ...]]:
        if not self._pages:
            return []
        return [
            tuple(all(column) for column in zip(*self._pages[begun : upto + 1], strict=True))
            for begun in range(upto + 1)
        ]


def _tally(numbers: Iterable[tuple[int, int]], scale: int) -> Tally:
    runs = weight = 0
    for more, heavier in numbers:
        runs, weight = runs + more, weight + heavier
    return Tally(runs, Fraction(weight, scale))
