"""Decisions about litmus tests: can the final condition hold, and in which execution."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from spec.axioms.check import allowed
from spec.axioms.check import flags as flags_of
from spec.axioms.graph import Graph, Node
from spec.errors import DisagreementError
from spec.events import Event
from spec.litmus.arithmetic import signed
from spec.litmus.program import Contents, Expression, Operation, Program, Register
from spec.litmus.unrolled import BARRIERS, Unrolled
from spec.models import MODELS as PAGES
from spec.relation import Execution
from spec.search.solver import Budget, Solver
from spec.term import Bool, Number, Value, all_of, negate
from spec.words import Location

MODELS = tuple(PAGES)

MOST_EXECUTIONS = 4_000
"""How many executions are looked at one by one, where plain accesses make that necessary."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one test under one memory model.

    Attributes:
        model: its name.
        word: ``never``, ``sometimes``, ``always`` (where both questions were asked), ``undecided``.
        reason: why it is undecided.
        graph: an execution in which the condition holds, where there is one.
        final: its final values, by printed name.
        flags: what the kernel's model warns of: ``data-race``.
        addresses: the locations behind numbers that are pointers.
    """

    model: str
    word: str
    reason: str = ""
    graph: Graph | None = None
    final: dict[str, int] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    addresses: dict[int, str] = field(default_factory=dict)


def decide(program: Program, model: str, *, both: bool = False, timeout: float = 0) -> Decision:
    """Whether the final condition can hold under a memory model.

    Args:
        program: the test.
        model: one of ``MODELS``.
        both: ask also whether it can fail to hold, to tell ``always`` from ``sometimes``.
        timeout: seconds for each question; 0 means no limit.

    Raises:
        UsageError: the program is too large, or says something that is not understood.
        DisagreementError: the literal axioms forbid an execution that the search found allowed.
    """
    unrolled = Unrolled(program)
    solver = Solver(Budget(timeout=int(timeout * 1000)))
    structure = unrolled.structure
    solver.add(*structure.assumptions, *PAGES[model](Execution(structure)))
    if program.filter is not None:
        solver.add(unrolled.holds(program.filter))
    racing = program.plain and model == "lkmm"
    search = _Search(unrolled, solver, model, plain=racing)
    condition = unrolled.holds(program.condition)
    try:
        flags = search.flags() if racing else ()
        graph = search.execution(condition)
        if graph is None:
            return Decision(model, "never", flags=flags)
        final = {
            name: signed(int(solver.value(unrolled.value(item))))
            for name, item in _shown(program).items()
        }
        word = "sometimes"
        if both and search.execution(negate(condition)) is None:
            word = "always"
    except _UndecidedError as error:
        return Decision(model, "undecided", str(error))
    return Decision(model, word, "", graph, final, flags, unrolled.pointers)


class _UndecidedError(Exception):
    """The solver gave up, or there are too many executions to look at one by one."""


@dataclass(slots=True)
class _Search:
    """Executions of one test, each looked at by the literal axioms before it is believed.

    What plain accesses add to the kernel's model is left to those axioms altogether: an execution
    that they forbid on this account is put aside and the search goes on.
    """

    unrolled: Unrolled
    solver: Solver
    model: str
    plain: bool

    def execution(self, condition: Bool) -> Graph | None:
        """An execution in which the condition holds, or None."""
        return next(self._executions(condition), None)

    def flags(self) -> tuple[str, ...]:
        """What the kernel's model warns of in some execution."""
        found: set[str] = set()
        for graph in self._executions(True, every=True):
            found |= {flag for flag in flags_of(graph) if not flag.startswith("unmatched")}
            if "data-race" in found:
                break
        return tuple(sorted(found))

    def _executions(self, condition: Bool, *, every: bool = False) -> Iterator[Graph]:
        """Executions that differ in who reads from whom or in the order of stores."""
        aside: list[Bool] = []
        for _ in range(MOST_EXECUTIONS):
            answer = self.solver.check(condition, *aside)
            if answer.satisfiable is None:
                raise _UndecidedError(answer.reason)
            if not answer.satisfiable:
                return
            graph = _decoded(self.unrolled, self.solver)
            forbidden = allowed(graph, self.model)
            if forbidden is None:
                yield graph
                if not every:
                    return
            elif not (self.plain and forbidden.axiom == "plain-coherence"):
                raise DisagreementError(
                    f"{self.model} forbids an execution of {self.unrolled.program.name or 'this'} "
                    f"by {forbidden.axiom}, and the search found it allowed; please report it"
                )
            aside.append(negate(all_of(*self._choices())))
        raise _UndecidedError(
            f"more than {MOST_EXECUTIONS} executions with plain accesses: mark some of them"
        )

    def _choices(self) -> Iterator[Bool]:
        """What the solver chose."""
        structure = self.unrolled.structure
        for sources in structure.sources.values():
            yield next(item.chosen for item in sources if self.solver.value(item.chosen))
        for location in structure.locations():
            for a, b in combinations(structure.stores(location), 2):
                before = self.unrolled.coherence.before(a, b)
                yield before if self.solver.value(before) else negate(before)


def _shown(program: Program) -> dict[str, Expression]:
    """The variables of the final condition, and what else the test wants to see."""
    found: dict[str, Expression] = {}
    waiting: list[Expression] = [*program.shown, program.condition]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Operation):
            waiting += reversed(item.operands)
        elif isinstance(item, Register):
            found[f"{item.thread}:{item.name}"] = item
        elif isinstance(item, Contents):
            found[item.location] = item
    return dict(sorted(found.items()))


TAGS = {action: kind for kind, action in BARRIERS.items()} | {
    "rcu_read_lock": "rcu-lock",
    "rcu_read_unlock": "rcu-unlock",
    "synchronize_rcu end": "sync-rcu",
}


def _decoded(unrolled: Unrolled, solver: Solver) -> Graph:
    """The solver's model as a graph."""
    structure, value = unrolled.structure, solver.value
    graph = Graph()
    first: dict[Location, int] = {}
    for location, initial in structure.initial.items():
        first[location] = len(graph.nodes)
        tags = frozenset({"initial", "once"})
        node = Node(len(graph.nodes), -1, "W", location.name, int(value(initial)), tags)
        graph.nodes.append(node)
    events = [
        event
        for event in structure.events
        if value(event.guard) and event.action != "synchronize_rcu begin"
    ]
    place = {event.index: len(first) + at for at, event in enumerate(events)}
    paired = {event.pair for event in events}
    for event in events:
        graph.nodes.append(_node(event, place[event.index], paired, value))
        for kind in ("address", "data", "control"):
            pairs = getattr(graph, {"address": "addr", "data": "data", "control": "ctrl"}[kind])
            pairs |= {
                (place[load], place[event.index]) for load in getattr(event, kind) if load in place
            }
        if event.pair is not None:
            graph.rmw.add((place[event.pair], place[event.index]))
        if event.index in structure.sources:
            assert event.location is not None
            chosen = [item for item in structure.sources[event.index] if value(item.chosen)]
            store = chosen[0].store
            graph.rf[place[event.index]] = (
                first[event.location] if store is None else place[store.index]
            )
    for location in structure.initial:
        stores = [event for event in structure.stores(location) if event.index in place]
        places = {
            sum(
                bool(value(unrolled.coherence.before(other, event)))
                for other in stores
                if other is not event
            ): place[event.index]
            for event in stores
        }
        graph.co[location.name] = [first[location], *(places[at] for at in sorted(places))]
    return graph


def _node(
    event: Event,
    index: int,
    paired: set[int | None],
    evaluate: Callable[[Bool | Number], Value],
) -> Node:
    if event.location is None:
        return Node(index, event.thread, "F", tags=frozenset({TAGS[event.action]}))
    store = event.action == "store"
    number = event.written if store else event.read
    tags = set(event.tags)
    rmw = event.pair is not None if store else event.index in paired
    effective = store or event.order == "once" or bool(evaluate(event.takes_effect))
    if not tags & {"plain", "LKR", "LKW", "UL", "is locked"}:
        tags.add(event.order if effective else "once")
    if rmw:
        tags.add("rmw")
    elif event.action == "update":
        tags.add("failed")
    assert number is not None
    assert event.location is not None
    shown = int(evaluate(number))
    if "LKR" in tags and not rmw:
        tags = {"LF"}
    if "is locked" in tags:
        tags = {"RL" if shown else "RU"}
    return Node(
        index, event.thread, "W" if store else "R", event.location.name, shown, frozenset(tags)
    )
