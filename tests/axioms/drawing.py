"""Executions drawn by hand: threads of events, in the notation of the papers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from spec.axioms.check import MODELS, allowed
from spec.axioms.graph import Graph, Node, Stop


@dataclass(frozen=True)
class Mark:
    """One event of a drawing."""

    kind: str
    location: str | None
    value: int
    tags: frozenset[str]


def read(location: str, value: int, *tags: str) -> Mark:
    """A load; marked ``once`` unless tags say otherwise."""
    return Mark("R", location, value, frozenset(tags or ("once",)))


def write(location: str, value: int, *tags: str) -> Mark:
    """A store; marked ``once`` unless tags say otherwise."""
    return Mark("W", location, value, frozenset(tags or ("once",)))


def fence(kind: str) -> Mark:
    """A fence."""
    return Mark("F", None, 0, frozenset({kind}))


def lock(location: str) -> tuple[Mark, Mark]:
    """A lock that is taken."""
    return read(location, 0, "LKR"), write(location, 1, "LKW")


def unlock(location: str) -> Mark:
    """A lock that is dropped."""
    return write(location, 0, "UL")


Pairs = Iterable[tuple[int, int, int]]


def draw(
    *threads: Sequence[Mark],
    co: Mapping[str, Sequence[int]] | None = None,
    rf: Mapping[tuple[int, int], tuple[int, int]] | None = None,
    addr: Pairs = (),
    data: Pairs = (),
    ctrl: Pairs = (),
    rmw: Pairs = (),
    stops: Iterable[tuple[int, int, int, Mapping[int, int]]] = (),
) -> Graph:
    """The execution of a drawing.

    Args:
        threads: the events of each; every location starts with 0.
        co: the values a location holds after its initial 0, in this order; by default the order
            of the drawing. Needed where the values differ only.
        rf: for a read, the event it reads from, each a thread and a place; by default the one
            store of its value, or the initial one for 0.
        addr: dependencies, each a thread and two places in it.
        data: likewise.
        ctrl: likewise.
        rmw: likewise.
        stops: for each stopped machine its thread, the first and last place of its step, and how
            many events of each other thread came before it.
    """
    places = sorted({mark.location for events in threads for mark in events if mark.location})
    graph = Graph()
    for index, place in enumerate(places):
        graph.nodes.append(Node(index, -1, "W", place, 0, frozenset({"initial"})))
        graph.co[place] = [index]
    at: list[list[int]] = []
    for thread, events in enumerate(threads):
        at.append([])
        for mark in events:
            index = len(graph.nodes)
            at[-1].append(index)
            graph.nodes.append(Node(index, thread, mark.kind, mark.location, mark.value, mark.tags))
    for place in places:
        found = [
            node.index
            for node in graph.nodes[len(places) :]
            if node.kind == "W" and node.location == place
        ]
        order = (co or {}).get(place)
        if order is not None:
            found.sort(key=lambda index: order.index(graph.nodes[index].value))
        graph.co[place] += found
    named = {at[t][p]: at[u][q] for (t, p), (u, q) in (rf or {}).items()}
    for node in graph.nodes:
        if node.kind == "R":
            sources = [s for s in graph.co[node.location] if graph.nodes[s].value == node.value]
            graph.rf[node.index] = named.get(node.index, sources[0])
    graph.addr |= {(at[t][a], at[t][b]) for t, a, b in addr}
    graph.data |= {(at[t][a], at[t][b]) for t, a, b in data}
    graph.ctrl |= {(at[t][a], at[t][b]) for t, a, b in ctrl}
    graph.rmw |= {(at[t][a], at[t][b]) for t, a, b in rmw}
    for thread, first, last, before in stops:
        graph.stops.append(Stop(frozenset(at[thread][first : last + 1]), dict(before)))
    return graph


def models(graph: Graph) -> str:
    """The models that allow an execution, strongest first."""
    return " ".join(model for model in MODELS if allowed(graph, model) is None)


def broken(graph: Graph, model: str) -> str:
    """The axiom an execution breaks, or nothing."""
    violation = allowed(graph, model)
    return "" if violation is None else violation.axiom
