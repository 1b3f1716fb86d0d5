"""Plain accesses: when they race, and what they may not see although they do not."""

from spec.axioms.check import flags
from tests.axioms.drawing import Mark, broken, draw, fence, models, read, write

X, Y = "x", "y"
RACE = ("data-race",)


def stored(value: int = 1) -> Mark:
    """A plain store to x."""
    return write(X, value, "plain")


def loaded(value: int = 1) -> Mark:
    """A plain load of x."""
    return read(X, value, "plain")


def test_message_passing_with_plain_flag_races() -> None:
    """MP, all plain: both locations are accessed at the same time by two CPUs."""
    graph = draw([stored(), write(Y, 1, "plain")], [read(Y, 1, "plain"), loaded()])
    assert flags(graph) == RACE


def test_message_passing_with_release_and_acquire_does_not_race() -> None:
    """The plain data is written before the flag and read after it."""
    graph = draw([stored(), write(Y, 1, "release")], [read(Y, 1, "acquire"), loaded()])
    assert models(graph) == "sc tso armv8 lkmm"
    assert flags(graph) == ()


def test_message_passing_with_once_races() -> None:
    """A marked flag alone orders nothing."""
    assert flags(draw([stored(), write(Y, 1)], [read(Y, 1), loaded()])) == RACE


def test_barriers_of_both_sides_prevent_the_race() -> None:
    """``smp_wmb()`` and ``smp_rmb()`` bound plain accesses as they do marked ones."""
    graph = draw([stored(), fence("wmb"), write(Y, 1)], [read(Y, 1), fence("rmb"), loaded()])
    assert flags(graph) == ()


def test_what_is_ordered_is_seen() -> None:
    """The old value cannot be read after the flag; it breaks ``plain-coherence``."""
    graph = draw([stored(), write(Y, 1, "release")], [read(Y, 1, "acquire"), loaded(0)])
    assert broken(graph, "lkmm") == "plain-coherence"


def test_a_control_dependency_orders_a_marked_store_only() -> None:
    """The kernel's model lets the compiler move a plain store, so it races with the load before it.

    As in the example of its explanation: a plain load, a flag, and a store by who saw the flag.
    """
    reader = [loaded(0), write(Y, 1, "release")]
    racing = draw(reader, [read(Y, 1), stored()], ctrl=[(1, 0, 1)])
    assert flags(racing) == RACE
    assert flags(draw(reader, [read(Y, 1), write(X, 1)], ctrl=[(1, 0, 1)])) == ()
    assert flags(draw(reader, [read(Y, 1, "acquire"), stored()])) == ()


def test_reads_do_not_race() -> None:
    """Two plain loads of one location are fine, and so is a plain load of an initial value."""
    assert flags(draw([loaded(0)], [loaded(0)])) == ()


def test_marked_accesses_do_not_race() -> None:
    """What is marked may go on at the same time."""
    assert flags(draw([write(X, 1)], [read(X, 1)])) == ()
    assert flags(draw([write(X, 1)], [loaded()])) == RACE


def test_stores_race() -> None:
    """Two stores of one location race if one is plain and nothing orders them."""
    assert flags(draw([stored(1)], [write(X, 2)])) == RACE


def test_plain_and_marked_side_by_side() -> None:
    """A plain store and a marked access of one CPU with no barrier between may be merged."""
    mixed = ("mixed-accesses",)
    assert flags(draw([stored(), read(X, 1)])) == mixed
    assert flags(draw([read(X, 0), stored()])) == mixed
    assert flags(draw([stored(), fence("barrier"), read(X, 1)])) == ()
    assert flags(draw([loaded(0), write(X, 1)])) == ()


def test_an_update_passes_on_what_was_released() -> None:
    """``rmw-sequence`` bounds a plain store."""
    halves = [read(Y, 1, "once", "rmw"), write(Y, 2, "once", "rmw")]
    threads = ([stored(), write(Y, 1, "release")], halves, [read(Y, 2, "acquire"), loaded()])
    assert flags(draw(*threads, rmw=[(1, 0, 1)])) == ()
    assert flags(draw(*threads)) != ()


def test_a_load_does_not_see_what_executes_later() -> None:
    """LB with a plain location: the store waits for the load, so the load cannot read it."""
    graph = draw([loaded(), write(Y, 1, "release")], [read(Y, 1, "acquire"), stored()])
    assert broken(graph, "lkmm") == "plain-coherence"


def test_stores_take_effect_in_their_order() -> None:
    """A plain store that is visible before another is not its successor."""
    threads = ([stored(1), write(Y, 1, "release")], [read(Y, 1, "acquire"), stored(2)])
    assert broken(draw(*threads, co={X: [2, 1]}), "lkmm") == "plain-coherence"
    assert broken(draw(*threads), "lkmm") == ""
    assert flags(draw(*threads)) == ()


def test_a_plain_store_may_be_a_load_too() -> None:
    """The compiler may load before it stores, so ``smp_wmb()`` alone does not prevent a race."""
    for barrier, expected in (("wmb", RACE), ("mb", ())):
        first = draw([stored(1), fence(barrier), write(Y, 1)], [read(Y, 1, "acquire"), write(X, 2)])
        last = draw(
            [write(X, 1), write(Y, 1, "release")],
            [read(Y, 1), write("z", 1), fence(barrier), stored(2)],
            data=[(1, 0, 1)],
        )
        assert [flags(first), flags(last)] == [expected, expected]


def test_a_pointer_is_enough_for_who_follows_it() -> None:
    """A plain load through a pointer does not race with what was stored before publishing it."""
    threads = ([stored(), write(Y, 1, "release")], [read(Y, 1), loaded()])
    assert flags(draw(*threads, addr=[(1, 0, 1)])) == ()
    assert flags(draw(*threads, ctrl=[(1, 0, 1)])) == RACE


def test_smp_rmb_bounds_a_plain_load_from_behind() -> None:
    """A plain load, a barrier, a marked load: the first executes before what the second allows."""
    for between, expected in (((fence("rmb"),), ()), ((), RACE)):
        graph = draw(
            [loaded(0), *between, read("z", 0), write(Y, 1)],
            [read(Y, 1, "acquire"), stored()],
            data=[(0, 1 + len(between), 2 + len(between))],
        )
        assert flags(graph) == expected


def test_strong_fences_order_plain_accesses_across_a_race_for_a_flag() -> None:
    """SB on a flag decides who was first, so that the other one's plain load sees the store."""
    other = [write(Y, 1), fence("mb"), read("z", 0), fence("mb"), loaded()]
    assert flags(draw([stored(), fence("mb"), read(Y, 0)], other)) == ()
    assert flags(draw([stored(), fence("rmb"), read(Y, 0)], other)) == RACE
