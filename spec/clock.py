"""Acyclicity: every edge goes from a smaller rank to a larger one.

Nodes are listed in a tie-break order, and an edge that agrees with it may keep the rank, so a cycle
still has to climb somewhere and few ranks are needed. Only nodes that can lie on a cycle get one.
A group of nodes that is a chain before solving gets constant ranks, with room in between.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from spec.term import Bool, Number, at_most, implies, less, negate, number

Node = Hashable
Edge = tuple[Node, Node, Bool]


@dataclass(frozen=True, slots=True)
class Clock:
    """Ranks for the nodes of one relation.

    Attributes:
        nodes: in tie-break order; a chain, if there is one, comes first.
        chain: how many of the first nodes may be a chain: each followed by the next whatever the
            solver chooses.
        edges: what has to be acyclic, each with the condition under which it is there.
        name: keeps the ranks of several clocks apart.
    """

    nodes: Sequence[Node]
    edges: Iterable[Edge]
    chain: int = 0
    name: str = "rank"

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
        links = [
            (first, second, conditions)
            for first in component
            for second, conditions in successors.get(first, {}).items()
            if second in inside
        ]
        backbone = [at for at in component if at < self.chain]
        fixed = all(True in successors.get(a, {}).get(b, []) for a, b in pairwise(backbone))
        if not fixed:
            backbone = []
        last_fixed = backbone[-1] if backbone else -1
        climbing = {a for a, b, _ in links if a > b > last_fixed}
        gap = len(climbing) + 1
        ranks: dict[int, Number] = {at: gap * order for order, at in enumerate(backbone, 1)}
        largest = gap * (len(backbone) + 1) - 1
        for at in component:
            if at not in ranks:
                ranks[at] = number(f"{self.name} {self.nodes[at]}", largest)
                yield at_most(ranks[at], largest)
        for first, second, conditions in links:
            if first <= last_fixed and second <= last_fixed:
                if first > second:
                    yield from (negate(holds) for holds in conditions)
                continue
            before, after = ranks[first], ranks[second]
            agrees = (at_most if first < second else less)(before, after)
            for holds in conditions:
                yield implies(holds, agrees)


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
