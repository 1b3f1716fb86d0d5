"""A replayed schedule as a graph: who read from whom, for the literal axioms to look at."""

from spec.axioms.graph import Graph, Node, Stop
from spec.interpreter import Replay
from spec.machine import Done
from spec.words import Location

TAGS = {
    "smp_mb()": "mb",
    "smp_rmb()": "rmb",
    "smp_wmb()": "wmb",
    "rcu_read_lock": "rcu-lock",
    "rcu_read_unlock": "rcu-unlock",
    "synchronize_rcu begin": "sync-rcu-begin",
    "synchronize_rcu end": "sync-rcu-end",
}
"""Markers that order something; preemption is told by where a stopped machine comes."""


def graph_of(shown: Replay) -> Graph:
    """The execution that a replay went through.

    Each location's stores are in the order in which they were made, which is the coherence order
    wherever only the writer stores.
    """
    graph = Graph()
    initial: dict[Location, int] = {}
    for location in shown.start:
        initial[location] = len(graph.nodes)
        tags = frozenset({"initial", "once"})
        graph.nodes.append(Node(len(graph.nodes), -1, "W", location, 0, tags))
    stored: dict[tuple[str, int, object], int] = {}
    made: list[tuple[int, int, object]] = []
    reading: list[tuple[int, Done]] = []
    stops: list[tuple[int, frozenset[int], int]] = []
    for thread, name in enumerate(("writer", "reader")):
        done = shown.done.get(name, [])
        loads: list[int] = []
        for at, item in enumerate(done):
            request = item.request
            first = len(graph.nodes)
            if request.action in ("load", "wait", "update"):
                reading.append((first, item))
                update = request.action == "update"
                half = "once" if update and request.order == "release" else request.order
                extra = {"rmw"} if update else set()
                _add(graph, thread, "R", request.location, {half, *extra})
                graph.addr |= {(loads[load - 1], first) for load in request.address}
                loads.append(first)
                if update:
                    half = "once" if request.order == "acquire" else request.order
                    _add(graph, thread, "W", request.location, {half, "rmw"})
                    graph.rmw.add((first, first + 1))
                    graph.data.add((first, first + 1))
                    deciding = [first] if shown.scenario.model == "lkmm" else loads
                    graph.ctrl |= {(load, first + 1) for load in deciding}
            elif request.action == "store":
                _add(graph, thread, "W", request.location, {request.order})
            elif request.action == "stop_machine":
                for word, _ in request.value:
                    _add(graph, thread, "W", word, {"once"})
                stops.append((item.at, frozenset(range(first, len(graph.nodes))), thread))
            elif request.action == "synchronize_rcu begin" and not _ends(done[at:]):
                continue
            elif request.action in TAGS:
                _add(graph, thread, "F", None, {TAGS[request.action]})
            for node in graph.nodes[first:]:
                if node.kind == "W":
                    stored[name, at, node.location] = node.index
                    made.append((item.at, node.index, node.location))
    for index, item in reading:
        read = item.request.location
        assert read is not None
        graph.rf[index] = initial[read] if item.source is None else stored[*item.source, read]
    for location, first in initial.items():
        order = sorted((at, index) for at, index, word in made if word == location)
        graph.co[location] = [first, *(index for _, index in order)]
    for at, inside, thread in stops:
        other = "reader" if thread == 0 else "writer"
        nodes = [node for node in graph.nodes if node.thread == 1 - thread]
        before = sum(
            1 for when, _ in zip(_whens(shown.done.get(other, [])), nodes, strict=True) if when < at
        )
        graph.stops.append(Stop(inside, {1 - thread: before}))
    return graph


def _add(graph: Graph, thread: int, kind: str, location: Location | None, tags: set[str]) -> None:
    graph.nodes.append(Node(len(graph.nodes), thread, kind, location, 0, frozenset(tags)))


def _ends(done: list[Done]) -> bool:
    return any(item.request.action == "synchronize_rcu end" for item in done)


def _whens(done: list[Done]) -> list[int]:
    """When each node of a thread came about."""
    whens: list[int] = []
    for item in done:
        action = item.request.action
        if action == "update":
            whens += [item.at, item.at]
        elif action == "stop_machine":
            whens += [item.at] * len(item.request.value)
        elif action in ("load", "wait", "store") or action in TAGS:
            whens.append(item.at)
    return whens
