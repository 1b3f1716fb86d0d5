"""The one result of a run of the prover, from which every report is rendered.

``document()`` is its JSON form; ``version`` changes when a consumer would have to.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from spec.cost.price import Cost
from spec.cost.table import document as cost_document
from spec.instance import Bounds
from spec.properties import PROPERTIES
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict
from spec.vocabulary import Strategy

VERSION = 2


@dataclass(frozen=True, slots=True)
class Decision:
    """One verdict and what the page expected.

    Attributes:
        strategy: the page.
        prop: the property.
        kind: of rebuild.
        verdict: what was decided.
        expected: the word that the page expects.
        model: the memory model.
    """

    strategy: str
    prop: str
    kind: str
    verdict: Verdict
    expected: str
    model: str = "sc"

    @property
    def unexpected(self) -> bool:
        """Decided, and not as the page says."""
        return self.verdict.word not in (UNDECIDED, self.expected)


@dataclass(slots=True)
class Result:
    """What was decided, in what time, about which pages.

    Attributes:
        bounds: as asked for; a strategy that needs more readers says so in its verdicts.
        models: the memory models asked about.
        solver: its name and version.
        decisions: in the order they were made.
        build_seconds: spent unrolling and translating.
        solve_seconds: spent in the solver.
        interrupted: the run was stopped before everything was decided.
        costs: what the strategies cost, in the order of the table.
    """

    bounds: Bounds
    models: tuple[str, ...]
    solver: str
    decisions: list[Decision] = field(default_factory=list)
    build_seconds: float = 0.0
    solve_seconds: float = 0.0
    interrupted: bool = False
    costs: list[Cost] = field(default_factory=list)

    def add(
        self, strategy: Strategy, prop: str, verdicts: dict[str, Verdict], model: str = "sc"
    ) -> None:
        """Record the verdicts on one property under one model."""
        expected = strategy.expect[prop]
        self.decisions += [
            Decision(
                strategy.name,
                prop,
                kind,
                verdict,
                expected.verdict(kind, verdict.bounds.rebuilds, verdict.bounds.zones, model),
                model,
            )
            for kind, verdict in verdicts.items()
        ]

    def cell(self, strategy: str, prop: str, model: str = "sc") -> dict[str, Decision]:
        """The decisions on one strategy and property under one model, by kind."""
        return {
            item.kind: item
            for item in self.decisions
            if (item.strategy, item.prop, item.model) == (strategy, prop, model)
        }

    def strategies(self) -> list[str]:
        """The strategies decided about, in order."""
        return list(dict.fromkeys(item.strategy for item in self.decisions))

    def properties(self) -> list[str]:
        """The properties decided about, in their usual order."""
        seen = {item.prop for item in self.decisions}
        return [item.name for item in PROPERTIES if item.name in seen]

    def unexpected(self) -> Iterator[Decision]:
        """Decisions that differ from the page."""
        return (item for item in self.decisions if item.unexpected)

    def exit_code(self) -> int:
        """130 interrupted, 1 a verdict differs, 4 undecided, else 0."""
        if self.interrupted:
            return 130
        if any(self.unexpected()):
            return 1
        return 4 if any(item.verdict.word == UNDECIDED for item in self.decisions) else 0

    def totals(self) -> str:
        """One line that counts everything."""
        words = Counter(
            "unexpected" if item.unexpected else item.verdict.word for item in self.decisions
        )
        return (
            f"{words[PROVED]} proved, {words[REFUTED]} refuted as expected, "
            f"{words[VACUOUS]} vacuous as expected, {words['unexpected']} unexpected, "
            f"{words[UNDECIDED]} undecided"
        )

    def document(self) -> dict[str, Any]:
        """The result as plain JSON: verdicts by model, strategy, property and rebuild kind."""
        verdicts: dict[str, Any] = {}
        for item in self.decisions:
            strategies = verdicts.setdefault(item.model, {})
            kinds = strategies.setdefault(item.strategy, {}).setdefault(item.prop, {})
            kinds[item.kind] = {
                "verdict": item.verdict.word,
                "expected": item.expected,
                "reason": item.verdict.reason,
                "reader": item.verdict.reader,
                "readers": item.verdict.bounds.readers,
            }
        return {
            "version": VERSION,
            "bounds": asdict(self.bounds),
            "models": list(self.models),
            "solver": self.solver,
            "interrupted": self.interrupted,
            "exit_code": self.exit_code(),
            "seconds": {
                "build": round(self.build_seconds, 3),
                "solve": round(self.solve_seconds, 3),
            },
            "verdicts": verdicts,
            "costs": cost_document(self.costs),
        }
