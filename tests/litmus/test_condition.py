"""Final conditions, filters and what is shown besides."""

import re

import pytest

from spec.errors import UsageError
from spec.litmus import oneline
from spec.litmus.program import Address, Constant, Contents, Expression, Program, Register

from .parts import kernel_test, number, op

A, B = Register("r0", 0), Register("r0", 1)
X = Contents("x")
THREADS = "P0: r0 = READ_ONCE(x); | P1: r0 = READ_ONCE(y); | "
C_THREADS = "P0(int *x) { int r0 = READ_ONCE(*x); }\nP1(int *y) { int r0 = READ_ONCE(*y); }"


def equals(left: Expression, value: int) -> Expression:
    """``left=value``."""
    return op("==", left, number(value))


FORMS: list[tuple[str, Expression]] = [
    ("(x=1)", equals(X, 1)),
    ("x=1", equals(X, 1)),
    ("([x]=1)", equals(X, 1)),
    ("(*x=1)", equals(X, 1)),
    ("(x==1)", equals(X, 1)),
    ("(x=-1)", equals(X, -1)),
    ("(x!=1)", op("!=", X, number(1))),
    ("(x<1)", op("<", X, number(1))),
    ("(0:r0=1)", equals(A, 1)),
    ("(0:r0=1:r0)", op("==", A, B)),
    ("(0:r0=&y)", op("==", A, Address("y"))),
    (
        "(0:r0=1 /\\ 1:r0=1 /\\ x=2)",
        op("&&", op("&&", equals(A, 1), equals(B, 1)), equals(X, 2)),
    ),
    (
        "(0:r0=1 \\/ 1:r0=1 /\\ x=2)",
        op("||", equals(A, 1), op("&&", equals(B, 1), equals(X, 2))),
    ),
    (
        "((0:r0=1 \\/ 1:r0=1) /\\ x=2)",
        op("&&", op("||", equals(A, 1), equals(B, 1)), equals(X, 2)),
    ),
    ("(0:r0=1 && 1:r0=1)", op("&&", equals(A, 1), equals(B, 1))),
    ("(~x=1)", op("!", equals(X, 1))),
    ("(~(x=1) /\\ 0:r0=1)", op("&&", op("!", equals(X, 1)), equals(A, 1))),
    ("(not (x=1))", op("!", equals(X, 1))),
    ("(x=1 => 0:r0=1)", op("||", op("!", equals(X, 1)), equals(A, 1))),
    ("(true)", Constant(1)),
    ("(false)", Constant(0)),
]


@pytest.mark.parametrize(("text", "expected"), FORMS, ids=[text for text, _ in FORMS])
def test_conditions(text: str, expected: Expression) -> None:
    """Conjunction binds tighter than disjunction."""
    assert oneline.parse(f"{THREADS}exists {text}").condition == expected
    if "(*" not in text:
        assert kernel_test(C_THREADS, f"exists\n{text}").condition == expected


@pytest.mark.parametrize("quantifier", ["exists", "~exists", "forall"])
def test_quantifiers(quantifier: str) -> None:
    """All three, in both notations."""
    assert oneline.parse(f"{THREADS}{quantifier} (x=1)").quantifier == quantifier
    assert kernel_test(C_THREADS, f"{quantifier} (x=1)").quantifier == quantifier


def test_a_kernel_condition_may_name_an_address_without_an_ampersand() -> None:
    """As ``1:r0=x`` does; in one line that could be the contents."""
    assert kernel_test(C_THREADS, "exists (0:r0=x)").condition == op("==", A, Address("x"))
    message = "expected a number, a register such as 0:r0, or &x, found 'x'"
    with pytest.raises(UsageError, match=message):
        oneline.parse(f"{THREADS}exists (0:r0=x)")


@pytest.mark.parametrize("end", ["[x; 0:r0;]", "[x;0:r0]", "[ x ; 0:r0 ]"])
def test_more_can_be_shown_and_executions_filtered(end: str) -> None:
    """``locations`` and ``filter``, before the condition and in either order."""

    def check(program: Program) -> None:
        assert program.shown == (X, A)
        assert program.filter == equals(B, 1)
        assert program.condition == equals(X, 1)

    check(kernel_test(C_THREADS, f"locations {end}\nfilter (1:r0=1)\nexists (x=1)"))
    check(kernel_test(C_THREADS, f"filter (1:r0=1)\nlocations {end} (* a *)\nexists (x=1)"))
    check(oneline.parse(f"{THREADS}locations {end} filter (1:r0=1) exists (x=1)"))


WRONG = [
    ("exists (z=1)", "column 59: z is only in the condition: no thread uses such a location"),
    ("exists (2:r0=1)", "column 59: there is no thread 2: the threads are 0 to 1"),
    ("exists (0:r1=1)", "column 61: 0:r1 is never assigned: P0 has no such register"),
    ("exists (0:r0)", "column 63: expected '=' after 0:r0, found ')'"),
    ("exists (0 r0)", "column 61: expected ':' after 0, found 'r0'"),
    ("exists (0:1)", "column 61: expected a register of thread 0, found '1'"),
    ("exists (x=1", "column 62: expected ')' after (x=1, found the end"),
    ("exists ()", "column 59: expected 0:r0 or a location, found ')'"),
    ("exists (x=1) x", "column 64: expected the end after exists (x=1), found 'x'"),
    ("exists (x=)", "column 61: expected a number, a register such as 0:r0, or &x, found ')'"),
    ("exists (x=-y)", "column 62: expected a number, found 'y'"),
    ("exists", "column 57: expected 0:r0 or a location, found the end"),
    ("~forall (x=1)", "column 52: expected 'exists' after '~', found 'forall'"),
    ("locations x exists (x=1)", "column 61: expected '[' after locations, found 'x'"),
    (
        "locations [z] exists (x=1)",
        "column 62: z is only in the condition: no thread uses such a location",
    ),
    ("locations [x exists (x=1)", "column 64: expected ']' after the locations, found 'exists'"),
    ("(x=1)", "column 51: expected the final condition 'exists (...)', found '('"),
    ("", "column 51: expected the final condition 'exists (...)', found the end"),
    (
        "exists " + "(" * 102 + "x=1" + ")" * 102,
        "column 159: too deeply nested: at most 100 levels are read",
    ),
    (
        "exists x=1" + " /\\ x=1" * 101,
        "column 768: too long: at most 100 operators in a row are read",
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[text[:40] for text, _ in WRONG])
def test_what_is_no_condition_is_named_with_its_column(text: str, message: str) -> None:
    """And what was expected."""
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        oneline.parse(THREADS + text)


def test_a_condition_in_a_file_is_named_with_its_line() -> None:
    """Both."""
    with pytest.raises(UsageError, match=r"^line 5, column 2: z is only in the condition"):
        kernel_test(C_THREADS, "exists\n(z=1)")
