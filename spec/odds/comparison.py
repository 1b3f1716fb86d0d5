"""Two strategies over the same lists: whose racing runs violate more often, and where."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from spec.odds.scenarios import Reach, scenarios
from spec.odds.share import Counter, Share
from spec.odds.wording import circumstances
from spec.properties import Property
from spec.vocabulary import Strategy

Measure = Callable[[Share], Fraction | None]

MEASURES: dict[str, Measure] = {
    "runs alike": lambda share: share.even,
    "steps drawn": lambda share: share.drawn,
    "steps drawn, racing or not": lambda share: share.violating.chance,
}
"""The last is no share of the racing runs: it is how likely a violation is at all, if both threads
start at once, and so counts that fewer runs race where the writer has fewer steps."""


@dataclass(slots=True)
class Sides:
    """How the first strategy's numbers compare with the second's, in one measure.

    Attributes:
        smaller: scenarios in which the first's is smaller.
        equal: in which they are the same, 0 among them.
        larger: in which the first's is larger.
        apart: in which no run of one of them races, so that there is no share.
        first: the first's greatest, None if it has none.
        second: the second's greatest.
        for_smaller: the first scenario counted in ``smaller``, as ``--lists`` takes it, and both
            numbers.
        for_larger: the same for ``larger``.
    """

    smaller: int = 0
    equal: int = 0
    larger: int = 0
    apart: int = 0
    first: Fraction | None = None
    second: Fraction | None = None
    for_smaller: tuple[str, Fraction, Fraction] | None = None
    for_larger: tuple[str, Fraction, Fraction] | None = None

    @property
    def never_larger(self) -> bool:
        """The first strategy's is not larger for any lists."""
        return not self.larger

    @property
    def never_smaller(self) -> bool:
        """The first strategy's is not smaller for any lists."""
        return not self.smaller

    def add(self, where: str, first: Fraction | None, second: Fraction | None) -> None:
        """Look at one more scenario."""
        self.first = _larger(self.first, first)
        self.second = _larger(self.second, second)
        if first is None or second is None:
            self.apart += 1
        elif first < second:
            self.smaller += 1
            self.for_smaller = self.for_smaller or (where, first, second)
        elif first > second:
            self.larger += 1
            self.for_larger = self.for_larger or (where, first, second)
        else:
            self.equal += 1


def _larger(known: Fraction | None, other: Fraction | None) -> Fraction | None:
    return max((value for value in (known, other) if value is not None), default=None)


@dataclass(slots=True)
class Comparison:
    """Two strategies and a property, over all scenarios inside the bounds.

    Attributes:
        first: the first strategy.
        second: the second.
        prop: the property.
        scenarios: how many there are.
        racing: in how many of them some run races, for the first and for the second.
        sides: for each of ``MEASURES``.
    """

    first: str
    second: str
    prop: str
    scenarios: int = 0
    racing: tuple[int, int] = (0, 0)
    sides: dict[str, Sides] = field(default_factory=lambda: {name: Sides() for name in MEASURES})


def compare(
    first: Strategy, second: Strategy, prop: Property, reach: Reach, ratio: Fraction
) -> Comparison:
    """Count the racing runs of both strategies for every lists inside the bounds.

    Args:
        first: a strategy.
        second: one that moves the same, lists or pages.
        prop: the property.
        reach: the bounds.
        ratio: the writer's speed over the reader's.

    Raises:
        UsageError: a strategy has runs without end.
    """
    found = Comparison(first.name, second.name, prop.name)
    left, right = Counter(first, ratio), Counter(second, ratio)
    for scenario in scenarios(first, prop, reach):
        (one,), (other,) = left.shares(scenario, [prop]), right.shares(scenario, [prop])
        found.scenarios += 1
        found.racing = (
            found.racing[0] + bool(one.racing.runs),
            found.racing[1] + bool(other.racing.runs),
        )
        where = circumstances(scenario)
        for name, measure in MEASURES.items():
            found.sides[name].add(where, measure(one), measure(other))
    return found
