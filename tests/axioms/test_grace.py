"""Read-side sections, grace periods and stopped machines."""

from itertools import product as combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec.axioms import grace
from spec.axioms.algebra import Relation, product, relation
from spec.axioms.check import MODELS, flags
from spec.axioms.execution import Execution
from spec.axioms.graph import Graph, Node
from tests.axioms.drawing import Mark, broken, draw, fence, models, read, write

X, Y, Z = "x", "y", "z"
ALL = "sc tso armv8 lkmm"
BEGIN, END = fence("rcu-lock"), fence("rcu-unlock")
SYNC = fence("sync-rcu")
LONG = (fence("sync-rcu-begin"), fence("sync-rcu-end"))


def section(*inside: Mark) -> list[Mark]:
    """A read-side critical section."""
    return [BEGIN, *inside, END]


def test_a_section_does_not_see_both_sides() -> None:
    """RCU+sync+read: not the old and then, in whatever order, the new; without a section it may."""
    update = [write(X, 1), SYNC, write(Y, 1)]
    for reader in ([read(X, 0), read(Y, 1)], [read(Y, 1), read(X, 0)]):
        graph = draw(update, section(*reader))
        assert models(graph) == ""
        assert broken(graph, "lkmm") in {"rcu", "propagation"}
    assert models(draw(update, [read(X, 0), read(Y, 1)])) == ALL


def test_the_broken_law_is_called_rcu() -> None:
    """What program order alone would allow is forbidden by the grace period, and says so."""
    graph = draw([write(X, 1), SYNC, write(Y, 1)], section(read(X, 0), read(Y, 1)))
    assert {broken(graph, model) for model in MODELS} == {"rcu"}


def test_a_section_may_be_on_either_side() -> None:
    """All old, all new, and new before old is fine if nothing was waited for."""
    update = [write(X, 1), SYNC, write(Y, 1)]
    for seen in ((0, 0), (1, 0), (1, 1)):
        assert models(draw(update, section(read(X, seen[0]), read(Y, seen[1])))) == ALL


def test_a_grace_period_is_a_full_barrier() -> None:
    """Store buffering with it in both threads is forbidden."""
    graph = draw([write(X, 1), SYNC, read(Y, 0)], [write(Y, 1), SYNC, read(X, 0)])
    assert models(graph) == ""


def test_one_grace_period_for_two_sections_is_not_enough() -> None:
    """A cycle through two sections and one grace period happens; with two it does not."""
    one = draw(
        [write(X, 1), SYNC, read(Y, 0)],
        section(write(Y, 1), read(Z, 0)),
        section(write(Z, 1), read(X, 0)),
    )
    two = draw(
        [write(X, 1), SYNC, SYNC, read(Y, 0)],
        section(write(Y, 1), read(Z, 0)),
        section(write(Z, 1), read(X, 0)),
    )
    assert models(one) == "tso armv8 lkmm"
    assert models(two) == ""


@pytest.mark.parametrize("waiting", list(combinations((False, True), repeat=4)))
def test_as_many_grace_periods_as_sections(waiting: tuple[bool, ...]) -> None:
    """A ring of store buffering is broken if no fewer threads wait than are in a section."""
    names = [X, Y, Z, "w"]
    threads = []
    for place, waits in enumerate(waiting):
        stored, loaded = write(names[place], 1), read(names[(place + 1) % 4], 0)
        threads.append([stored, SYNC, loaded] if waits else section(stored, loaded))
    assert models(draw(*threads)) == ("" if sum(waiting) >= 2 else "tso armv8 lkmm")


def test_nested_sections_are_as_long_as_the_outer_one() -> None:
    """An inner unlock ends nothing; an unlock too many is no section and is reported."""
    update = [write(X, 1), SYNC, write(Y, 1)]
    nested = [BEGIN, *section(read(X, 0)), read(Y, 1), END]
    assert models(draw(update, nested)) == ""
    assert flags(draw(update, nested)) == ()
    assert flags(draw([BEGIN, END, END])) == ("unmatched-rcu-unlock",)
    assert flags(draw([BEGIN, BEGIN, END])) == ("unmatched-rcu-lock",)


def test_a_grace_period_of_two_events() -> None:
    """What is ordered is what came before its begin and what follows its end."""
    for inside in ((), (write(Z, 1),)):
        update = [write(X, 1), LONG[0], *inside, LONG[1], write(Y, 1)]
        assert models(draw(update, section(read(X, 0), read(Y, 1)))) == ""
        assert models(draw(update, [read(X, 0), read(Y, 1)])) == ALL
    late = [LONG[0], write(X, 1), LONG[1], write(Y, 1)]
    assert models(draw(late, section(read(X, 0), read(Y, 1)))) == ALL
    begun = [write(X, 1), LONG[0], write(Y, 1)]
    assert models(draw(begun, section(read(X, 0), read(Y, 1)))) == ALL


def test_either_end_is_a_full_barrier() -> None:
    """Both of the two events, on their own too."""
    for one in LONG:
        graph = draw([write(X, 1), one, read(Y, 0)], [write(Y, 1), one, read(X, 0)])
        assert models(graph) == ""


@st.composite
def histories(draw_from: st.DrawFn) -> tuple[Graph, list[tuple[int, int]]]:
    """Threads of sections, grace periods and accesses, and some order of the accesses."""
    kinds = ("rcu-lock", "rcu-unlock", "sync-rcu", "sync-rcu-begin", "sync-rcu-end", "")
    graph = Graph()
    for thread in range(draw_from(st.integers(2, 3))):
        for kind in draw_from(st.lists(st.sampled_from(kinds), max_size=5)):
            index = len(graph.nodes)
            tags = frozenset({kind}) if kind else frozenset({"once"})
            graph.nodes.append(Node(index, thread, "F" if kind else "R", None, 0, tags))
    size = len(graph.nodes)
    event = st.integers(0, max(size - 1, 0))
    pairs = draw_from(st.lists(st.tuples(event, event), max_size=4 if size else 0))
    return graph, pairs


@given(histories())
@settings(max_examples=60, deadline=None)
def test_a_choice_is_found_if_there_is_one(history: tuple[Graph, list[tuple[int, int]]]) -> None:
    """The search through the choices agrees with trying all of them."""
    graph, pairs = history
    execution = Execution(graph)
    size = execution.size
    order = execution.po | relation(size, [pair for pair in pairs if pair[0] != pair[1]])
    some = any(
        not _cyclic(order, size, choice) for choice in combinations(*grace.alternatives(execution))
    )
    found = grace.violation("sc", "sc", order, execution)
    assert (found is None) == some
    if order.cycle() is None and found is not None:
        assert found.axiom == "rcu"


def _cyclic(order: Relation, size: int, choice: tuple[grace.Barrier, ...]) -> bool:
    for one in choice:
        order |= product(size, one.before, one.after)
    return order.cycle() is not None


def test_a_stopped_machine_is_one_step() -> None:
    """Nobody sees half of it, and no barrier is needed to see none or all."""
    for seen in combinations((0, 1), repeat=2):
        for place in range(3):
            graph = draw(
                [write(X, 1), write(Y, 1)],
                [read(Y, seen[0]), read(X, seen[1])],
                stops=[(0, 0, 1, {1: place})],
            )
            consistent = all((value == 1) == (turn >= place) for turn, value in enumerate(seen))
            assert models(graph) == (ALL if consistent else "")


def test_a_stopped_machine_is_a_full_barrier_for_everybody() -> None:
    """Store buffering around a third CPU's stop is forbidden; after it, it is not."""
    threads = ([write(X, 1), read(Y, 0)], [write(Y, 1), read(X, 0)], [write(Z, 1)])
    assert models(draw(*threads, stops=[(2, 0, 0, {0: 1, 1: 1})])) == ""
    assert models(draw(*threads, stops=[(2, 0, 0, {0: 0, 1: 0})])) == "tso armv8 lkmm"


def test_what_a_stop_orders_does_not_race() -> None:
    """Plain accesses before, inside and after a stop are ordered."""
    threads = ([write(X, 1, "plain")], [read(X, 1, "plain")], [write(Z, 1)])
    assert flags(draw(*threads)) == ("data-race",)
    assert flags(draw(*threads, stops=[(2, 0, 0, {0: 1, 1: 0})])) == ()
    inside = ([write(X, 1, "plain")], [read(X, 1, "plain")])
    assert flags(draw(*inside, stops=[(0, 0, 0, {1: 0})])) == ()


def test_a_stopped_machine_is_a_barrier_for_the_one_who_stops_it() -> None:
    """What its CPU stored before is seen after, and what it loads after was not there before."""
    threads = ([write(Y, 1), write(X, 1), read(Z, 0)], [write(Z, 1), read(Y, 0)])
    assert models(draw(*threads, stops=[(0, 1, 1, {1: 1})])) == ""
    assert models(draw(*threads, stops=[(0, 1, 1, {1: 0})])) == ""
    assert models(draw(*threads)) == "tso armv8 lkmm"
