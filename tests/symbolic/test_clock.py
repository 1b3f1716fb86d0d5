"""Ranks exist exactly where the edges that hold have no cycle."""

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.clock import Clock, Edge
from spec.search.solver import Solver
from spec.term import Bool, all_of, implies, negate, truth

from .expressions import examples

FLAGS = [truth(f"flag {at}") for at in range(3)]
Given = tuple[bool, ...]

conditions = st.sampled_from([True, True, False, *FLAGS, *(negate(flag) for flag in FLAGS)])


def holds(condition: Bool, given_: Given) -> bool:
    """What a condition of these tests is worth."""
    if isinstance(condition, bool):
        return condition
    if condition.operator == "not":
        return not given_[FLAGS.index(condition.arguments[0])]  # type: ignore[arg-type]
    return given_[FLAGS.index(condition)]


def cyclic(edges: list[tuple[int, int]]) -> bool:
    """Whether there is a cycle, by a walk that remembers where it came from."""
    onward: dict[int, list[int]] = {}
    for first, second in edges:
        onward.setdefault(first, []).append(second)
    finished: set[int] = set()

    def returns(node: int, path: frozenset[int]) -> bool:
        if node in path:
            return True
        if node in finished:
            return False
        found = any(returns(after, path | {node}) for after in onward.get(node, ()))
        finished.add(node)
        return found

    return any(returns(node, frozenset()) for node in onward)


def possible(clock: Clock) -> set[Given]:
    """The valuations of the flags for which the clock has ranks."""
    solver = Solver()
    solver.add(*clock.constraints())
    return {
        values
        for values in product((False, True), repeat=len(FLAGS))
        if solver.check(
            *(flag if value else negate(flag) for flag, value in zip(FLAGS, values, strict=True))
        ).satisfiable
    }


def expected(edges: list[Edge]) -> set[Given]:
    """The valuations for which the edges that hold have no cycle."""
    return {
        values
        for values in product((False, True), repeat=len(FLAGS))
        if not cyclic([(a, b) for a, b, when in edges if holds(when, values)])  # type: ignore[misc]
    }


@st.composite
def graphs(draw: st.DrawFn, size: int = 6, most: int = 14) -> tuple[list[int], list[Edge]]:
    """Nodes in any order, and edges under conditions."""
    nodes = draw(st.permutations(range(draw(st.integers(2, size)))))
    node = st.sampled_from(nodes)
    edge = st.tuples(node, node, conditions)
    return list(nodes), draw(st.lists(edge, max_size=most))


@given(graphs())
@examples(60)
def test_ranks_exist_where_there_is_no_cycle(graph: tuple[list[int], list[Edge]]) -> None:
    """Whatever the order in which the nodes are listed."""
    nodes, edges = graph
    assert possible(Clock(nodes, edges)) == expected(edges)


@given(graphs(), st.data())
@examples(60)
def test_a_chain_has_constant_ranks(
    graph: tuple[list[int], list[Edge]], data: st.DataObject
) -> None:
    """The same answers where the first nodes follow each other whatever the solver chooses."""
    nodes, edges = graph
    chain = data.draw(st.integers(0, len(nodes)))
    edges = [*edges, *((a, b, True) for a, b in pairwise(nodes[:chain]))]
    assert possible(Clock(nodes, edges, chain)) == expected(edges)


@given(graphs(), st.data())
@examples(60)
def test_a_chain_that_is_none_is_noticed(
    graph: tuple[list[int], list[Edge]], data: st.DataObject
) -> None:
    """Nodes that only sometimes follow each other get ranks like all others."""
    nodes, edges = graph
    chain = data.draw(st.integers(0, len(nodes)))
    assert possible(Clock(nodes, edges, chain)) == expected(edges)


@pytest.mark.slow
@given(graphs(size=12, most=40), st.data())
@examples(400)
def test_larger_graphs(graph: tuple[list[int], list[Edge]], data: st.DataObject) -> None:
    """With a chain and without."""
    nodes, edges = graph
    chain = data.draw(st.integers(0, len(nodes)))
    if data.draw(st.booleans()):
        edges = [*edges, *((a, b, True) for a, b in pairwise(nodes[:chain]))]
    assert possible(Clock(nodes, edges, chain)) == expected(edges)


def test_nodes_that_lie_on_no_cycle_cost_nothing() -> None:
    """Only what may come round again is ranked."""
    edges: list[Edge] = [("a", "b", True), ("b", "c", FLAGS[0]), ("a", "c", FLAGS[1])]
    assert not [*Clock("abc", edges).constraints()]


def test_an_edge_from_a_node_to_itself_cannot_hold() -> None:
    """A cycle of one."""
    assert possible(Clock("a", [("a", "a", FLAGS[0])])) == {
        values for values in product((False, True), repeat=3) if not values[0]
    }
    solver = Solver()
    solver.add(*Clock("a", [("a", "a", True)]).constraints())
    assert solver.check().satisfiable is False


def test_a_long_ring_needs_each_of_its_edges() -> None:
    """Any one that is missing opens it."""
    size = 40
    flags = [truth(f"edge {at}") for at in range(size)]
    edges: list[Edge] = [(at, (at + 7) % size, flags[at]) for at in range(size)]
    solver = Solver()
    solver.add(*Clock(range(size), edges).constraints())
    assert solver.check(*flags).satisfiable is False
    for missing in (0, 17, size - 1):
        rest = [flag for at, flag in enumerate(flags) if at != missing]
        assert solver.check(*rest, negate(flags[missing])).satisfiable is True
    assert solver.check(implies(flags[0], all_of(*flags[1:]))).satisfiable is True
