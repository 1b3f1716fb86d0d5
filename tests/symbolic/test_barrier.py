"""What a gate orders: by way of the gate, exactly ``[before] ; po ; [gate] ; po ; [after]``."""

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.barrier import around_atomics, forwarded_to_acquire, release_to_acquire, rmw, unlock_lock
from spec.clock import Edge
from spec.events import Event, Structure
from spec.litmus.oneline import parse
from spec.litmus.unrolled import Unrolled
from spec.relation import Execution, is_access, is_load, is_store
from spec.term import Bool, Term, evaluate, truth
from spec.vocabulary import Location

from .expressions import examples

X = Location("x")
FLAGS = tuple(truth(f"flag {at}") for at in range(2))
Test = Callable[[Event], bool]


def is_gate(event: Event) -> bool:
    """A fence, or an access that is one."""
    return event.action == "gate" or event.order != "once"


conditions = st.sampled_from([True, True, *FLAGS])
accesses = st.tuples(
    st.sampled_from(["load", "store"]),
    conditions,
    conditions,
    st.sampled_from(["once", "once", "acquire"]),
)
fences = st.tuples(st.just("gate"), conditions, conditions, st.just("once"))
threads = st.lists(st.one_of(accesses, fences), min_size=2, max_size=7)


def structure_of(thread: list[tuple[str, Bool, Bool, str]]) -> Structure:
    """One thread; where an order is not kept is told by the second condition."""
    structure = Structure(initial={X: 0})
    for action, guard, effect, order in thread:
        access = {} if action == "gate" else {"location": X}
        stored = {"written": 1} if action == "store" else {}
        mine = "release" if stored and order == "acquire" else order
        structure.add(1, action, guard, takes_effect=effect, order=mine, **access, **stored)
    return structure


def holds(condition: Bool, values: tuple[bool, ...]) -> bool:
    """What a condition is worth."""
    names = {f"flag {at}": value for at, value in enumerate(values)}
    return bool(evaluate(condition, names)) if isinstance(condition, Term) else condition


def closure(edges: list[Edge], values: tuple[bool, ...]) -> set[tuple[object, object]]:
    """What is ordered by the edges that hold, directly or not."""
    found: set[tuple[object, object]] = {(a, b) for a, b, when in edges if holds(when, values)}
    while True:
        more = {(a, d) for (a, b), (c, d) in product(found, repeat=2) if b == c} - found
        if not more:
            return found
        found |= more


EITHER: dict[str, Test] = {"loads": is_load, "stores": is_store, "accesses": is_access}


@pytest.mark.parametrize("always", [False, True])
@pytest.mark.parametrize("after", EITHER)
@pytest.mark.parametrize("before", EITHER)
@given(thread=threads)
@examples(25)
def test_a_fence_orders_what_is_on_both_sides(
    before: str, after: str, always: bool, thread: list[tuple[str, Bool, Bool, str]]
) -> None:
    """Whichever gates are passed and take effect, and nothing that they do not order."""
    structure = structure_of([(action, g, e, "once") for action, g, e, _ in thread])
    first, second = EITHER[before], EITHER[after]
    edges = Execution(structure).through(is_gate, first, second, always=always)
    events = structure.events
    for values in product((False, True), repeat=len(FLAGS)):
        done = [event for event in events if holds(event.guard, values)]
        gates = [
            event
            for event in done
            if is_gate(event) and (always or holds(event.takes_effect, values))
        ]
        expected = {
            (a.index, b.index)
            for a, gate, b in product(done, gates, done)
            if first(a) and second(b) and a.index < gate.index < b.index
        }
        found = closure(edges, values)
        among = {(a.index, b.index) for a, b in product(done, done) if first(a) and second(b)}
        assert found & among == expected


@given(thread=threads)
@examples(60)
def test_an_acquire_orders_what_comes_behind_it(thread: list[tuple[str, Bool, Bool, str]]) -> None:
    """Gates that are accesses: one that fails does not undo the one before it."""
    structure = structure_of([item for item in thread if item[0] != "gate"])
    edges = Execution(structure).through(is_gate, None, is_access)
    for values in product((False, True), repeat=len(FLAGS)):
        done = [event for event in structure.events if holds(event.guard, values)]
        direct = {
            (a.index, b.index)
            for a, b in product(done, done)
            if is_gate(a) and holds(a.takes_effect, values) and a.index < b.index
        }
        here = {event.index for event in done}
        found = {(a, b) for a, b in closure(edges, values) if {a, b} <= here}
        assert found == direct


@given(thread=threads)
@examples(60)
def test_a_release_orders_what_comes_before_it(thread: list[tuple[str, Bool, Bool, str]]) -> None:
    """The other way round."""
    structure = structure_of([item for item in thread if item[0] != "gate"])
    edges = Execution(structure).through(is_gate, is_access, None)
    for values in product((False, True), repeat=len(FLAGS)):
        done = [event for event in structure.events if holds(event.guard, values)]
        direct = {
            (a.index, b.index)
            for a, b in product(done, done)
            if is_gate(b) and holds(b.takes_effect, values) and a.index < b.index
        }
        here = {event.index for event in done}
        found = {(a, b) for a, b in closure(edges, values) if {a, b} <= here}
        assert found == direct


@given(thread=threads)
@examples(40)
def test_everything_but_a_store_and_a_later_load(thread: list[tuple[str, Bool, Bool, str]]) -> None:
    """x86's program order; failing atomics and fences in between change nothing."""
    structure = structure_of([item for item in thread if item[1] is True])
    edges = Execution(structure).po_but(is_store, is_load)
    found = closure(edges, (False, False))
    for a, b in product(structure.events, repeat=2):
        if is_access(a) and is_access(b) and a.index < b.index:
            direct = not (is_store(a) and is_load(b))
            between = any(
                is_load(event) and a.index < event.index < b.index and is_load(a)
                for event in structure.events
            )
            assert ((a.index, b.index) in found) == (direct or between)


def execution(text: str) -> Execution:
    """The relations of one thread's statements."""
    return Execution(Unrolled(parse(f"{text} | exists (x=1)")).structure)


def named(x: Execution) -> list[str]:
    """The accesses in program order, such as ``load x``."""
    return [
        f"{'load' if is_load(event) else 'store'} {event.location.name}" if event.location else ""
        for event in x.structure.events
    ]


def test_both_halves_of_an_update_are_one() -> None:
    """The load half to the store half, and to an acquire that the store half is forwarded to."""
    x = execution("P0: r0 = xchg_relaxed(&x, 1); r1 = smp_load_acquire(x);")
    assert [(a, b) for a, b, _ in rmw(x)] == [(0, 1)]
    assert [(a, b) for a, b, _ in forwarded_to_acquire(x)] == [(0, 2)]


def test_a_release_is_before_later_acquires_only() -> None:
    """RCsc, as STLR and LDAR are."""
    x = execution(
        "P0: r0 = smp_load_acquire(x); smp_store_release(x, 1); r1 = READ_ONCE(y); "
        "r2 = smp_load_acquire(y);"
    )
    assert [(a, b) for a, b, _ in release_to_acquire(x)] == [(1, 3)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P0: WRITE_ONCE(x, 1); smp_mb__before_atomic(); r1 = READ_ONCE(y);", False),
        ("P0: WRITE_ONCE(x, 1); smp_mb__before_atomic(); atomic_inc(&z); r1 = READ_ONCE(y);", True),
        ("P0: WRITE_ONCE(x, 1); atomic_inc(&z); smp_mb__after_atomic(); r1 = READ_ONCE(y);", True),
        ("P0: WRITE_ONCE(x, 1); smp_mb__after_atomic(); atomic_inc(&z); r1 = READ_ONCE(y);", False),
        (
            (
                "P0: WRITE_ONCE(x, 1); r0 = cmpxchg_relaxed(&z, 9, 1); smp_mb__after_atomic(); "
                "r1 = READ_ONCE(y);"
            ),
            True,
        ),
        (
            (
                "P0: WRITE_ONCE(x, 1); spin_lock(&s); smp_mb__after_spinlock(); r1 = READ_ONCE(y); "
                "spin_unlock(&s);"
            ),
            True,
        ),
        (
            (
                "P0: WRITE_ONCE(x, 1); spin_lock(&s); smp_mb__after_unlock_lock(); "
                "r1 = READ_ONCE(y); spin_unlock(&s);"
            ),
            False,
        ),
    ],
)
def test_barriers_that_need_an_atomic_beside_them(text: str, expected: bool) -> None:
    """``mb`` in linux-kernel.cat: the first store is before the last load, or it is not."""
    x = execution(text)
    names = named(x)
    pair = (names.index("store x"), names.index("load y"))
    assert (pair in closure([*around_atomics(x, is_access)], (False, False))) == expected


def test_a_lock_that_is_dropped_and_taken_again_orders() -> None:
    """``po-unlock-lock-po``, on one CPU."""
    text = (
        "P0: WRITE_ONCE(x, 1); spin_lock(&s); spin_unlock(&s); spin_lock(&t); spin_unlock(&t); "
        "r0 = READ_ONCE(y);"
    )
    x = execution(text)
    names = named(x)
    ordered = closure([*unlock_lock(x, is_access)], (False, False))
    assert (names.index("store x"), names.index("load y")) in ordered
    assert not [*unlock_lock(execution("P0: WRITE_ONCE(x, 1); r0 = READ_ONCE(y);"), is_access)]
