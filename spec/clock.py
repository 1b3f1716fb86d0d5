"""Acyclicity: every edge goes from a smaller rank to a larger one.

Nodes are listed in a tie-break order, and an edge that agrees with it may keep the rank, so a cycle
still has to climb somewhere and few ranks are needed. Only nodes that can lie on a cycle get one.
A group of nodes that is a chain before solving gets constant ranks, with room in between.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spec.term import Bool, Number, all_of, any_of, at_most, implies, less, negate, number

SLACK = 10
"""So many edges more are fewer than a node."""

Node = Hashable
Edge = tuple[Node, Node, Bool]


@dataclass(frozen=True, slots=True)
class Clock:
    """Ranks for the nodes of one relation, named after them: a solver takes only one clock.

    Attributes:
        nodes: in tie-break order; a chain, if there is one, comes first.
        chain: how many of the first nodes may be a chain: each followed by the next whatever the
            solver chooses.
        edges: what has to be acyclic, each with the condition under which it is there.
    """

    nodes: Sequence[Node]
    edges: Iterable[Edge]
    chain: int = 0

    def constraints(self) -> Iterator[Bool]:
        """The conditions on the ranks."""
        place = {node: at for at, node in enumerate(self.nodes)}
        successors: dict[int, dict[int, list[Bool]]] = {}
        for a, b, holds in self.edges:
            first, second = place[a], place[b]
            if holds is False:
                continue
            if first == second:
                yield negate(holds)
            else:
                successors.setdefault(first, {}).setdefault(second, []).append(holds)
        for component in _components(len(self.nodes), successors):
            yield from self._ranked(sorted(component), successors)

    def _ranked(
        self, component: list[int], successors: dict[int, dict[int, list[Bool]]]
    ) -> Iterator[Bool]:
        """Ranks for one strongly connected component."""
        inside = set(component)
        graph = {
            first: {
                second: any_of(*conditions)
                for second, conditions in successors.get(first, {}).items()
                if second in inside
            }
            for first in component
        }
        backbone = [at for at in component if at < self.chain]
        if not all(graph[a].get(b) is True for a, b in pairwise(backbone)):
            backbone = []
        if not backbone:
            yield from _eliminated(graph)
            backbone = _longest_chain(graph)
        place = {at: order for order, at in enumerate(dict.fromkeys([*backbone, *sorted(graph)]))}
        fixed = len(backbone)
        climbing = {
            a for a, following in graph.items() for b in following if place[a] > place[b] >= fixed
        }
        gap = len(climbing) + 1
        ranks: dict[int, Number] = {at: gap * order for order, at in enumerate(backbone, 1)}
        largest = gap * (fixed + 1) - 1
        for at in graph:
            if at not in ranks:
                ranks[at] = number(f"rank {self.nodes[at]}", largest)
                yield at_most(ranks[at], largest)
        for first, following in graph.items():
            for second, holds in following.items():
                forward = place[first] < place[second]
                if place[first] < fixed and place[second] < fixed:
                    if not forward:
                        yield negate(holds)
                    continue
                before, after = ranks[first], ranks[second]
                yield implies(holds, (at_most if forward else less)(before, after))


def _longest_chain(graph: dict[int, dict[int, Bool]]) -> list[int]:
    """The longest path of edges that are there whatever the solver chooses."""
    sure = {
        node: [after for after, holds in following.items() if holds is True]
        for node, following in graph.items()
    }
    best: dict[int, list[int]] = {}
    for root in graph:
        stack = [root]
        while stack:
            node = stack[-1]
            if node in best:
                stack.pop()
                continue
            waiting = [after for after in sure[node] if after not in best]
            if waiting and not set(waiting) & set(stack):
                stack += waiting
                continue
            tails = [best[after] for after in sure[node] if after in best]
            best[node] = [node, *max(tails, key=len, default=[])]
            stack.pop()
    return max(best.values(), key=len, default=[])


def _eliminated(graph: dict[int, dict[int, Bool]]) -> Iterator[Bool]:
    """Take out nodes that few edges lead to and from, joining those edges.

    A store that is loaded once is such a node: what is before it is before whatever is behind it.
    """
    into: dict[int, set[int]] = {node: set() for node in graph}
    for node, following in graph.items():
        for after in following:
            into[after].add(node)
    waiting = list(graph)
    while waiting:
        node = waiting.pop()
        if node not in graph:
            continue
        ins, outs = into[node] - {node}, graph[node]
        if len(ins) * len(outs) > len(ins) + len(outs) + SLACK:
            continue
        for before in ins:
            first = graph[before].pop(node)
            for after, second in outs.items():
                joined = all_of(first, second)
                if before == after:
                    yield negate(joined)
                    continue
                graph[before][after] = any_of(graph[before].get(after, False), joined)
                into[after].add(before)
        for after in outs:
            into[after].discard(node)
        del graph[node], into[node]
        waiting += [near for near in {*ins, *outs} if near in graph]


def _components(size: int, successors: dict[int, dict[int, list[Bool]]]) -> Iterator[list[int]]:
    """Strongly connected components of more than one node (Tarjan, without recursion)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    waiting: set[int] = set()
    for root in range(size):
        if root in index:
            continue
        work = [(root, iter(successors.get(root, ())))]
        index[root] = low[root] = len(index)
        stack.append(root)
        waiting.add(root)
        while work:
            node, following = work[-1]
            for child in following:
                if child not in index:
                    index[child] = low[child] = len(index)
                    stack.append(child)
                    waiting.add(child)
                    work.append((child, iter(successors.get(child, ()))))
                    break
                if child in waiting:
                    low[node] = min(low[node], index[child])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    component = []
                    while True:
                        member = stack.pop()
                        waiting.discard(member)
                        component.append(member)
                        if member == node:
                            break
                    if len(component) > 1:
                        yield component
