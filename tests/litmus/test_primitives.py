"""What each primitive does, against linux-kernel.def."""

import pytest

from spec.litmus.primitives import PRIMITIVES
from spec.litmus.program import (
    OLD,
    SUCCEEDED,
    Expression,
    Fence,
    Lock,
    Ordering,
    Read,
    Register,
    Statement,
    Update,
    Write,
)

from .parts import ONE, V, X, number, op, short

TWO, THREE, ZERO = number(2), number(3), number(0)
ORDERINGS: dict[str, Ordering] = {
    "": "full",
    "_relaxed": "once",
    "_acquire": "acquire",
    "_release": "release",
}

SIMPLE: list[tuple[str, tuple[Statement, ...]]] = [
    ("r0 = READ_ONCE(x);", (Read("r0", X, "once"),)),
    ("r0 = rcu_dereference(x);", (Read("r0", X, "once"),)),
    ("r0 = smp_load_acquire(x);", (Read("r0", X, "acquire"),)),
    ("r0 = atomic_read(x);", (Read("r0", X, "once"),)),
    ("r0 = atomic_read_acquire(x);", (Read("r0", X, "acquire"),)),
    ("WRITE_ONCE(x, 1);", (Write(X, ONE, "once"),)),
    ("rcu_assign_pointer(x, 1);", (Write(X, ONE, "release"),)),
    ("smp_store_release(x, 1);", (Write(X, ONE, "release"),)),
    ("atomic_set(x, 1);", (Write(X, ONE, "once"),)),
    ("atomic_set_release(x, 1);", (Write(X, ONE, "release"),)),
    ("smp_store_mb(x, 1);", (Write(X, ONE, "once"), Fence("mb"))),
    ("spin_lock(&x);", (Lock("lock", X),)),
    ("spin_unlock(&x);", (Lock("unlock", X),)),
    ("r0 = spin_trylock(&x);", (Lock("trylock", X, "r0"),)),
    ("r0 = spin_is_locked(&x);", (Lock("is_locked", X, "r0"),)),
    *(
        (f"{name}();", (Fence(kind),))
        for name, kind in (
            ("smp_mb", "mb"),
            ("smp_rmb", "rmb"),
            ("smp_wmb", "wmb"),
            ("barrier", "barrier"),
            ("smp_mb__before_atomic", "before-atomic"),
            ("smp_mb__after_atomic", "after-atomic"),
            ("smp_mb__after_spinlock", "after-spinlock"),
            ("smp_mb__after_unlock_lock", "after-unlock-lock"),
            ("rcu_read_lock", "rcu-lock"),
            ("rcu_read_unlock", "rcu-unlock"),
            ("synchronize_rcu", "sync-rcu"),
            ("synchronize_rcu_expedited", "sync-rcu"),
        )
    ),
]


@pytest.mark.parametrize(("body", "expected"), SIMPLE, ids=[body for body, _ in SIMPLE])
def test_accesses_barriers_and_locks(body: str, expected: tuple[Statement, ...]) -> None:
    """One each, but for the store with a barrier after it."""
    assert short(body) == expected


OPERATIONS: dict[str, tuple[str, Expression]] = {
    "add": ("2, v", op("+", OLD, TWO)),
    "sub": ("2, v", op("-", OLD, TWO)),
    "inc": ("v", op("+", OLD, ONE)),
    "dec": ("v", op("-", OLD, ONE)),
    "and": ("2, v", op("&", OLD, TWO)),
    "or": ("2, v", op("|", OLD, TWO)),
    "xor": ("2, v", op("^", OLD, TWO)),
    "andnot": ("2, v", op("^", OLD, op("&", OLD, TWO))),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_that_returns_nothing_orders_nothing(name: str) -> None:
    """``atomic_add`` and the like."""
    given, new = OPERATIONS[name]
    assert short(f"atomic_{name}({given});") == (Update(V, new, "once", returns=False),)


@pytest.mark.parametrize("suffix", ORDERINGS)
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_fetch_returns_the_old_value(name: str, suffix: str) -> None:
    """With the ordering of its suffix; without one, the full."""
    given, new = OPERATIONS[name]
    assert short(f"r0 = atomic_fetch_{name}{suffix}({given});") == (
        Update(V, new, ORDERINGS[suffix], "r0", OLD),
    )


@pytest.mark.parametrize("suffix", ORDERINGS)
@pytest.mark.parametrize("name", ["add", "sub", "inc", "dec"])
def test_a_return_returns_the_new_value(name: str, suffix: str) -> None:
    """With the ordering of its suffix."""
    given, new = OPERATIONS[name]
    assert short(f"r0 = atomic_{name}_return{suffix}({given});") == (
        Update(V, new, ORDERINGS[suffix], "r0", new),
    )


@pytest.mark.parametrize("name", ["sub", "inc", "dec"])
def test_a_test_is_for_zero_and_full(name: str) -> None:
    """``atomic_dec_and_test`` and the like."""
    given, new = OPERATIONS[name]
    assert short(f"r0 = atomic_{name}_and_test({given});") == (
        Update(V, new, "full", "r0", op("==", new, ZERO)),
    )


def test_an_addition_may_tell_whether_it_went_below_zero() -> None:
    """``atomic_add_negative``."""
    new = op("+", OLD, TWO)
    assert short("r0 = atomic_add_negative(2, v);") == (
        Update(V, new, "full", "r0", op("<", new, ZERO)),
    )


@pytest.mark.parametrize("suffix", ORDERINGS)
@pytest.mark.parametrize("prefix", ["", "atomic_"])
def test_exchanges_return_the_old_value(prefix: str, suffix: str) -> None:
    """The conditional one stores if the old value is the second argument."""
    ordering = ORDERINGS[suffix]
    assert short(f"r0 = {prefix}xchg{suffix}(v, 2);") == (Update(V, TWO, ordering, "r0", OLD),)
    assert short(f"r0 = {prefix}cmpxchg{suffix}(v, 2, 3);") == (
        Update(V, THREE, ordering, "r0", OLD, op("==", OLD, TWO)),
    )


def test_additions_under_a_condition_return_whether_they_happened() -> None:
    """``atomic_add_unless`` and ``atomic_inc_not_zero``."""
    assert short("r0 = atomic_add_unless(v, 2, 3);") == (
        Update(V, op("+", OLD, TWO), "full", "r0", SUCCEEDED, op("!=", OLD, THREE)),
    )
    assert short("r0 = atomic_inc_not_zero(v);") == (
        Update(V, op("+", OLD, ONE), "full", "r0", SUCCEEDED, op("!=", OLD, ZERO)),
    )


def test_a_dropped_value_leaves_the_ordering() -> None:
    """A returning primitive stays one where nobody wants the value."""
    assert short("atomic_inc_return(v);") == (Update(V, op("+", OLD, ONE), "full"),)


def test_an_update_takes_its_value_from_registers() -> None:
    """The thread's registers may be part of it."""
    body = "r0 = 2; r1 = xchg(v, r0);"
    assert short(body)[1] == Update(V, Register("r0"), "full", "r1", OLD)


def test_every_primitive_takes_at_most_one_location() -> None:
    """So a reader knows what ``x`` is in an argument."""
    for name, primitive in PRIMITIVES.items():
        assert sum(kind != "value" for kind in primitive.takes) <= 1, name
