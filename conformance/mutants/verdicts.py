"""Does a mutant of a page change a verdict? The quickest questions are asked first."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from conformance.mutants.pages import Mutant
from conformance.mutants.tally import ALIVE, REFUSED
from spec.errors import PageError
from spec.instance import Bounds
from spec.page import applicable, check
from spec.properties import Property
from spec.search.question import Case
from spec.verdict import PROVED
from spec.vocabulary import Strategy


class Rung(NamedTuple):
    """Bounds, with one try, and a memory model."""

    model: str
    zones: int
    rebuilds: int

    def __str__(self) -> str:
        """As it is told."""
        return f"{self.model}, {self.zones} zones, {self.rebuilds} rebuilds"


CHANGED = "changed"
"""How a mutant ends that changes a verdict."""

LADDER = (
    Rung("sc", 2, 1),
    Rung("sc", 3, 1),
    Rung("sc", 2, 2),
    Rung("lkmm", 2, 1),
)
"""Where verdicts are asked, one after the other: more of everything, and then less order."""


class Question(NamedTuple):
    """One property of one of a page's strategies.

    Attributes:
        at: which strategy.
        prop: the property.
        rung: where.
    """

    at: int
    prop: Property
    rung: Rung


class Fate(NamedTuple):
    """What became of a mutant.

    Attributes:
        how: it changed a verdict, was refused by a rule for pages, or is alive.
        told: which verdict changed, and how; or what the rule says.
    """

    how: str
    told: str = ""


def questions(strategies: tuple[Strategy, ...]) -> Iterator[Question]:
    """Everything that is asked of a page.

    Whether somebody waits in vain, sleeps or repeats himself is asked of interleavings alone.
    """
    for rung, (at, strategy) in product(LADDER, enumerate(strategies)):
        for prop in applicable(strategy):
            if rung.model == "sc" or {*prop.readers} & {"pass", "allocation"}:
                yield Question(at, prop, rung)


class Verdicts:
    """The verdicts of a page or a mutant, each decided when it is asked for first."""

    def __init__(self, strategies: tuple[Strategy, ...]) -> None:
        self.strategies = strategies
        self._known: dict[Question, dict[str, str]] = {}
        self._case: tuple[int, Rung, Case] | None = None

    def of(self, question: Question, kinds: tuple[str, ...] = ()) -> dict[str, str]:
        """The verdict for each kind or context, in a word."""
        if question not in self._known:
            found = self._asked(question).decide(question.prop, kinds)
            self._known[question] = {kind: verdict.word for kind, verdict in found.items()}
        return self._known[question]

    def _asked(self, question: Question) -> Case:
        """Where to ask; what was built for another rung is given up, for it is large."""
        at, _, rung = question
        bounds = Bounds(rung.zones, rung.rebuilds, 1)
        if self._case is None or self._case[:2] != (at, rung):
            self._case = at, rung, Case(self.strategies[at], bounds, model=rung.model)
        return self._case[2]


def fate(mutant: Mutant, page: Verdicts) -> Fate:
    """Ask until a verdict is another than the page's own.

    Args:
        mutant: of the page.
        page: its own verdicts.
    """
    with mutant.planted() as strategies:
        try:
            for strategy in strategies:
                check(strategy, strategy.name)
        except PageError as error:
            return Fate(REFUSED, str(error))
    verdicts = Verdicts(strategies)
    for question in questions(page.strategies):
        before = page.of(question)
        # what no kind breaks is asked of any kind at all, once it is known that all can happen
        whole = before.get("any") != PROVED or question.rung == LADDER[0]
        with mutant.planted():
            after = verdicts.of(question, () if whole else ("any",))
        for kind, word in after.items():
            if before[kind] != word:
                at, prop, rung = question
                asked = f"{strategies[at].name}::{prop.name} ({kind}, {rung})"
                return Fate(CHANGED, f"{asked} from {before[kind]} to {word}")
    return Fate(ALIVE)
