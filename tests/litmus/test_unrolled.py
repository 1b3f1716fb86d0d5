"""Litmus tests as event structures: guards, pointers, locks, and how wide a value is."""

import pytest

from spec.errors import UsageError
from spec.events import Event
from spec.litmus.decision import MODELS, decide
from spec.litmus.extent import locations, width
from spec.litmus.oneline import parse
from spec.litmus.program import Address, Fence, Program, Statement, Write
from spec.litmus.unrolled import Unrolled
from spec.words import Location
from tests.axioms.enumeration import outcomes

from .parts import ONE, number


def events(text: str) -> list[Event]:
    """The events of a program whose question does not matter."""
    return Unrolled(parse(f"{text} | exists (x=1)")).structure.events


def words(text: str) -> str:
    """The models under which the question has the answer yes."""
    return " ".join(model for model in MODELS if decide(parse(text), model).word == "sometimes")


def test_both_branches_are_there_and_one_is_taken() -> None:
    """Their guards exclude each other."""
    load, then, otherwise, last = events(
        "P0: r0 = READ_ONCE(x); if (r0) { WRITE_ONCE(y, 1); } else { WRITE_ONCE(y, 2); } "
        "WRITE_ONCE(x, 1);"
    )
    assert load.guard is True
    assert last.guard is True
    assert then.control == otherwise.control == (load.index,)
    assert last.control == ()
    text = (
        "P0: r0 = READ_ONCE(x); if (r0) {{ WRITE_ONCE(y, 1); }} else {{ WRITE_ONCE(y, 2); }} | "
        "P1: WRITE_ONCE(x, 1); | exists (0:r0={} /\\ y={})"
    )
    answers = [words(text.format(*pair)) for pair in ((0, 2), (1, 1), (0, 1), (1, 2), (0, 0))]
    assert answers == [" ".join(MODELS), " ".join(MODELS), "", "", ""]


def test_a_branch_that_is_never_taken_is_no_event() -> None:
    """It is decided before any solver is asked."""
    found = events("P0: if (0) { WRITE_ONCE(y, 1); } WRITE_ONCE(x, 1);")
    assert [event.guard for event in found] == [False, True]


def test_registers_after_a_branch_depend_on_what_was_taken() -> None:
    """The value is picked; a register that only one side sets keeps its old value."""
    text = (
        "P0: r0 = READ_ONCE(x); r1 = 5; if (r0 == 1) {{ r1 = 7; }} | "
        "P1: WRITE_ONCE(x, 1); | exists (0:r0={} /\\ 0:r1={})"
    )
    assert [bool(words(text.format(*pair))) for pair in ((0, 5), (1, 7), (0, 7), (1, 5))] == [
        True,
        True,
        False,
        False,
    ]


def test_a_pointer_is_followed_to_whatever_it_designates() -> None:
    """One event for each location that it may be."""
    text = (
        "{{ q=&x; x=3; y=4; }} P0: r0 = READ_ONCE(q); r1 = READ_ONCE(*r0); | "
        "P1: WRITE_ONCE(q, &y); | exists (0:r1={})"
    )
    assert [bool(words(text.format(value))) for value in (3, 4, 0)] == [True, True, False]
    found = Unrolled(parse(text.format(3))).structure.events
    assert {event.location for event in found if event.address} >= {Location("x"), Location("y")}


def test_a_null_pointer_is_followed_by_nobody() -> None:
    """Executions in which a thread would crash are left out, as the enumeration does."""
    text = (
        "{ q=0; x=3; } P0: r0 = READ_ONCE(q); r1 = READ_ONCE(*r0); | P1: WRITE_ONCE(q, &x); | "
        "exists (0:r0=0)"
    )
    assert words(text) == ""
    assert {dict(state)["0:r1"] for state in outcomes(parse(text), "sc")} == {3}


def test_an_access_to_no_location_is_an_error() -> None:
    """A number is no pointer."""
    with pytest.raises(UsageError, match="dereference a pointer to one"):
        Unrolled(Program("", ((Write(number(1), ONE, "once"),),), ONE, initial={"x": ONE}))


def test_an_update_is_two_events_and_fences_where_it_is_fully_ordered() -> None:
    """The fences and the store take place if the update succeeds."""
    found = events("P0: r0 = cmpxchg(&x, 0, 1);")
    assert [event.action for event in found] == ["smp_mb()", "update", "store", "smp_mb()"]
    fence, load, store, behind = found
    assert fence.guard is store.guard is behind.guard
    assert load.guard is True
    assert store.pair == load.index
    assert store.control == (load.index,)
    (load, store) = events("P0: r0 = xchg_acquire(&x, 1);")
    assert (load.order, store.order) == ("acquire", "once")
    (load, store) = events("P0: r0 = xchg_release(&x, 1);")
    assert (load.order, store.order) == ("once", "release")


def test_a_lock_waits_and_a_trylock_does_not() -> None:
    """The store half of a lock always takes place."""
    assert [event.guard for event in events("P0: spin_lock(&x); spin_unlock(&x);")] == [True] * 3
    load, store = events("P0: r0 = spin_trylock(&x);")
    assert load.takes_effect is store.guard
    assert store.guard is not True
    text = "P0: spin_lock(&x); spin_lock(&x); r0 = 1; | exists (0:r0=1)"
    assert words(text) == ""


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        (("rcu-lock",), r"P0 has an rcu_read_lock\(\) without its rcu_read_unlock\(\)"),
        (("rcu-unlock",), r"P0 has an rcu_read_unlock\(\) without its rcu_read_lock\(\)"),
        (("dmb",), "the barrier dmb is not known"),
    ],
)
def test_fences_that_cannot_be_meant(kinds: tuple[str, ...], message: str) -> None:
    """One sentence."""
    thread: tuple[Statement, ...] = (*map(Fence, kinds), Write(Address("x"), ONE, "once"))
    with pytest.raises(UsageError, match=message):
        Unrolled(Program("", (thread,), ONE))


def test_too_many_threads_are_refused() -> None:
    """The limit is in the message."""
    thread = (Write(Address("x"), ONE, "once"),)
    with pytest.raises(UsageError, match="9 threads are too many: at most 8 are decided"):
        Unrolled(Program("", (thread,) * 9, ONE))


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("P0: WRITE_ONCE(x, 1); | exists (x=1)", 3),
        ("P0: r0 = READ_ONCE(x); WRITE_ONCE(x, r0 + 1); | exists (x=1)", 3),
        ("P0: r0 = READ_ONCE(x); WRITE_ONCE(x, 1 + (r0 & 0)); | exists (x=1)", 3),
        ("P0: r0 = READ_ONCE(x); WRITE_ONCE(x, r0 + 9); | exists (x=1)", 5),
        ("P0: r0 = READ_ONCE(x); WRITE_ONCE(x, r0 + r0); | exists (x=1)", 4),
        ("P0: r0 = READ_ONCE(x); WRITE_ONCE(x, r0 - 1); | exists (x=1)", 32),
        ("P0: r0 = READ_ONCE(x); WRITE_ONCE(x, r0); | exists (x=-1)", 32),
        ("P0: r0 = *x; *x = r0 + 1; | exists (x=1)", 32),
    ],
)
def test_a_value_is_as_wide_as_the_program_needs(text: str, bits: int) -> None:
    """Additions bound it; negative numbers and plain sums need all 32 bits."""
    assert width(parse(text)) == bits


def test_increments_beyond_the_constants_are_not_lost() -> None:
    """The largest value is the sum of what is added, wherever it is added."""
    increment = "atomic_add(5, &x);"
    threads = " | ".join(f"P{at}: {increment * 2}" for at in range(2))
    assert words(f"{threads} | exists (x=20)") == " ".join(MODELS)
    doubled = "P0: r0 = READ_ONCE(x); r1 = r0 + r0; r2 = r1 + r1; WRITE_ONCE(x, r2); | "
    assert words(f"{{ x=3; }} {doubled} exists (x=12)") == " ".join(MODELS)
    mixed = "P0: r0 = READ_ONCE(x); r1 = r0 ^ 8; r2 = r1 | 4; WRITE_ONCE(y, r2 + r2); | "
    assert words(f"{{ x=3; }} {mixed} exists (y=30)") == " ".join(MODELS)


def test_every_location_that_is_named_has_an_address() -> None:
    """In the statements, in the beginning, in the question."""
    program = parse("{ z=1; } P0: WRITE_ONCE(x, &y); r0 = READ_ONCE(z); | exists (x=1)")
    assert sorted(locations(program)) == ["x", "y", "z"]
    assert width(program) == (1 + 2 + 3).bit_length()


@pytest.mark.parametrize("model", MODELS)
def test_no_increment_is_lost_however_many_there_are(model: str) -> None:
    """Twelve increments by four threads come to twelve, and to nothing else."""
    threads = " | ".join(f"P{thread}: " + "atomic_inc(x); " * 3 for thread in range(4))
    assert decide(parse(f"{threads}| exists (x=12)"), model, both=True).word == "always"


@pytest.mark.parametrize(("final", "word"), [(1, "never"), (5, "sometimes"), (6, "sometimes")])
def test_an_increment_beside_a_plain_store_can_be_overwritten(final: int, word: str) -> None:
    """Only where every store is an increment do they add up."""
    program = f"P0: atomic_inc(x); | P1: WRITE_ONCE(x, 5); | exists (x={final})"
    assert decide(parse(program), "lkmm").word == word
