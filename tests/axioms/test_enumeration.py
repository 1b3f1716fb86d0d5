"""The enumerator on whole programs: the kernel's own litmus tests, and what the models agree on."""

from dataclasses import replace
from itertools import product as combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec.axioms import grace
from spec.axioms.algebra import product, sequence, union
from spec.axioms.check import MODELS, allowed, flags
from spec.axioms.execution import Execution
from spec.axioms.ordering import KernelOrder
from spec.litmus.program import (
    OLD,
    SUCCEEDED,
    Address,
    Assign,
    Constant,
    Contents,
    Expression,
    Fence,
    If,
    Lock,
    Operation,
    Ordering,
    Program,
    Read,
    Register,
    Statement,
    Update,
    Write,
)
from tests.axioms.enumeration import executions, outcomes, verdict

X, Y, Z, S, T = (Address(name) for name in "xyzst")
ZERO, ONE, TWO = Constant(0), Constant(1), Constant(2)
MB, RMB, WMB = Fence("mb"), Fence("rmb"), Fence("wmb")


def get(register: str, place: Expression, ordering: Ordering = "once") -> Read:
    """A load."""
    return Read(register, place, ordering)


def put(place: Expression, value: Expression = ONE, ordering: Ordering = "once") -> Write:
    """A store."""
    return Write(place, value, ordering)


def add(place: Expression, ordering: Ordering, register: str | None = None) -> Update:
    """``atomic_inc()``, or ``atomic_inc_return()`` with a register."""
    new = Operation("+", (OLD, ONE))
    return Update(place, new, ordering, register, new, returns=register is not None)


def swap(place: Expression, old: int, new: int, ordering: Ordering, register: str) -> Update:
    """``cmpxchg()``, which returns the old value."""
    expected = Operation("==", (OLD, Constant(old)))
    return Update(place, Constant(new), ordering, register, OLD, expected)


def locked(place: Expression, *inside: Statement) -> tuple[Statement, ...]:
    """A critical section."""
    return (Lock("lock", place), *inside, Lock("unlock", place))


def finally_(**values: int) -> Expression:
    """What must hold in the end: ``r0_1=2`` for thread 0's r1, ``x=1`` for a location."""
    found: Expression = ONE
    for name, value in values.items():
        if name.startswith("r"):
            thread, register = name[1:].split("_")
            left: Expression = Register("r" + register, int(thread))
        else:
            left = Contents(name)
        found = Operation("&&", (found, Operation("==", (left, Constant(value)))))
    return found


def program(condition: Expression, *threads: tuple[Statement, ...]) -> Program:
    """A test."""
    return Program("", threads, condition)


def seldom(test: Program) -> str:
    """The models that say sometimes."""
    return " ".join(model for model in MODELS if verdict(test, model) == "sometimes")


KERNEL: dict[str, tuple[Program, str]] = {
    "MP+polocks": (
        program(
            finally_(r1_0=1, r1_1=0),
            (put(X), *locked(S, put(Y))),
            (*locked(S, get("r0", Y)), get("r1", X)),
        ),
        "",
    ),
    "MP+porevlocks": (
        program(
            finally_(r0_0=1, r0_1=0),
            (get("r0", Y), *locked(S, get("r1", X))),
            (*locked(S, put(X)), put(Y)),
        ),
        "",
    ),
    "ISA2+pooncelock+pooncelock+pombonce": (
        program(
            finally_(r1_0=1, r2_0=1, r2_1=0),
            locked(S, put(X), put(Y)),
            locked(S, get("r0", Y), put(Z)),
            (get("r0", Z), MB, get("r1", X)),
        ),
        "",
    ),
    "Z6.0+pooncelock+pooncelock+pombonce": (
        program(
            finally_(r1_0=1, z=2, r2_1=0),
            locked(S, put(X), put(Y)),
            locked(S, get("r0", Y), put(Z)),
            (put(Z, TWO), MB, get("r1", X)),
        ),
        "lkmm",
    ),
    "Z6.0+pooncelock+poonceLock+pombonce": (
        program(
            finally_(r1_0=1, z=2, r2_1=0),
            locked(S, put(X), put(Y)),
            (
                Lock("lock", S),
                Fence("after-spinlock"),
                get("r0", Y),
                put(Z),
                Lock("unlock", S),
            ),
            (put(Z, TWO), MB, get("r1", X)),
        ),
        "",
    ),
    "LB+unlocklockonceonce+poacquireonce": (
        program(
            finally_(r0_1=1, r1_1=1),
            (
                Lock("lock", S),
                get("r1", X),
                Lock("unlock", S),
                Lock("lock", T),
                put(Y),
                Lock("unlock", T),
            ),
            (get("r1", Y, "acquire"), put(X)),
        ),
        "",
    ),
    "MP+unlocklockonceonce+fencermbonceonce": (
        program(
            finally_(r1_1=1, r1_2=0),
            (
                Lock("lock", S),
                put(X),
                Lock("unlock", S),
                Lock("lock", T),
                put(Y),
                Lock("unlock", T),
            ),
            (get("r1", Y), RMB, get("r2", X)),
        ),
        "",
    ),
    "MP+onceassign+derefonce": (
        Program(
            "",
            (
                (put(X, ONE), put(Y, X, "release")),
                (get("r0", Y), get("r1", Register("r0"))),
            ),
            Operation("&&", (Operation("==", (Register("r0", 1), X)), finally_(r1_1=0))),
            initial={"y": Z},
        ),
        "",
    ),
    "LB+fencembonceonce+ctrlonceonce": (
        program(
            finally_(r0_0=1, r1_0=1),
            (get("r0", X), If(Register("r0"), (put(Y),))),
            (get("r0", Y), MB, put(X)),
        ),
        "",
    ),
    "dep+plain": (
        program(
            finally_(r0_0=1, r1_0=1),
            (
                get("r0", X),
                put(Z, Register("r0"), "plain"),
                get("r1", Z, "plain"),
                If(Operation("==", (Register("r1"), ONE)), (put(Y),)),
            ),
            (get("r0", Y), MB, put(X, Register("r0"))),
        ),
        "",
    ),
}


@pytest.mark.parametrize("name", KERNEL)
def test_the_kernels_own_tests(name: str) -> None:
    """As the comment in each file of tools/memory-model/litmus-tests says, for the last column."""
    test, expected = KERNEL[name]
    assert seldom(test) == expected


def test_code_behind_a_branch_does_not_depend_on_it() -> None:
    """A condition controls its branches; the compiler may move what follows them."""
    guard = get("r0", X)
    behind = program(
        finally_(r0_0=1, r1_0=1),
        (guard, If(Register("r0"), (Assign("r1", ONE),)), put(Y)),
        (get("r0", Y), MB, put(X)),
    )
    assert seldom(behind) == "armv8 lkmm"


def test_both_branches_are_taken() -> None:
    """A load of 0 goes one way and a load of 1 the other."""
    choice = If(Register("r0"), (Assign("r1", ONE),), (Assign("r1", TWO),))
    test = program(ONE, (get("r0", X), choice), (put(X),))
    for model in MODELS:
        states = {dict(state)["0:r0"]: dict(state)["0:r1"] for state in outcomes(test, model)}
        assert states == {0: 2, 1: 1}


def test_increments_add_up() -> None:
    """Three CPUs increment once each; nothing is lost, and each gets a number of its own."""
    thread = (add(X, "once", "r0"),)
    test = program(ONE, thread, thread, thread)
    for model in MODELS:
        states = [dict(state) for state in outcomes(test, model)]
        assert len(states) == 6
        assert {state["x"] for state in states} == {3}
        assert all({state[f"{cpu}:r0"] for cpu in range(3)} == {1, 2, 3} for state in states)


def test_compare_and_exchange_succeeds_once() -> None:
    """Of two that want 0 to become something else one fails, and finds the other's value."""
    test = program(ONE, (swap(X, 0, 1, "full", "r0"),), (swap(X, 0, 2, "full", "r0"),))
    for model in MODELS:
        assert outcomes(test, model) == {
            (("0:r0", 0), ("1:r0", 1), ("x", 1)),
            (("0:r0", 2), ("1:r0", 0), ("x", 2)),
        }


def test_add_unless_tells_whether_it_did() -> None:
    """``atomic_add_unless()`` returns whether it added."""
    unless = Update(
        X,
        Operation("+", (OLD, ONE)),
        "full",
        "r0",
        SUCCEEDED,
        Operation("!=", (OLD, ONE)),
    )
    test = program(ONE, (unless,), (unless,))
    for model in MODELS:
        assert {(("0:r0", 1), ("1:r0", 0), ("x", 1)), (("0:r0", 0), ("1:r0", 1), ("x", 1))} == (
            outcomes(test, model)
        )


def test_a_lock_is_held_by_one() -> None:
    """A trylock fails while the other holds the lock, and both never fail."""
    attempt = Lock("trylock", S, "r0")
    test = program(ONE, (attempt,), (attempt,))
    for model in MODELS:
        states = [dict(state) for state in outcomes(test, model)]
        assert sorted((state["0:r0"], state["1:r0"]) for state in states) == [(0, 1), (1, 0)]


def test_looking_at_a_lock() -> None:
    """``spin_is_locked()`` tells whether somebody holds it, oneself included."""
    test = program(ONE, (Lock("is_locked", S, "r0"),), locked(S, Lock("is_locked", S, "r0")))
    for model in MODELS:
        states = {(dict(s)["0:r0"], dict(s)["1:r0"]) for s in outcomes(test, model)}
        assert states == {(0, 1), (1, 1)}


def test_a_null_pointer_is_not_followed() -> None:
    """Where a pointer may be NULL the executions that follow it then are left out."""
    test = program(ONE, (get("r0", Y), get("r1", Register("r0"))), (put(Y, X, "release"),))
    assert {dict(state)["0:r0"] != 0 for state in outcomes(test, "lkmm")} == {True}


def test_the_filter_hides_executions() -> None:
    """What does not satisfy it is not looked at."""
    threads = ((get("r0", X),), (put(X),))
    test = Program("", threads, finally_(r0_0=0), filter=finally_(r0_0=1))
    assert seldom(test) == ""
    assert all(one.registers[0, "r0"] == 1 for one in executions(test))


def test_registers_and_locations_start_as_they_are_told() -> None:
    """Both, and an address is a value."""
    test = Program(
        "",
        ((get("r1", Register("r0")),),),
        finally_(r0_1=7),
        initial={"x": Constant(7)},
        registers={(0, "r0"): X},
    )
    assert seldom(test) == "sc tso armv8 lkmm"


places = st.sampled_from([X, Y])
loads: st.SearchStrategy[Ordering] = st.sampled_from(["once", "acquire"])
stores: st.SearchStrategy[Ordering] = st.sampled_from(["once", "release"])
updates: st.SearchStrategy[Ordering] = st.sampled_from(["once", "acquire", "release", "full"])
fences = st.sampled_from(
    ["mb", "rmb", "wmb", "before-atomic", "after-atomic", "rcu-lock", "rcu-unlock", "sync-rcu"]
)
later = Operation("+", (Y, Operation("&", (Register("r0"), ZERO))))
copied = Operation("+", (ONE, Operation("&", (Register("r0"), ZERO))))
simple: st.SearchStrategy[Statement] = st.one_of(
    st.builds(get, st.sampled_from(["r0", "r1"]), places, loads),
    st.builds(put, places, st.sampled_from([ONE, TWO, copied]), stores),
    st.builds(put, st.just(later), st.just(ONE), stores),
    st.builds(Fence, fences),
)
atomic: st.SearchStrategy[Statement] = st.one_of(
    st.builds(add, places, updates, st.sampled_from([None, "r0"])),
    st.builds(swap, places, st.just(0), st.just(2), updates, st.just("r0")),
    simple.map(lambda one: If(Register("r0"), (one,))),
)
threads = st.lists(st.one_of(simple, simple, atomic), min_size=1, max_size=4).map(tuple)


@given(st.lists(threads, min_size=2, max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_kernels_model_promises_no_more_than_the_machines(
    bodies: list[tuple[Statement, ...]],
) -> None:
    """What an architecture allows the kernel's model allows; what SC allows, all do.

    All accesses are marked: for plain ones the promise is to programs without races.
    """
    for number, one in enumerate(executions(Program("", tuple(bodies), ONE))):
        if number == 40:
            break
        # What LDADD stores may be forwarded before it is seen (no register holds it); the kernel's
        # model has a dependency there, as between the LDXR and the STXR of other machines.
        graph = replace(one.graph, data=one.graph.data - one.graph.rmw)
        fine = [model for model in MODELS if allowed(graph, model) is None]
        if "sc" in fine:
            assert fine == list(MODELS)
        if fine:
            assert "lkmm" in fine
        assert "data-race" not in flags(one.graph)


reading = st.one_of(
    st.builds(get, st.sampled_from(["r0", "r1"]), places),
    st.builds(put, places, st.sampled_from([ONE, TWO])),
)
pieces = st.one_of(
    st.lists(reading, min_size=1, max_size=2).map(
        lambda inside: (Fence("rcu-lock"), *inside, Fence("rcu-unlock"))
    ),
    st.just((Fence("sync-rcu"),)),
    reading.map(lambda one: (one,)),
)
waiting = st.lists(pieces, min_size=2, max_size=3).map(lambda found: sum(found, ()))


@given(st.lists(waiting, min_size=2, max_size=3))
@settings(max_examples=60, deadline=None)
def test_the_kernels_rcu_axiom_is_the_fundamental_law(
    bodies: list[tuple[Statement, ...]],
) -> None:
    """Theorem 2 of the ASPLOS 2018 paper, on the executions of random programs.

    ``rb`` is irreflexive exactly if some choice for each section and grace period, taken as a
    strong fence, leaves ``pb`` acyclic.
    """
    for number, one in enumerate(executions(Program("", tuple(bodies), ONE))):
        run = Execution(one.graph)
        order, coherence = KernelOrder(run), run.po_loc | run.com
        choices = list(grace.alternatives(run))
        if number == 40 or len(choices) > 6:
            break
        if coherence.cycle() or order.hb.cycle() or order.pb.cycle():
            continue
        onward = order.hb.star().within(run.everything, order.marked)
        lawful = False
        for choice in combinations(*choices):
            chosen = [product(run.size, fence.before, fence.after) for fence in choice]
            strong = union(order.local_strong_fence, *chosen)
            lawful |= sequence(order.prop, strong, onward).cycle() is None
        assert lawful == (order.rb.loop() is None)
