"""The one result of a run of the prover, from which every report is rendered.

``document()`` is its JSON form; ``version`` changes when a consumer would have to.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from types import MappingProxyType
from typing import Any, TypedDict

from spec.cost.price import Cost
from spec.cost.table import document as cost_document
from spec.instance import Bounds
from spec.legend import SENTENCES, sentence, totals
from spec.origin import origin
from spec.properties import PROPERTIES
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict
from spec.vocabulary import Strategy

VERSION = 3


class Details(TypedDict, total=False):
    """What there may be to say about one verdict beside the word; see ``Decision``."""

    seconds: float
    cached: bool
    second: str
    schedule: str


NO_DETAILS: Mapping[str, Details] = MappingProxyType({})


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
        because: why the page expects it.
        seconds: that it took to decide.
        cached: it was decided by an earlier run.
        second: who else says so, as ``cvc5 1.4.2``; empty where nobody does.
        schedule: that violates the property, as ``--replay`` takes it; empty where none was made.
    """

    strategy: str
    prop: str
    kind: str
    verdict: Verdict
    expected: str
    model: str = "sc"
    because: str = ""
    seconds: float = 0.0
    cached: bool = False
    second: str = ""
    schedule: str = ""

    @property
    def unexpected(self) -> bool:
        """Decided, and not as the page says."""
        return self.verdict.word not in (UNDECIDED, self.expected)

    def document(self) -> dict[str, Any]:
        """The decision as plain JSON, but for what it is about."""
        return {
            "verdict": self.verdict.word,
            "expected": self.expected,
            "because": self.because,
            "reason": self.verdict.reason,
            "reader": self.verdict.reader,
            "readers": self.verdict.bounds.readers,
            "seconds": round(self.seconds, 3),
            "cached": self.cached,
            "second": self.second,
            "schedule": self.schedule,
        }


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
        interrupted: somebody ended the run before everything was decided.
        failed: the exit code of the error that ended the run before; 0 if none did.
        stopped: the run ended at the first unexpected verdict, as it was to.
        costs: what the strategies cost, in the order of the table.
        seed: of the solver.
        pages: for a strategy of the user's, the path of its page as it was given.
        texts: for a strategy of the user's, what its page said when it was read.
        sections: what else was asked for, as JSON, by its name in the document: ``claims``,
            ``history``, ``odds``, ``barriers``.
        asked: the pages decided about, by name.
        command: the command line that decides the same again.
        cross_check: who was asked for second opinions, as ``cvc5 1.4.2``; empty for nobody.
    """

    bounds: Bounds
    models: tuple[str, ...]
    solver: str
    decisions: list[Decision] = field(default_factory=list)
    build_seconds: float = 0.0
    solve_seconds: float = 0.0
    interrupted: bool = False
    stopped: bool = False
    failed: int = 0
    costs: list[Cost] = field(default_factory=list)
    seed: int = 0
    pages: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    sections: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, Strategy] = field(default_factory=dict)
    command: str = ""
    cross_check: str = ""

    def add(
        self,
        strategy: Strategy,
        prop: str,
        verdicts: Mapping[str, Verdict],
        model: str = "sc",
        details: Mapping[str, Details] = NO_DETAILS,
    ) -> None:
        """Record the verdicts on one property under one model.

        Args:
            strategy: the page.
            prop: the property's name.
            verdicts: by kind.
            model: the memory model.
            details: by kind, where there is more to say.
        """
        self.asked[strategy.name] = strategy
        expected = strategy.expect[prop]
        self.decisions += [
            Decision(
                strategy.name,
                prop,
                kind,
                verdict,
                expected.verdict(kind, verdict.bounds.rebuilds, verdict.bounds.zones, model),
                model,
                expected.under.get(model, expected).because,
                **details.get(kind, Details()),
            )
            for kind, verdict in verdicts.items()
        ]

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
        """2 or 3 an error ended it, 130 interrupted, 1 a verdict differs, 4 undecided, else 0."""
        if self.failed:
            return self.failed
        if self.interrupted:
            return 130
        if any(self.unexpected()):
            return 1
        return 4 if any(item.verdict.word == UNDECIDED for item in self.decisions) else 0

    def counts(self) -> dict[str, int]:
        """How many decisions there are of each sort; the first three are as expected."""
        words = Counter(
            "unexpected" if item.unexpected else item.verdict.word for item in self.decisions
        )
        sorts = (PROVED, REFUTED, VACUOUS, "unexpected", UNDECIDED)
        return {sort.lower(): words[sort] for sort in sorts}

    def totals(self) -> str:
        """One line that counts everything."""
        return totals(self.counts())

    def verdicts(self) -> dict[str, Any]:
        """Everything decided as plain JSON, by model, strategy, property and kind."""
        verdicts: dict[str, Any] = {}
        for item in self.decisions:
            strategies = verdicts.setdefault(item.model, {})
            kinds = strategies.setdefault(item.strategy, {}).setdefault(item.prop, {})
            kinds[item.kind] = item.document()
        return verdicts

    def document(self) -> dict[str, Any]:
        """The result as plain JSON; ``spec/formats/result.schema.json`` says what is in it."""
        properties, occurring = self.properties(), {item.kind for item in self.decisions}
        return {
            "version": VERSION,
            "bounds": asdict(self.bounds),
            "models": list(self.models),
            "solver": self.solver,
            "cross_check": self.cross_check,
            "seed": self.seed,
            "command": self.command,
            "interrupted": self.interrupted,
            "stopped": self.stopped,
            "exit_code": self.exit_code(),
            "seconds": {
                "build": round(self.build_seconds, 3),
                "solve": round(self.solve_seconds, 3),
            },
            "counts": self.counts(),
            "strategies": {name: self._page(page) for name, page in self.asked.items()},
            "properties": {
                item.name: {"meaning": item.meaning, "sometimes": item.sometimes}
                for item in PROPERTIES
                if item.name in properties
            },
            "kinds": {kind: self._kind(kind) for kind in SENTENCES if kind in occurring},
            "verdicts": self.verdicts(),
            "costs": cost_document(self.costs),
            **self.sections,
        }

    def _kind(self, kind: str) -> str:
        """What it means for the pages decided about."""
        moved = {page.moves for page in self.asked.values()}
        told = (sentence(kind, moves) for moves in ("lists", "masks", "pages") if moves in moved)
        return "; in a list that never changes, ".join(dict.fromkeys(told))

    def _page(self, strategy: Strategy) -> dict[str, Any]:
        name = strategy.name
        where = origin(strategy, self.pages.get(name, ""), self.texts.get(name, ""))
        return {
            "summary": where.summary,
            "page": where.page,
            "given": name in self.pages,
            "line": where.line,
            "expects": dict(where.expects),
            "moves": strategy.moves,
        }
