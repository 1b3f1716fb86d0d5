"""Statements: branches, declarations, assignments, and what is none."""

import re

import pytest

from spec.errors import UsageError
from spec.litmus.program import Assign, If, Read, Register, Statement, Write
from spec.litmus.tokens import UnsupportedError

from .parts import ONE, R0, X, Y, kernel, load, number, op, short, store

TAKEN = op("==", R0, R0)

SHORT: list[tuple[str, tuple[Statement, ...]]] = [
    ("", ()),
    (";;", ()),
    ("{ WRITE_ONCE(x, 1); }", (store(),)),
    ("if (r0 == r0) { WRITE_ONCE(x, 1); }", (If(TAKEN, (store(),)),)),
    ("if (r0 == r0) WRITE_ONCE(x, 1);", (If(TAKEN, (store(),)),)),
    ("if (r0 == r0) { } else { WRITE_ONCE(x, 1); }", (If(TAKEN, (), (store(),)),)),
    (
        "if (r0) WRITE_ONCE(x, 1); else if (!r0) WRITE_ONCE(y, 1); else WRITE_ONCE(y, 2);",
        (
            If(
                R0,
                (store(),),
                (If(op("!", R0), (store(address=Y),), (store(number(2), Y),)),),
            ),
        ),
    ),
    (
        "if (r0) if (r0 == r0) WRITE_ONCE(x, 1); else WRITE_ONCE(y, 1);",
        (If(R0, (If(TAKEN, (store(),), (store(address=Y),)),)),),
    ),
    (
        "if (r0) { if (r0 == r0) { smp_store_release(x, 1); } WRITE_ONCE(x, 1); }",
        (If(R0, (If(TAKEN, (Write(X, ONE, "release"),)), store())),),
    ),
    (
        "if (READ_ONCE(x) == 1) WRITE_ONCE(y, READ_ONCE(x));",
        (
            load("<1>"),
            If(
                op("==", Register("<1>"), ONE),
                (load("<2>"), store(Register("<2>"), Y)),
            ),
        ),
    ),
    ("int a; a = READ_ONCE(x);", (load("a"),)),
    ("int a = READ_ONCE(x);", (load("a"),)),
    ("int a = READ_ONCE(x), *b = &x, c;", (load("a"), Assign("b", X))),
    ("unsigned long a = 1;", (Assign("a", ONE),)),
    ("struct foo *a = &x;", (Assign("a", X),)),
    ("typeof(*x) a = 1;", (Assign("a", ONE),)),
    ("const int *const a = &x;", (Assign("a", X),)),
    ("*x = 1;", (Write(X, ONE, "plain"),)),
]


@pytest.mark.parametrize(("body", "expected"), SHORT, ids=[body for body, _ in SHORT])
def test_statements(body: str, expected: tuple[Statement, ...]) -> None:
    """What they become, after ``r0`` was loaded."""
    assert short(f"r0 = READ_ONCE(x); {body}") == (load("r0"), *expected)


def test_statements_of_kernel_code_keep_their_lines() -> None:
    """An if has the line of its keyword, what is in it its own."""
    body = "int r0;\n\nr0 = READ_ONCE(*x); // comment\nif (r0)\n\tWRITE_ONCE(*y, 1);"
    assert kernel(body) == (
        Read("r0", X, "once", 5),
        If(R0, (Write(Y, ONE, "once", 7),), line=6),
    )


def test_kernel_code_may_use_a_variable_that_it_does_not_declare() -> None:
    """As several of the kernel's own tests do."""
    assert kernel("r9 = READ_ONCE(*x);") == (Read("r9", X, "once", 3),)


def test_a_register_of_one_branch_can_be_used_after_it() -> None:
    """It is 0 where the branch was not taken."""
    assert short("if (READ_ONCE(x)) r0 = 1; WRITE_ONCE(y, r0);")[-1] == store(R0, Y)


WRONG = [
    ("r0 = READ_ONCE(x)", "column 23: expected ';' after READ_ONCE(x), found '|'"),
    ("WRITE_ONCE(x, 1)", "column 22: expected ';' after WRITE_ONCE(x, 1), found '|'"),
    ("*x = 1", "column 12: expected ';' after 1, found '|'"),
    ("*x + 1;", "column 8: expected '=' after *x, found '+'"),
    ("smp_mb;", "column 11: expected '=' after smp_mb, found ';'"),
    (
        "x = 1;",
        (
            "column 5: x is no register: registers are called r0, r1, ...; "
            "to store to the location write *x = ..."
        ),
    ),
    ("1;", "column 5: expected a statement, found '1'"),
    ("if (1) { smp_mb();", "column 24: expected '}' for the '{' of column 12, found '|'"),
    ("if 1 smp_mb();", "column 8: expected '(' after if, found '1'"),
    ("if (1 smp_mb();", "column 11: expected ')' after if (1, found 'smp_mb'"),
    ("if (1)", "column 12: expected a statement, found '|'"),
    ("{ if (1) }", "column 14: expected a statement, found '}'"),
    ("exists (x=1)", "column 5: expected '|' before 'exists'"),
    ("~exists (x=1)", "column 5: expected '|' before '~'"),
    ("(void)x;", "column 11: expected a primitive, found 'x'"),
    ("int 1;", "column 9: expected a variable, found '1'"),
    ("WRITE_ONCE(a, 1); int a;", "column 27: a is a location: give the variable another name"),
    ("{" * 101 + "}" * 101, "column 105: too deeply nested: at most 100 levels are read"),
    ("if (1) " * 101 + ";", "column 709: too deeply nested: at most 100 levels are read"),
]


@pytest.mark.parametrize(("body", "message"), WRONG, ids=[body[:40] for body, _ in WRONG])
def test_what_is_no_statement_is_named_with_its_column(body: str, message: str) -> None:
    """And what was expected."""
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        short(body)


UNREAD = [
    ("while (1) { }", "'while' is not read: unroll the loop"),
    ("for (;;) { }", "'for' is not read: unroll the loop"),
    ("do { } while (1);", "'do' is not read: unroll the loop"),
    ("goto out;", "'goto' is not read: only if and else change what comes next"),
    ("return;", "'return' is not read: only if and else change what comes next"),
    ("out: smp_mb();", "the label out is not read: only if and else are"),
    ("r0++;", "the operator '++' is not read"),
    ("r0 += 1;", "the operator '+=' is not read"),
    ("*x += 1;", "the operator '+=' is not read"),
    ("int a[2];", "a is an array or a function: only variables are read"),
    ("char a;", "char is not an int: only int-sized types are read"),
    ("bool a = 1;", "bool is not an int: only int-sized types are read"),
    ("foo a;", "foo is no type that is read"),
    ("foo *a;", "foo is no type that is read"),
    ("r0 = r1 = 1;", "one assignment at a time is read"),
    ("x->next = 1;", "the operator '->' is not read"),
    (
        "r0 = __xchg{once}(*x, 1);",
        "only the kernel's primitives are read, not what herd makes of them",
    ),
    ("__fence{mb};", "only the kernel's primitives are read, not what herd makes of them"),
]


@pytest.mark.parametrize(("body", "message"), UNREAD, ids=[body for body, _ in UNREAD])
def test_c_that_is_not_read_is_named_with_its_line(body: str, message: str) -> None:
    """So that a file can be skipped, not guessed at."""
    pattern = f"^line 4, column [0-9]+: {re.escape(message)}$"
    with pytest.raises(UnsupportedError, match=pattern):
        kernel(f"r0 = 0; r1 = 0;\n{body}")


def test_a_parameter_is_no_variable() -> None:
    """Neither to assign nor to declare again."""
    with pytest.raises(UnsupportedError, match="x is a parameter: only variables are assigned"):
        kernel("x = y;")
    with pytest.raises(UnsupportedError, match="x is a location too: give the variable another"):
        kernel("int x;")
