"""What the claims are judged by: verdicts, barriers and odds, decided here and now."""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Protocol

from spec.instance import Bounds
from spec.odds.comparison import Comparison, compare
from spec.odds.scenarios import Reach
from spec.page import property_named, strategy_named
from spec.search.minimal import UndecidedError
from spec.search.placement import placements
from spec.search.question import Case
from spec.search.solver import Budget
from spec.verdict import UNDECIDED


class Facts(Protocol):
    """What judges may ask."""

    def verdict(
        self, strategy: str, prop: str, kind: str, rebuilds: int | None = None, model: str = "sc"
    ) -> str:
        """The verdict's word."""

    def barriers(self, strategy: str, prop: str, kind: str, model: str) -> tuple[str, ...] | None:
        """The cheapest set of barriers, each as text; None if no placement helps."""

    def odds(self, first: str, second: str, prop: str) -> Comparison:
        """How often racing runs of two strategies violate, over the same lists."""


@dataclass(slots=True)
class Decided:
    """Facts decided here and now.

    Attributes:
        bounds: of the verdicts; barriers and odds are looked for within 3 zones and one rebuild.
        budget: for each question.
        undecided: some question was given up.
    """

    bounds: Bounds
    budget: Budget
    undecided: bool = False
    _cases: dict[tuple[str, int, str], Case] = field(default_factory=dict)

    def verdict(
        self, strategy: str, prop: str, kind: str, rebuilds: int | None = None, model: str = "sc"
    ) -> str:
        """The verdict's word."""
        size = replace(self.bounds, rebuilds=rebuilds or self.bounds.rebuilds)
        key = strategy, size.rebuilds, model
        if key not in self._cases:
            self._cases[key] = Case(strategy_named(strategy), size, self.budget, model=model)
        word = self._cases[key].decide(property_named(prop), (kind,))[kind].word
        self.undecided = self.undecided or word == UNDECIDED
        return word

    def barriers(self, strategy: str, prop: str, kind: str, model: str) -> tuple[str, ...] | None:
        """The cheapest set of barriers."""
        size = replace(self.bounds, zones=min(self.bounds.zones, 3), rebuilds=1, tries=1)
        page, asked = strategy_named(strategy), property_named(prop)
        try:
            found = placements(page, asked, size, self.budget, model, kind, most=1)
        except UndecidedError:
            self.undecided = True
            return None
        return tuple(str(site) for site in found.sets[0]) if found.sets else None

    def odds(self, first: str, second: str, prop: str) -> Comparison:
        """The worst lists of all inside the bounds, the threads equally fast."""
        pages = strategy_named(first), strategy_named(second)
        return compare(*pages, property_named(prop), Reach(), Fraction(1))
