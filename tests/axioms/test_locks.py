"""Spinlocks: what a critical section orders, inside and for bystanders."""

from spec.axioms.check import MODELS, flags
from tests.axioms.drawing import Mark, broken, draw, fence, lock, models, read, unlock, write

X, Y, Z, S, T = "x", "y", "z", "s", "t"
MB = fence("mb")


def held(*inside: Mark) -> list[Mark]:
    """A critical section of S."""
    return [*lock(S), *inside, unlock(S)]


def test_sections_of_one_lock_do_not_overlap() -> None:
    """MP+polocks: the second section sees all of the first."""
    graph = draw(
        held(write(X, 1), write(Y, 1)),
        held(read(Y, 1), read(X, 0)),
        rf={(1, 0): (0, 4)},
    )
    assert models(graph) == ""


def test_a_later_section_may_come_first() -> None:
    """If the reader's section is first it sees nothing."""
    graph = draw(
        held(read(Y, 0), read(X, 0)),
        held(write(X, 1), write(Y, 1)),
        rf={(1, 0): (0, 4)},
    )
    assert models(graph) == "sc tso armv8 lkmm"


def test_no_lock_is_taken_twice() -> None:
    """Two CPUs cannot both find the lock free."""
    graph = draw([*lock(S)], [*lock(S), unlock(S)])
    assert "" not in {broken(graph, model) for model in MODELS}


def test_a_lock_is_not_taken_inside_itself() -> None:
    """The thread would wait for ever."""
    graph = draw([*lock(S), *lock(S)], [unlock(S)], rf={(0, 2): (1, 0)})
    assert broken(graph, "lkmm") == "lock-nest"


def test_who_holds_a_lock_sees_it_held() -> None:
    """``spin_is_locked()`` inside the critical section says yes."""
    graph = draw(held(read(S, 0, "RU")))
    assert broken(graph, "lkmm") == "nested-is-locked"
    assert models(draw(held(read(S, 1, "RL")))) == "sc tso armv8 lkmm"


def test_dropping_and_taking_orders_on_one_cpu() -> None:
    """``po-unlock-lock-po``: all but a store and a later load, even with two different locks.

    As in the kernel's LB+unlocklockonceonce+poacquireonce and
    MP+unlocklockonceonce+fencermbonceonce; the architectures order store and load too.
    """
    between = [unlock(T), *lock(S)]
    loads = draw(
        [*lock(T), read(X, 1), *between, write(Y, 1), unlock(S)],
        [read(Y, 1, "acquire"), write(X, 1)],
    )
    stores = draw(
        [*lock(T), write(X, 1), *between, write(Y, 1), unlock(S)],
        [read(Y, 1), fence("rmb"), read(X, 0)],
    )
    mixed = draw(
        [*lock(T), write(X, 1), *between, read(Y, 0), unlock(S)],
        [write(Y, 1), MB, read(X, 0)],
    )
    assert [models(graph) for graph in (loads, stores, mixed)] == ["", "", "lkmm"]


def test_after_unlock_lock_orders_the_rest() -> None:
    """``smp_mb__after_unlock_lock()`` makes the pair a full barrier, on one CPU and across two."""
    here = draw(
        [
            *lock(T),
            write(X, 1),
            unlock(T),
            *lock(S),
            fence("after-unlock-lock"),
            read(Y, 0),
            unlock(S),
        ],
        [write(Y, 1), MB, read(X, 0)],
    )
    across = [
        draw(
            held(write(X, 1)),
            [*lock(S), *barrier, read(Y, 0), unlock(S)],
            [write(Y, 1), MB, read(X, 0)],
            rf={(1, 0): (0, 3)},
        )
        for barrier in ((), (fence("after-unlock-lock"),))
    ]
    assert models(here) == ""
    assert [models(graph) for graph in across] == ["lkmm", ""]


def test_after_spinlock_is_a_full_barrier() -> None:
    """The kernel's Z6.0 with locks: a bystander sees the order only with the barrier."""
    found = []
    for barrier in ((), (fence("after-spinlock"),)):
        graph = draw(
            held(write(X, 1), write(Y, 1)),
            [*lock(S), *barrier, read(Y, 1), write(Z, 1), unlock(S)],
            [write(Z, 2), MB, read(X, 0)],
            rf={(1, 0): (0, 4)},
            co={Z: [1, 2]},
        )
        found.append(models(graph))
    assert found == ["lkmm", ""]


def test_what_is_wrong_with_a_test() -> None:
    """Ordinary accesses to a lock and unlocks without a lock are reported, not judged."""
    assert flags(draw([unlock(S)])) == ("unmatched-unlock",)
    assert flags(draw(held(), [read(S, 0)])) == ("mixed-lock-accesses",)
    assert flags(draw([read(S, 0, "LKR")])) == ("unpaired-LKR",)
    assert flags(draw([write(S, 1, "LKW")])) == ("unpaired-LKW",)
    assert flags(draw(held(write(X, 1)))) == ()


def test_a_lock_that_is_kept_is_not_taken_again() -> None:
    """Two CPUs cannot both take it and never drop it."""
    graph = draw([*lock(S)], [*lock(S)])
    assert broken(graph, "lkmm") == "unmatched-locks"
