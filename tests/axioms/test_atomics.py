"""Read-modify-writes: what they order."""

import pytest

from spec.axioms.check import MODELS
from spec.axioms.graph import Graph
from tests.axioms.drawing import Mark, broken, draw, fence, models, read, write

X, Y, Z = "x", "y", "z"


def update(location: str, old: int, new: int, *tags: str) -> tuple[Mark, Mark]:
    """Both halves of a read-modify-write; the tags go on both."""
    wanted = (*(tags or ("once",)), "rmw")
    return read(location, old, *wanted), write(location, new, *wanted)


def around(*middle: Mark) -> Graph:
    """Store buffering with the same thing between store and load in both threads."""
    places = [(X, Y), (Y, X)]
    threads = []
    for number, (stored, loaded) in enumerate(places):
        private = f"z{number}"
        renamed = [
            mark if mark.location is None else Mark(mark.kind, private, mark.value, mark.tags)
            for mark in middle
        ]
        threads.append([write(stored, 1), *renamed, read(loaded, 0)])
    pairs = [
        (thread, place, place + 1)
        for thread, events in enumerate(threads)
        for place, mark in enumerate(events)
        if mark.kind == "R" and "rmw" in mark.tags
    ]
    return draw(*threads, rmw=pairs)


def test_two_increments_do_not_lose_one() -> None:
    """No model lets both of two increments read the same store."""
    graph = draw(
        [*update(X, 0, 1)],
        [*update(X, 0, 2)],
        rmw=[(0, 0, 1), (1, 0, 1)],
    )
    assert [broken(graph, model) for model in MODELS] == ["atomic"] * 4


def test_the_halves_alone_do() -> None:
    """A load and a store that are no read-modify-write lose one under every model."""
    graph = draw([read(X, 0), write(X, 1)], [read(X, 0), write(X, 2)])
    assert models(graph) == "sc tso armv8 lkmm"


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        (update(Z, 0, 1), "armv8 lkmm"),
        (update(Z, 0, 1, "full"), ""),
        ((*update(Z, 0, 1), fence("after-atomic")), ""),
        ((fence("before-atomic"), *update(Z, 0, 1)), ""),
        ((*update(Z, 0, 1, "noreturn"), fence("after-atomic")), ""),
        ((fence("after-atomic"), *update(Z, 0, 1)), "lkmm"),
        ((fence("after-atomic"),), "tso lkmm"),
        ((fence("barrier"),), "tso armv8 lkmm"),
        ((read(Z, 0),), "tso armv8 lkmm"),
        ((read(Z, 0, "once", "failed"),), "armv8 lkmm"),
        ((read(Z, 0, "once", "failed"), fence("after-atomic")), ""),
    ],
    ids=[
        "relaxed",
        "full",
        "relaxed, after-atomic",
        "before-atomic, relaxed",
        "noreturn, after-atomic",
        "after-atomic on the wrong side",
        "after-atomic alone",
        "barrier",
        "a load",
        "failed",
        "failed, after-atomic",
    ],
)
def test_store_buffering_around(between: tuple[Mark, ...], expected: str) -> None:
    """A locked instruction is a full fence on x86; elsewhere it takes ``full`` or a fence.

    ``smp_mb__after_atomic()`` is DMB ISH on arm64 wherever it stands, so a fence that means nothing
    to the kernel's model still does something there.
    """
    assert models(around(*between)) == expected


def test_a_release_goes_on_through_updates() -> None:
    """``rmw-sequence``: who reads the last of a row of updates sees what came before the row.

    An update only goes on if it is one: with a load and a store of their own the kernel's model
    promises nothing.
    """
    threads = (
        [write(X, 1), write(Y, 1, "release")],
        [*update(Y, 1, 2)],
        [*update(Y, 2, 3)],
        [read(Y, 3, "acquire"), read(X, 0)],
    )
    assert models(draw(*threads, rmw=[(1, 0, 1), (2, 0, 1)])) == ""
    unmarked = (
        threads[0],
        [read(Y, 1), write(Y, 2)],
        [read(Y, 2), write(Y, 3)],
        threads[3],
    )
    assert models(draw(*unmarked)) == "lkmm"


def test_smp_rmb_does_not_order_an_atomic_that_returns_nothing() -> None:
    """``R4rmb``, and DMB ISHLD after STADD: MP whose first load is that of ``atomic_inc()``."""
    first = [write(X, 1), fence("mb"), write(Y, 1)]
    silent = [*update(Y, 1, 2, "noreturn"), fence("rmb"), read(X, 0)]
    told = [*update(Y, 1, 2), fence("rmb"), read(X, 0)]
    assert models(draw(first, silent, rmw=[(1, 0, 1)])) == "armv8 lkmm"
    assert models(draw(first, told, rmw=[(1, 0, 1)])) == ""


def test_a_full_update_is_a_barrier_for_itself() -> None:
    """SB whose load, or whose store, is that of the update; x86 needs no ``full`` for it."""
    other = [write(Y, 1), fence("mb"), read(X, 0)]
    for tag, expected in (("once", "armv8 lkmm"), ("full", "")):
        loading = draw([write(X, 1), *update(Y, 0, 2, tag)], other, co={Y: [2, 1]}, rmw=[(0, 1, 2)])
        storing = draw([*update(X, 0, 1, tag), read(Y, 0)], other, rmw=[(0, 0, 1)])
        assert [models(loading), models(storing)] == [expected, expected]


def test_an_acquire_of_an_updates_own_store_comes_after_its_load() -> None:
    """``rmw ; lrs ; [A]`` of ARMv8, which the kernel's model does not promise."""
    threads = (
        [write(X, 1), write(Y, 1, "release")],
        [*update(Y, 1, 2), read(Y, 2, "acquire"), read(X, 0)],
    )
    assert models(draw(*threads, rmw=[(1, 0, 1)])) == "lkmm"
