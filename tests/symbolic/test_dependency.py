"""Dependencies: from which load to which access, and what carries them on."""

import pytest

from spec.clock import Edge
from spec.dependency import (
    address,
    address_then_fence,
    address_then_store,
    branched,
    carried,
    control,
    data,
    direct,
    forwarded,
    same_location,
)
from spec.instance import Bounds
from spec.litmus.oneline import parse
from spec.litmus.unrolled import Unrolled
from spec.program import unroll
from spec.relation import Execution, fence, is_access, is_load, is_store
from spec.strategies import rwlock


def execution(text: str) -> Execution:
    """The relations of a thread's statements; another thread stores to every location."""
    others = " ".join(f"WRITE_ONCE({name}, 9);" for name in "xyz")
    return Execution(Unrolled(parse(f"P0: {text} | P1: {others} | exists (x=1)")).structure)


def pairs(x: Execution, edges: object) -> list[str]:
    """Edges in words such as ``load x, store y``."""

    def name(node: object) -> str:
        assert isinstance(node, int)
        event = x.structure.events[node]
        if event.location is None:
            return event.action
        return f"{'load' if is_load(event) else 'store'} {event.location.name}"

    found: list[Edge] = [*edges]  # type: ignore[misc]
    return [f"{name(a)}, {name(b)}" for a, b, _ in found]


def test_an_address_is_computed_from_a_load() -> None:
    """Of a load or a store; what a load returns depends on where it looked, too."""
    x = execution("r0 = READ_ONCE(x); r1 = READ_ONCE(y[r0 & 0]); WRITE_ONCE(z[r1 & 0], 1);")
    found = pairs(x, address(x, is_access, direct))
    assert found == ["load x, load y", "load y, store z", "load x, store z"]
    assert pairs(x, address_then_store(x, is_store)) == ["load x, store z"]


def test_what_an_update_returns_depends_on_what_it_adds() -> None:
    """The sum is computed from both."""
    x = execution(
        "r0 = READ_ONCE(x); r1 = atomic_add_return_relaxed(r0, &y); WRITE_ONCE(z[r1 & 0], 1);"
    )
    found = pairs(x, address(x, is_access, direct))
    assert sorted(found) == ["load x, store z", "load y, store z"]
    x = execution("r0 = READ_ONCE(x); r1 = xchg_relaxed(&y, r0); WRITE_ONCE(z[r1 & 0], 1);")
    assert pairs(x, address(x, is_access, direct)) == ["load y, store z"]


def test_a_value_is_computed_from_loads() -> None:
    """Through registers, as far back as the loads."""
    x = execution("r0 = READ_ONCE(x); r1 = READ_ONCE(y); r2 = r0 ^ r1; WRITE_ONCE(z, r2);")
    assert pairs(x, data(x, is_store, direct)) == ["load x, store z", "load y, store z"]
    assert not pairs(x, address(x, is_access, direct))


def test_a_branch_is_decided_by_loads() -> None:
    """Inside it, on either side, and no longer behind it."""
    x = execution(
        "r0 = READ_ONCE(x); if (r0 == 1) { WRITE_ONCE(y, 1); } else { WRITE_ONCE(z, 1); } "
        "WRITE_ONCE(x, 2);"
    )
    assert pairs(x, control(x, is_store, direct)) == ["load x, store y", "load x, store z"]
    x = execution("r0 = READ_ONCE(x); if (r0 == r0) { r1 = READ_ONCE(y); }")
    assert not pairs(x, control(x, is_store, direct))


def test_behind_a_branch_a_machine_keeps_an_order_that_the_compiler_need_not() -> None:
    """What a walk loaded decides how it goes on, and not whether the lock is given back."""
    bounds = Bounds(zones=1, rebuilds=1, tries=1, readers=1)
    x = Execution(unroll(rwlock.STRATEGY, "pass", bounds).structure)
    unlocked = [event for event in x.structure.events if event.thread and is_store(event)][-1]
    machine = pairs(x, branched(x, lambda event: event is unlocked))
    kernel = pairs(x, control(x, lambda event: event is unlocked, direct))
    assert kernel == ["load cnts, store cnts"]
    assert machine.count("load zonerefs, store cnts") == 4
    assert {*kernel} < {*machine}


def test_a_comparison_decides_about_its_store() -> None:
    """The load half of a cmpxchg and its store half; xchg has nothing to decide."""
    x = execution("r0 = cmpxchg_relaxed(&x, 0, 1);")
    assert pairs(x, control(x, is_store, direct)) == ["load x, store x"]
    x = execution("r0 = xchg_relaxed(&x, 1);")
    assert not pairs(x, control(x, is_store, direct))
    x = execution("r0 = atomic_add_return_relaxed(1, &x);")
    assert pairs(x, data(x, is_store, direct)) == ["load x, store x"]


def test_a_store_hands_its_dependency_to_the_load_that_reads_it() -> None:
    """Under the condition that this is where the load reads."""
    x = execution("r0 = READ_ONCE(x); WRITE_ONCE(y, r0); r1 = READ_ONCE(y);")
    (edge,) = forwarded(x, is_store, is_load, direct)
    assert pairs(x, [edge]) == ["load x, load y"]
    assert edge[2] is not True


PLAIN = "r0 = {0}; {1}; r1 = {2}; WRITE_ONCE(z, r1);"


@pytest.mark.parametrize(
    ("first", "middle", "last", "machine", "kernel"),
    [
        (
            "READ_ONCE(x)",
            "WRITE_ONCE(y, r0)",
            "READ_ONCE(y)",
            ["load x, store y", "load y, store z"],
            ["load x, store y", "load y, store z"],
        ),
        (
            "READ_ONCE(x)",
            "*y = r0",
            "*y",
            ["load x, store y", "load y, store z"],
            ["load x, store y", "load x, store z"],
        ),
        (
            "READ_ONCE(x)",
            "*y = r0",
            "READ_ONCE(y)",
            ["load x, store y", "load y, store z"],
            ["load x, store y", "load y, store z", "load x, store z"],
        ),
        ("*x", "*y = r0", "*y", ["load x, store y", "load y, store z"], []),
    ],
)
def test_plain_accesses_carry_dependencies_on(
    first: str, middle: str, last: str, machine: list[str], kernel: list[str]
) -> None:
    """``carry-dep``; a machine sees marked accesses only."""
    x = execution(PLAIN.format(first, middle, last))
    assert pairs(x, data(x, is_store, direct)) == machine
    assert pairs(x, data(x, is_store, carried)) == kernel


def test_a_fence_waits_for_plain_addresses() -> None:
    """``addr ; [Plain] ; wmb``: of plain stores, for wmb orders stores."""
    wmb = fence("smp_wmb()")
    for middle, expected in (("y[r0 & 0] = 1;", True), ("r1 = y[r0 & 0];", False)):
        x = execution(f"r0 = READ_ONCE(x); {middle} smp_wmb(); WRITE_ONCE(z, 1);")
        found = pairs(x, address_then_fence(x, wmb))
        assert found == (["load x, smp_wmb()"] if expected else [])


def test_accesses_of_one_location_end_in_stores() -> None:
    """Two loads may change places as far as this goes."""
    x = execution("r0 = READ_ONCE(x); WRITE_ONCE(x, 1); r1 = READ_ONCE(x); WRITE_ONCE(x, 2);")
    assert pairs(x, same_location(x, is_access)) == [
        "load x, store x",
        "load x, store x",
        "store x, store x",
        "load x, store x",
    ]
