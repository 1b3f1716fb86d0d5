"""Decisions about litmus tests: can the final condition hold, and in which execution."""

from dataclasses import dataclass, field

from spec.axioms.graph import Graph, Node
from spec.events import Event
from spec.litmus.arithmetic import signed
from spec.litmus.program import Contents, Expression, Operation, Program, Register
from spec.litmus.unrolled import BARRIERS, Unrolled
from spec.models import MODELS as PAGES
from spec.relation import Execution
from spec.search.solver import Budget, Solver
from spec.term import negate
from spec.words import Location

MODELS = tuple(PAGES)


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
    """

    model: str
    word: str
    reason: str = ""
    graph: Graph | None = None
    final: dict[str, int] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


def decide(program: Program, model: str, *, both: bool = False, timeout: float = 0) -> Decision:
    """Whether the final condition can hold under a memory model.

    Args:
        program: the test.
        model: one of ``MODELS``.
        both: ask also whether it can fail to hold, to tell ``always`` from ``sometimes``.
        timeout: seconds for each question; 0 means no limit.

    Raises:
        UsageError: the program is too large, or says something that is not understood.
    """
    unrolled = Unrolled(program)
    solver = Solver(Budget(timeout=int(timeout * 1000)))
    structure = unrolled.structure
    solver.add(*structure.assumptions, *PAGES[model](Execution(structure)))
    if program.filter is not None:
        solver.add(unrolled.holds(program.filter))
    condition = unrolled.holds(program.condition)
    answer = solver.check(condition)
    if answer.satisfiable is None:
        return Decision(model, "undecided", answer.reason)
    if not answer.satisfiable:
        return Decision(model, "never")
    graph = _decoded(unrolled, solver)
    final = {
        name: signed(int(solver.value(unrolled.value(item))))
        for name, item in _shown(program).items()
    }
    word = "sometimes"
    if both:
        other = solver.check(negate(condition))
        if other.satisfiable is None:
            return Decision(model, "undecided", other.reason)
        word = "sometimes" if other.satisfiable else "always"
    return Decision(model, word, graph=graph, final=final)


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
        stores.sort(
            key=lambda event: sum(
                bool(value(unrolled.coherence.before(other, event)))
                for other in stores
                if other is not event
            )
        )
        graph.co[location.name] = [first[location], *(place[event.index] for event in stores)]
    return graph


def _node(event: Event, index: int, paired: set[int | None], value: object) -> Node:
    evaluate = value
    if event.location is None:
        return Node(index, event.thread, "F", tags=frozenset({TAGS[event.action]}))
    store = event.action == "store"
    number = event.written if store else event.read
    tags = set(event.tags)
    rmw = event.pair is not None if store else event.index in paired
    effective = store or event.order == "once" or bool(evaluate(event.takes_effect))  # type: ignore[operator]
    if not tags & {"plain", "LKR", "LKW", "UL"}:
        tags.add(event.order if effective else "once")
    if rmw:
        tags.add("rmw")
    if "LKR" in tags and not rmw:
        tags = {"LF"}
    assert number is not None
    assert event.location is not None
    shown = int(evaluate(number))  # type: ignore[operator]
    return Node(
        index, event.thread, "W" if store else "R", event.location.name, shown, frozenset(tags)
    )
