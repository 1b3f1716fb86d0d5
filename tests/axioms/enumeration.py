"""Every execution of a small litmus test, one by one: an oracle for whatever decides them faster.

Guess what each load finds, among all that its location may ever hold; walk the threads; try every
store that wrote the value found, and every order of each location's stores that keeps program order
(each model demands that much). A model's page then says which of these may happen.

A value that only justifies itself (x = r0, y = r1, each read by the other) is tried if the location
may hold it for another reason. No model lets marked accesses do that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations, product

from spec.axioms.check import allowed
from spec.axioms.graph import Graph, Node
from spec.litmus.program import Constant, Expression, Program, Register
from tests.axioms.course import Course, Values, Walker
from tests.axioms.expressions import addresses, evaluate, stores
from tests.axioms.oneline import parse


@dataclass(frozen=True)
class Execution:
    """One candidate.

    Attributes:
        graph: what a memory model judges.
        registers: what they hold in the end, by thread and name.
        memory: what each location holds in the end.
        satisfies: whether the test's condition holds then.
    """

    graph: Graph
    registers: dict[tuple[int, str], int]
    memory: dict[str, int]
    satisfies: bool


def verdict(program: str | Program, model: str) -> str:
    """``sometimes`` if an execution that the model allows satisfies the condition, else ``never``.

    Args:
        program: a line of the reference table's grammar, or a test that was already read.
        model: ``sc``, ``tso``, ``armv8`` or ``lkmm``.
    """
    fitting = (one.graph for one in executions(program) if one.satisfies)
    return "sometimes" if any(allowed(graph, model) is None for graph in fitting) else "never"


def outcomes(program: str | Program, model: str) -> set[tuple[tuple[str, int], ...]]:
    """All final states that a model allows: pairs like ``0:r1`` and 2, or ``x`` and 1, sorted."""
    found = set()
    for one in executions(program):
        state = {f"{thread}:{name}": value for (thread, name), value in one.registers.items()}
        state |= one.memory
        final = tuple(sorted(state.items()))
        if final not in found and allowed(one.graph, model) is None:
            found.add(final)
    return found


def executions(program: str | Program) -> Iterator[Execution]:
    """All candidates, allowed or not, that satisfy the test's filter."""
    if isinstance(program, str):
        program = parse(program)
    places = addresses(program)
    initial = {
        name: evaluate(program.initial.get(name, Constant(0)), {}, places) for name in places
    }
    starts = [_start(program, thread, places) for thread in range(len(program.threads))]
    ways = _ways(program, places, initial, starts)
    for courses in product(*ways):
        offered = {pair for course in courses for pair in course.cells("W")} | {*initial.items()}
        if all(course.cells("R") <= offered for course in courses):
            yield from _joined(program, places, initial, courses)


def _start(program: Program, thread: int, places: dict[str, int]) -> Course:
    registers = {
        Register(name): evaluate(value, {}, places)
        for (owner, name), value in program.registers.items()
        if owner == thread
    }
    return Course(registers=registers)


def _ways(
    program: Program, places: dict[str, int], initial: dict[str, int], starts: list[Course]
) -> list[list[Course]]:
    """All courses of each thread, with loads that find whatever their location may ever hold.

    A value is passed on at most once by each store, so as many rounds find all of them.
    """
    values: Values = {name: frozenset({value}) for name, value in initial.items()}
    for _ in range(1 + sum(stores(thread) for thread in program.threads)):
        walker = Walker(places, values)
        ways = [
            list(walker.courses(thread, start))
            for thread, start in zip(program.threads, starts, strict=True)
        ]
        stored = [event for way in ways for course in way for event in course.events]
        grown = {
            name: held
            | {event.value for event in stored if event.kind == "W" and event.location == name}
            for name, held in values.items()
        }
        if grown == values:
            break
        values = grown
    return ways


def _joined(
    program: Program,
    places: dict[str, int],
    initial: dict[str, int],
    courses: tuple[Course, ...],
) -> Iterator[Execution]:
    """All executions in which the threads go these ways."""
    graph = Graph()
    names = list(initial)
    for index, name in enumerate(names):
        graph.nodes.append(Node(index, -1, "W", name, initial[name], frozenset({"initial"})))
    for thread, course in enumerate(courses):
        first = len(graph.nodes)
        for event in course.events:
            index = len(graph.nodes)
            node = Node(index, thread, event.kind, event.location, event.value, event.tags)
            graph.nodes.append(node)
        for ours, theirs in (
            (graph.addr, course.addr),
            (graph.data, course.data),
            (graph.ctrl, course.ctrl),
            (graph.rmw, course.rmw),
        ):
            ours |= {(first + one, first + other) for one, other in theirs}
    written: dict[object, list[Node]] = {name: [] for name in names}
    for node in graph.nodes:
        if node.kind == "W":
            written[node.location].append(node)
    registers = {
        (thread, register.name): value
        for thread, course in enumerate(courses)
        for register, value in course.registers.items()
    }
    reads = [node for node in graph.nodes if node.kind == "R"]
    sources = [
        [store.index for store in written[read.location] if store.value == read.value]
        for read in reads
    ]
    for orders in product(*(_orders(written[name]) for name in names)):
        co: dict[object, list[int]] = {
            name: list(order) for name, order in zip(names, orders, strict=True)
        }
        memory = {name: graph.nodes[co[name][-1]].value for name in names}
        holds = [
            _holds(condition, registers, places, memory)
            for condition in (program.filter, program.condition)
        ]
        if not holds[0]:
            continue
        for chosen in product(*sources):
            rf = {read.index: store for read, store in zip(reads, chosen, strict=True)}
            candidate = Graph(graph.nodes, rf, co, graph.addr, graph.data, graph.ctrl, graph.rmw)
            yield Execution(candidate, registers, memory, holds[1])


def _orders(stores: Iterable[Node]) -> Iterator[tuple[int, ...]]:
    """The initial store, then the others in every order that keeps program order."""
    first, *rest = stores
    for order in permutations(rest):
        kept = all(
            one.thread != other.thread or one.index < other.index
            for place, one in enumerate(order)
            for other in order[place + 1 :]
        )
        if kept:
            yield (first.index, *(node.index for node in order))


def _holds(
    condition: Expression | None,
    registers: dict[tuple[int, str], int],
    places: dict[str, int],
    memory: dict[str, int],
) -> bool:
    if condition is None:
        return True
    named = {Register(name, thread): value for (thread, name), value in registers.items()}
    return bool(evaluate(condition, named, places, memory))
