"""Initial values, in all the forms that the kernel's tests use."""

import re

import pytest

from spec.errors import UsageError
from spec.litmus import oneline
from spec.litmus.program import Expression
from spec.litmus.tokens import UnsupportedError

from .parts import Q, X, kernel_test, number

THREADS = "P0(int *x, int **q) { int r0 = READ_ONCE(*x); }\nP1(int *x) { r1 = READ_ONCE(*x); }"

FORMS: list[tuple[str, dict[str, Expression]]] = [
    ("", {}),
    ("x=1", {"x": number(1)}),
    ("x=1;", {"x": number(1)}),
    ("x = 1; q = x;", {"x": number(1), "q": X}),
    ("[x]=1;", {"x": number(1)}),
    ("int x;", {}),
    ("int x = 1;", {"x": number(1)}),
    ("int x = -1;", {"x": number(-1)}),
    ("int *q = &x;", {"q": X}),
    ("int* q=&x;", {"q": X}),
    ("int **q;", {}),
    ("struct foo *q = x;", {"q": X}),
    ("q=&q;", {"q": Q}),
    ("atomic_t x = ATOMIC_INIT(1);", {"x": number(1)}),
    ("atomic_t x = (1);", {"x": number(1)}),
    ("spinlock_t x; int y;", {}),
    ("unsigned long x = 0x10;", {"x": number(16)}),
    ("(* one *) x=1; // and\n int y; /* two */", {"x": number(1)}),
]


@pytest.mark.parametrize(("text", "expected"), FORMS, ids=[text for text, _ in FORMS])
def test_locations(text: str, expected: dict[str, Expression]) -> None:
    """Declared or not, with or without a value."""
    assert kernel_test(THREADS, init=f"{{{text}}}").initial == expected


def test_registers() -> None:
    """By thread; they have a value from the start."""
    program = kernel_test("P0(int *x) { WRITE_ONCE(*x, r7); }", init="{ 0:r7=2; int 0:r8 = x; }")
    assert program.registers == {(0, "r7"): number(2), (0, "r8"): X}


def test_a_location_may_be_declared_and_never_used() -> None:
    """The condition can speak of it, and of one that is only pointed to."""
    init = "{ int unused; q=elsewhere; }"
    condition = "exists (unused=0 /\\ elsewhere=0)"
    assert kernel_test(THREADS, condition, init).initial.keys() == {"q"}


def test_a_program_of_one_line_may_begin_with_them_too() -> None:
    """In the same braces."""
    program = oneline.parse("{ x=1; p=&x; 0:r1=3; } P0: WRITE_ONCE(x, r1); | exists (p=&x)")
    assert program.initial == {"x": number(1), "p": X}
    assert program.registers == {(0, "r1"): number(3)}


WRONG = [
    ("{ x=; }", "line 1, column 12: expected a number or a location, found ';'"),
    ("{ x=1 y=2; }", "line 1, column 14: expected ';' after x=1, found 'y'"),
    ("{ 0:r1; }", "line 1, column 14: expected '=' after 0:r1, found ';'"),
    ("{ =1; }", "line 1, column 10: expected a location, found '='"),
    ("{ x=ATOMIC_INIT(1; }", "line 1, column 25: expected ')' after ATOMIC_INIT, found ';'"),
]


@pytest.mark.parametrize(("init", "message"), WRONG, ids=[init for init, _ in WRONG])
def test_what_is_no_initial_value_is_named_with_its_place(init: str, message: str) -> None:
    """And what was expected."""
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        kernel_test(THREADS, init=init)


def test_a_register_needs_a_thread() -> None:
    """One that exists."""
    with pytest.raises(UsageError, match="there is no thread 2 for the initial value of 2:r0"):
        kernel_test(THREADS, init="{ 2:r0=1; }")


def test_braces_are_closed() -> None:
    """The message says where they were opened."""
    with pytest.raises(UsageError, match=r"expected '}' for the '{' of column 1, found the end"):
        oneline.parse("{ x=1;")


UNREAD = [
    ("{ int a[2]; }", "a is an array: each location is one word"),
    ("{ int a = {1}; }", "arrays and structs are not read: each location is one word"),
    ("{ spinlock_t x = SPIN_LOCK_UNLOCKED; }", "SPIN_LOCK_UNLOCKED is not read: give a number"),
    ("{ x = f(1); }", "f is not read: give a number or a location"),
    ("{ char x = 1; }", "char is not an int: only int-sized types are read"),
    ("{ 0:x=1; }", "the parameter x has an initial value of its own"),
]


@pytest.mark.parametrize(("init", "message"), UNREAD, ids=[init for init, _ in UNREAD])
def test_what_is_not_read_is_named(init: str, message: str) -> None:
    """So that the file can be skipped."""
    with pytest.raises(UnsupportedError, match=re.escape(message)):
        kernel_test(THREADS, init=init)
