"""Orders of one writer's and one reader's steps explain what sequential consistency allows."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.events import WRITER, Section, Structure
from spec.models import MODELS
from spec.relation import Execution
from spec.search.interleaving import Interleaving
from spec.search.solver import Solver
from spec.term import Bool, Number, all_of, at_most, equal, less, negate
from spec.vocabulary import Location

from .expressions import examples

PLACES = {name: Location(name) for name in "xy"}

writers = st.lists(
    st.tuples(st.sampled_from("xy"), st.sampled_from(["store", "store", "block", "grace"])),
    min_size=1,
    max_size=4,
)
readers = st.tuples(
    st.lists(st.sampled_from("xy"), min_size=1, max_size=3),
    st.sampled_from(["", "rcu", "preemption"]),
)


def structure_of(
    writer: list[tuple[str, str]], reader: tuple[list[str], str]
) -> tuple[Structure, list[Number]]:
    """The writer's stores, grace periods and stopped machines; a reader's loads in a section."""
    structure = Structure(initial=dict.fromkeys(PLACES.values(), 0))
    for at, (place, kind) in enumerate(writer, 1):
        if kind == "grace":
            begin = structure.add(WRITER, "synchronize_rcu begin", True)
            structure.grace_periods.append(
                (begin, structure.add(WRITER, "synchronize_rcu end", True))
            )
            continue
        block = at if kind == "block" else None
        names = "xy" if kind == "block" else place
        if block is not None:
            structure.stops[block] = True
        for name in names:
            structure.add(WRITER, "store", True, location=PLACES[name], written=at, block=block)
    loads, kind = reader
    words = {"rcu": ("rcu_read_lock", "rcu_read_unlock")}.get(kind, ("off", "on"))
    begin = structure.add(1, words[0], True)
    seen = [structure.load(1, "load", PLACES[name], True).read for name in loads]
    end = structure.add(1, words[1], True)
    if kind:
        structure.sections.append(Section(kind, begin, end))
    structure.close()
    return structure, seen


def outcomes(seen: list[Number], *conditions: Bool) -> set[tuple[int, ...]]:
    """What the loads can return together."""
    solver = Solver()
    solver.add(*conditions)
    return {
        values
        for values in product(range(5), repeat=len(seen))
        if solver.check(*map(equal, seen, values)).satisfiable
    }


@given(writer=writers, reader=readers)
@examples(25)
def test_an_order_that_explains_every_load_is_what_sc_means(
    writer: list[tuple[str, str]], reader: tuple[list[str], str]
) -> None:
    """The same outcomes, whatever stands between the accesses."""
    structure, seen = structure_of(writer, reader)
    shown = Interleaving(structure)
    by_order = outcomes(
        seen, *structure.assumptions, *shown.constraints(), *shown.explained.values()
    )
    model = MODELS["sc"](Execution(structure))
    assert by_order == outcomes(seen, *structure.assumptions, *model)


@pytest.mark.parametrize("model", ["tso", "armv8", "lkmm"])
@given(writer=writers, reader=readers)
@examples(12)
def test_whatever_a_weak_model_allows_has_an_order(
    model: str, writer: list[tuple[str, str]], reader: tuple[list[str], str]
) -> None:
    """Some loads are left unexplained exactly where sequential consistency forbids the outcome."""
    structure, seen = structure_of(writer, reader)
    shown = Interleaving(structure)
    weak = [*structure.assumptions, *MODELS[model](Execution(structure))]
    strong = outcomes(seen, *structure.assumptions, *MODELS["sc"](Execution(structure)))
    allowed = outcomes(seen, *weak)
    assert outcomes(seen, *weak, *shown.constraints()) == allowed
    explained = outcomes(seen, *weak, *shown.constraints(), *shown.explained.values())
    assert explained == strong & allowed == strong


def test_the_writers_steps_are_counted() -> None:
    """A block is one step, and the reader's steps come behind one of them, never going back."""
    structure, _ = structure_of([("x", "store"), ("x", "block"), ("y", "store")], (["x", "y"], ""))
    shown = Interleaving(structure)
    written = [event for event in structure.events if event.thread == WRITER]
    assert [shown.ranks[event.index] for event in written] == [1, 2, 2, 3]
    assert shown.last == 3
    first, second = (event.index for event in structure.events if event.action == "load")
    solver = Solver()
    solver.add(*structure.assumptions, *shown.constraints())
    assert solver.check(less(shown.ranks[second], shown.ranks[first])).satisfiable is False
    assert solver.check(negate(at_most(shown.ranks[second], 3))).satisfiable is False
    assert solver.check(equal(shown.ranks[first], 0), equal(shown.ranks[second], 3)).satisfiable


def test_message_passing_out_of_order_leaves_one_load_unexplained() -> None:
    """Which one is a choice; both together are explained by no order."""
    structure, (late, early) = structure_of([("x", "store"), ("y", "store")], (["y", "x"], ""))
    shown = Interleaving(structure)
    solver = Solver()
    solver.add(*structure.assumptions, *MODELS["armv8"](Execution(structure)), *shown.constraints())
    odd = all_of(equal(late, 2), equal(early, 0))
    one, other = shown.explained.values()
    assert solver.check(odd, one, other).satisfiable is False
    assert solver.check(odd, one).satisfiable is True
    assert solver.check(odd, other).satisfiable is True
