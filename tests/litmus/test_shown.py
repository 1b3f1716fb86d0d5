"""Executions in words."""

import pytest

from spec.litmus.shown import document, execution

from .drawings import graph, message_passing


def test_threads_are_columns_and_reads_name_their_store() -> None:
    """A location that is stored to once has no order to show."""
    assert execution(message_passing(), {}) == [
        "P0                      | P1",
        "WRITE_ONCE(x, 1)        | smp_load_acquire(y) -> 1",
        "smp_wmb()               | *x -> 0",
        "smp_store_release(y, 1) |",
        "P1's smp_load_acquire(y) -> 1 reads from P0's smp_store_release(y, 1)",
        "P1's *x -> 0                  reads from initial value 0",
    ]


def test_the_same_as_json_values() -> None:
    """Threads, sources and orders."""
    assert document(message_passing(), {}) == {
        "threads": {
            "P0": ["WRITE_ONCE(x, 1)", "smp_wmb()", "smp_store_release(y, 1)"],
            "P1": ["smp_load_acquire(y) -> 1", "*x -> 0"],
        },
        "reads_from": [
            {"load": "P1's smp_load_acquire(y) -> 1", "store": "P0's smp_store_release(y, 1)"},
            {"load": "P1's *x -> 0", "store": "initial value 0"},
        ],
        "coherence": {},
    }


def test_the_order_of_stores_is_shown_and_repeated_texts_are_numbered() -> None:
    """Within a thread; two threads may do the same."""
    made = graph(
        (-1, "W", "x", 0, "initial"),
        (0, "W", "x", 1, "once"),
        (0, "W", "x", 1, "once"),
        (1, "W", "x", 1, "once"),
        rf={},
        co={"x": [0, 1, 3, 2]},
    )
    assert execution(made, {}) == [
        "P0                   | P1",
        "WRITE_ONCE(x, 1) [1] | WRITE_ONCE(x, 1)",
        "WRITE_ONCE(x, 1) [2] |",
        (
            "stores to x: P0's WRITE_ONCE(x, 1) [1], then P1's WRITE_ONCE(x, 1), "
            "then P0's WRITE_ONCE(x, 1) [2]"
        ),
    ]


def test_an_update_is_one_step() -> None:
    """Its load reads from a store, and others read from it."""
    made = graph(
        (-1, "W", "x", 0, "initial"),
        (0, "R", "x", 0, "acquire rmw"),
        (0, "W", "x", 1, "once rmw"),
        (1, "R", "x", 1, "once"),
        rf={1: 0, 3: 2},
        co={"x": [0, 2]},
        rmw={(1, 2)},
    )
    assert execution(made, {}) == [
        "P0                        | P1",
        "update_acquire(x): 0 to 1 | READ_ONCE(x) -> 1",
        "P0's update_acquire(x): 0 to 1 reads from initial value 0",
        "P1's READ_ONCE(x) -> 1         reads from P0's update_acquire(x): 0 to 1",
    ]


def test_locks_are_shown_as_calls() -> None:
    """The taking of one is a single step."""
    made = graph(
        (-1, "W", "l", 0, "initial"),
        (0, "R", "l", 0, "LKR"),
        (0, "W", "l", 1, "LKW"),
        (0, "W", "l", 0, "UL"),
        (1, "R", "l", 1, "LF"),
        (1, "R", "l", 1, "RL"),
        (1, "R", "l", 0, "RU"),
        rf={},
    )
    assert execution(made, {})[1:] == [
        "spin_lock(l)   | spin_trylock(l) -> 0",
        "spin_unlock(l) | spin_is_locked(l) -> 1",
        "               | spin_is_locked(l) -> 0",
    ]


def test_addresses_are_named() -> None:
    """Wherever a value is one."""
    made = graph((-1, "W", "p", 7, "initial"), (0, "R", "p", 7, "once"), rf={1: 0})
    assert execution(made, {7: "x"})[1:] == [
        "READ_ONCE(p) -> &x",
        "P0's READ_ONCE(p) -> &x reads from initial value &x",
    ]


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("mb", "smp_mb()"),
        ("rmb", "smp_rmb()"),
        ("barrier", "barrier()"),
        ("before-atomic", "smp_mb__before_atomic()"),
        ("after-atomic", "smp_mb__after_atomic()"),
        ("after-spinlock", "smp_mb__after_spinlock()"),
        ("after-unlock-lock", "smp_mb__after_unlock_lock()"),
        ("rcu-lock", "rcu_read_lock()"),
        ("rcu-unlock", "rcu_read_unlock()"),
        ("sync-rcu", "synchronize_rcu()"),
    ],
)
def test_barriers_have_the_kernels_names(tag: str, text: str) -> None:
    """All of them."""
    assert execution(graph((0, "F", None, 0, tag), rf={}), {}) == ["P0", text]


def test_an_execution_of_nothing_has_no_lines() -> None:
    """No thread did anything."""
    assert execution(graph((-1, "W", "x", 0, "initial"), rf={}), {}) == []
