"""Questions: is this property violated, by which kinds of rebuild, and does the proof mean anything."""

from dataclasses import dataclass, replace
from time import perf_counter

from spec.instance import KINDS, Bounds
from spec.models.sc import sc
from spec.program import Program, unroll
from spec.properties import Property
from spec.relation import Acyclic, Execution
from spec.search.solver import Budget, Solver
from spec.term import Bool, negate
from spec.vocabulary import Strategy

PROVED, REFUTED, VACUOUS, UNDECIDED = "PROVED", "REFUTED", "VACUOUS", "UNDECIDED"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about one property under one kind of rebuild.

    Attributes:
        word: PROVED, REFUTED, VACUOUS or UNDECIDED.
        bounds: what the claim covers.
        reason: why it is undecided, or what is unreachable.
        reader: the reader that violates it, where one does.
    """

    word: str
    bounds: Bounds
    reason: str = ""
    reader: str = ""


class Inquiry:
    """One strategy and one reader, built once and asked many questions.

    Attributes:
        program: what is asked about.
        order: the memory model's order of its events.
        solver: holds the structure, the instance and the model.
        build_seconds: time spent unrolling and asserting, before the first question.
    """

    def __init__(self, program: Program, budget: Budget, *, seed: int = 0) -> None:
        start = perf_counter()
        self.program = program
        self.order: Acyclic = sc(Execution(program.structure))
        self.solver = Solver(budget, seed=seed)
        self.solver.add(
            *program.instance.constraints,
            *program.structure.assumptions,
            *self.order.constraints(),
        )
        self._kinds: dict[str, Bool] = {}
        self.build_seconds = perf_counter() - start

    def kind(self, name: str) -> Bool:
        """The constraint of a rebuild kind, built when it is first asked for."""
        if name not in self._kinds:
            self._kinds[name] = self.program.instance.kind(name)
        return self._kinds[name]


def open_inquiry(
    strategy: Strategy, reader: str, bounds: Bounds, budget: Budget, *, seed: int = 0
) -> Inquiry:
    """Unroll retries until no run inside the bounds wants another one.

    Raises:
        PageError: the page is not understood, or its retries have no bound.
    """
    bounds = replace(bounds, readers=bounds.readers or readers_for(strategy, bounds))
    return Inquiry(unroll(strategy, reader, bounds, 1), budget, seed=seed)


def readers_for(strategy: Strategy, bounds: Bounds) -> int:
    """Two readers where one stores what another reads, or holds an RCU section; else one."""
    probe = unroll(strategy, "pass", Bounds(2, 1, bounds.tries, 1), 2)
    stores = any(event.thread and event.written is not None for event in probe.structure.events)
    return 2 if stores or any(item.kind == "rcu" for item in probe.structure.sections) else 1


@dataclass(frozen=True, slots=True)
class Cell:
    """All kinds of one strategy and property."""

    strategy: str
    property: str
    verdicts: dict[str, Verdict]


def decide(inquiry: Inquiry, prop: Property, kinds: tuple[str, ...] = KINDS) -> dict[str, Verdict]:
    """Decide a property for each kind of rebuild, asking ``any`` first."""
    program, bounds = inquiry.program, inquiry.program.bounds
    violated = prop.violated(program.instance, program.run)
    verdicts: dict[str, Verdict] = {}
    general = inquiry.solver.check(violated)
    if general.satisfiable is False:
        for kind in kinds:
            verdicts[kind] = _proved(inquiry, prop, kind)
        return verdicts
    if general.satisfiable:
        holding = [kind for kind in KINDS if inquiry.solver.value(inquiry.kind(kind))]
        refuted = Verdict(REFUTED, bounds, reader=program.reader)
        verdicts.update({kind: refuted for kind in kinds if kind in holding})
    for kind in kinds:
        if kind in verdicts:
            continue
        answer = general if kind == "any" else inquiry.solver.check(violated, inquiry.kind(kind))
        if answer.satisfiable is None:
            verdicts[kind] = Verdict(UNDECIDED, bounds, answer.reason)
        elif answer.satisfiable:
            verdicts[kind] = Verdict(REFUTED, bounds, reader=program.reader)
        else:
            verdicts[kind] = _proved(inquiry, prop, kind)
    return verdicts


def _proved(inquiry: Inquiry, prop: Property, kind: str) -> Verdict:
    program, bounds = inquiry.program, inquiry.program.bounds
    twin = prop.seen(program.instance, program.run)
    answer = inquiry.solver.check(twin, inquiry.kind(kind))
    if answer.satisfiable is None:
        return Verdict(UNDECIDED, bounds, answer.reason)
    if not answer.satisfiable:
        return Verdict(VACUOUS, bounds, f"never: {prop.sometimes}")
    return Verdict(PROVED, bounds, prop.sometimes)
