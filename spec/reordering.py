"""Which reordering lets loads return what no interleaving explains.

It is found out, not guessed: the execution is looked at again with full barriers between all of one
thread's accesses. If the model still allows it, the other thread's reordering is enough.
"""

from dataclasses import replace

from spec.axioms.check import allowed
from spec.axioms.graph import Graph, Node, Stop
from spec.interpreter import Replay
from spec.replayed_graph import graph_of

STORES = "the writer's stores reach the reader out of program order"
LOADS = "the reader's loads are satisfied out of program order"


def reordering(shown: Replay) -> str:
    """One sentence that names the loads and the reordering; empty where there is none."""
    reads = shown.scenario.reads
    if not reads:
        return ""
    steps = {"writer": [0], "reader": [0]}
    for at, step in enumerate(shown.trace, 1):
        steps[step.thread].append(at)
    told = " and ".join(
        f"step {steps['reader'][load]}, which reads "
        + (f"what step {steps['writer'][source]} stores" if source else "what was there at first")
        for load, source in reads
    )
    return f"no interleaving explains {told}: {_cause(graph_of(shown), shown.scenario.model)}"


def _cause(graph: Graph, model: str) -> str:
    by_stores = allowed(fenced(graph, 1), model) is None
    by_loads = allowed(fenced(graph, 0), model) is None
    if by_stores and by_loads:
        return f"{STORES}, or {LOADS}; either is enough"
    if by_stores:
        return f"{STORES}; no barrier keeps them back"
    if by_loads:
        return f"{LOADS}; no barrier, acquire or address dependency keeps them back"
    return f"{STORES} and {LOADS}; it takes both"


def fenced(graph: Graph, thread: int) -> Graph:
    """The same execution with a full barrier behind each of a thread's events."""
    place: dict[int, int] = {}
    nodes: list[Node] = []
    ends: dict[int, int] = {}
    inside = {index for stop in graph.stops for index in stop.inside}
    for node in graph.nodes:
        place[node.index] = len(nodes)
        nodes.append(replace(node, index=len(nodes)))
        half = any(load == node.index for load, _ in graph.rmw)
        if node.thread == thread and node.index not in inside and not half:
            ends[node.index] = len(nodes)
            nodes.append(Node(len(nodes), thread, "F", tags=frozenset({"mb"})))
    mine = [node.index for node in graph.nodes if node.thread == thread]

    def moved(pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
        return {(place[a], place[b]) for a, b in pairs}

    def counted(before: dict[int, int]) -> dict[int, int]:
        kept = before.get(thread, 0)
        return before | {thread: kept + sum(index in ends for index in mine[:kept])}

    return Graph(
        nodes=nodes,
        rf={place[load]: place[store] for load, store in graph.rf.items()},
        co={name: [place[store] for store in stores] for name, stores in graph.co.items()},
        addr=moved(graph.addr),
        data=moved(graph.data),
        ctrl=moved(graph.ctrl),
        rmw=moved(graph.rmw),
        stops=[
            Stop(frozenset(place[index] for index in stop.inside), counted(stop.before))
            for stop in graph.stops
        ],
    )
