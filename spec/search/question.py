"""Questions: which kinds of rebuild violate a property, and does a proof mean anything."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter

from spec.instance import CONTEXTS, KERNELS, Bounds
from spec.kinds import constraint
from spec.models import MODELS
from spec.program import Program, Within, unroll
from spec.properties import Property
from spec.relation import Execution
from spec.search.solver import Answer, Budget, Solver
from spec.term import Bool
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS, Verdict
from spec.vocabulary import Strategy


class Inquiry:
    """One strategy and one reader under one memory model, built once and asked many questions.

    Attributes:
        program: what is asked about.
        model: the memory model's name; empty if an order of the steps takes its place.
        solver: holds the structure, the instance and the model.
        build_seconds: time spent on formulas before the first question, but for their translation.
    """

    def __init__(
        self, program: Program, budget: Budget, *, model: str = "sc", seed: int = 0
    ) -> None:
        start = perf_counter()
        self.program = program
        self.model = model
        self.solver = Solver(budget, seed=seed)
        execution = Execution(program.structure)
        self.solver.add(
            *program.instance.constraints,
            *program.structure.assumptions,
            *(MODELS[model](execution) if model else ()),
            *(execution.settled if model else ()),
        )
        self._kinds: dict[str, Bool] = {}
        self._violations: dict[str, Bool] = {}
        self.build_seconds = perf_counter() - start - self.solver.build_seconds

    def kind(self, name: str) -> Bool:
        """The constraint of a rebuild kind, built when it is first asked for."""
        if name not in self._kinds:
            contexts = {*CONTEXTS, *KERNELS}
            self._kinds[name] = name in contexts or constraint(self.program.instance, name)
        return self._kinds[name]

    def violation(self, prop: Property) -> Bool:
        """When a run of this program violates the property."""
        if prop.name not in self._violations:
            violated = prop.violated(self.program.instance, self.program.run)
            self._violations[prop.name] = violated
        return self._violations[prop.name]

    def violated(self, prop: Property, kind: str) -> Answer:
        """Whether some run under this kind of rebuild violates the property."""
        return self.solver.check(self.violation(prop), self.kind(kind))


def readers_for(strategy: Strategy) -> int:
    """Two readers where one stores what another reads, or holds an RCU section; else one.

    A mask and what guards it belong to one task.
    """
    if strategy.moves == "masks":
        return 1
    probe = unroll(strategy, "pass", Bounds(2, 1, 1, 1))
    stores = any(event.thread and event.written is not None for event in probe.structure.events)
    return 2 if stores or any(item.kind == "rcu" for item in probe.structure.sections) else 1


@dataclass(slots=True)
class Case:
    """Everything that is asked about one strategy inside some bounds.

    Attributes:
        strategy: the page.
        bounds: the readers are filled in when they were left to the strategy.
        budget: for each question.
        seed: of the solver; verdicts do not depend on it.
        model: the memory model.
        interleaved: what is known under sequential consistency, by property and kind: every
            execution there is one here, so what it refutes is refuted.
        known: what has been decided here, by property and kind.
        within: confines the instances.
    """

    strategy: Strategy
    bounds: Bounds
    budget: Budget = field(default_factory=Budget)
    seed: int = 0
    model: str = "sc"
    interleaved: Mapping[str, Mapping[str, Verdict]] = field(default_factory=dict)
    within: Within | None = None
    known: dict[str, dict[str, Verdict]] = field(default_factory=dict)
    _inquiries: dict[str, Inquiry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.bounds.readers:
            self.bounds = replace(self.bounds, readers=readers_for(self.strategy))

    def inquiry(self, reader: str) -> Inquiry:
        """The inquiry about ``pass``, ``allocation`` or the allocation's ``essence``.

        Raises:
            PageError: the page is not understood.
        """
        if reader not in self._inquiries:
            essence = reader == "essence"
            program = unroll(
                self.strategy,
                "allocation" if essence else reader,
                self.bounds,
                essence=essence,
                within=self.within,
            )
            self._inquiries[reader] = Inquiry(
                program, self.budget, model=self.model, seed=self.seed
            )
        return self._inquiries[reader]

    @property
    def build_seconds(self) -> float:
        """Time spent unrolling pages and translating terms."""
        return sum(
            item.build_seconds + item.solver.build_seconds for item in self._inquiries.values()
        )

    @property
    def solve_seconds(self) -> float:
        """Time spent in the solver."""
        return sum(item.solver.solve_seconds for item in self._inquiries.values())

    def decide(self, prop: Property, kinds: tuple[str, ...] = ()) -> dict[str, Verdict]:
        """Decide a property for each of its kinds, all by default, asking ``any`` first."""
        kinds = kinds or prop.kinds(self.strategy)
        verdicts = dict(self.decided(prop, kinds))
        return {kind: verdicts[kind] for kind in kinds}

    def decided(self, prop: Property, kinds: tuple[str, ...]) -> Iterator[tuple[str, Verdict]]:
        """Kinds with their verdicts, as they are decided; a kind may come that was not asked."""
        known = self.known.setdefault(prop.name, {})
        for kind, verdict in self._decided(prop, kinds):
            known[kind] = verdict
            yield kind, verdict

    def _decided(self, prop: Property, kinds: tuple[str, ...]) -> Iterator[tuple[str, Verdict]]:
        refuted = {
            kind: verdict
            for kind, verdict in self.interleaved.get(prop.name, {}).items()
            if verdict.word == REFUTED
        }
        yield from refuted.items()
        broadest: tuple[Answer, str] = Answer(satisfiable=None), ""
        if "any" not in refuted and not prop.contexts:
            broadest = self._ask(prop, "any")
        answer, reader = broadest
        if answer.satisfiable is False:
            yield from ((kind, self._proved(prop, kind)) for kind in kinds)
            return
        if answer.satisfiable:
            inquiry = self.inquiry(reader)
            holding = [
                kind
                for kind in prop.kinds(self.strategy)
                if inquiry.solver.value(inquiry.kind(kind))
            ]
            found = dict.fromkeys(holding, Verdict(REFUTED, self.bounds, reader=reader))
            yield from found.items()
            refuted |= found
        for kind in kinds:
            if kind in refuted:
                continue
            asked = broadest if kind == "any" else self._ask(prop, kind)
            verdict = self._verdict(prop, kind, *asked)
            if kind == "any" and verdict.word == UNDECIDED:  # what refutes a kind refutes them all
                verdict = next(iter(refuted.values()), verdict)
            if verdict.word == REFUTED:
                refuted[kind] = verdict
            yield kind, verdict

    def _verdict(self, prop: Property, kind: str, answer: Answer, reader: str) -> Verdict:
        if answer.satisfiable is None:
            return Verdict(UNDECIDED, self.bounds, answer.reason)
        if answer.satisfiable:
            return Verdict(REFUTED, self.bounds, reader=reader)
        return self._proved(prop, kind)

    def _ask(self, prop: Property, kind: str) -> tuple[Answer, str]:
        """Look for a violation by the cheapest reader first; the essence only ever proves."""
        undecided: Answer | None = None
        for reader in prop.readers or (kind,):
            if reader == "allocation":
                answer = self.inquiry("essence").violated(prop, kind)
                if answer.satisfiable is False:
                    continue
            answer = self.inquiry(reader).violated(prop, kind)
            if answer.satisfiable:
                return answer, reader
            if answer.satisfiable is None:
                undecided = answer
        return undecided or Answer(satisfiable=False), ""

    def _proved(self, prop: Property, kind: str) -> Verdict:
        readers = ("pass",) if "pass" in prop.readers else prop.readers or (kind,)
        for reader in readers:
            inquiry = self.inquiry("essence" if reader == "allocation" else reader)
            twin = prop.seen(inquiry.program.instance, inquiry.program.run)
            answer = inquiry.solver.check(twin, inquiry.kind(kind))
            if answer.satisfiable is None:
                return Verdict(UNDECIDED, self.bounds, answer.reason)
            if not answer.satisfiable:
                return Verdict(VACUOUS, self.bounds, f"never seen: {prop.sometimes}")
        return Verdict(PROVED, self.bounds, f"seen: {prop.sometimes}")
