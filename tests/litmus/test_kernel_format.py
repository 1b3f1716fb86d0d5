"""Kernel litmus tests as a whole: header, signatures, names."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec.errors import UsageError
from spec.litmus import oneline
from spec.litmus.kernel_format import parse
from spec.litmus.program import Program, Read, Statement, Write
from spec.litmus.tokens import UnsupportedError

from .parts import ONE, X, Y, kernel, kernel_test

DATA = Path(__file__).parent / "data"
FILES = sorted((DATA / "kernel").glob("*.litmus"))

THREAD = "P0(int *x) { WRITE_ONCE(*x, 1); }\nexists (x=1)\n"


def unplaced(statements: tuple[Statement, ...]) -> str:
    """Statements without their lines."""
    return re.sub(r", line=\d+", "", str(statements))


def test_a_whole_test() -> None:
    """The same program as in one line, but for the lines."""
    text = """C MP+o-wmb-o+o-rmb-o
(*
 * Result: Never
 * (* nested *)
 *)
{
	int x;
}

P0(int *x, int *y) // the writer
{
	WRITE_ONCE(*x, 1);
	smp_wmb();
	WRITE_ONCE(*y, 1);
}

P1(int *x, int *y)
{
	int r0;
	int r1;

	r0 = READ_ONCE(*y);
	smp_rmb();
	r1 = READ_ONCE(*x);
}

exists (1:r0=1 /\\ 1:r1=0) (* stale *)
"""
    same = oneline.parse(
        "P0: WRITE_ONCE(x, 1); smp_wmb(); WRITE_ONCE(y, 1); | "
        "P1: r0 = READ_ONCE(y); smp_rmb(); r1 = READ_ONCE(x); | exists (1:r0=1 /\\ 1:r1=0)"
    )
    test = parse(text)
    assert (test.program.name, test.result) == ("MP+o-wmb-o+o-rmb-o", "Never")
    assert [unplaced(one) for one in test.program.threads] == [
        unplaced(one) for one in same.threads
    ]
    assert test.program.condition == same.condition
    assert [statement.line for statement in test.program.threads[0]] == [12, 13, 14]


HEADERS = [
    "C name\n{}\n",
    "C name {}\n",
    "// first\nC name\n{}\n",
    '(* first *)\nC name\n"Rfe PodRR Fre"\n{}\n',
    "C name\nOrig=Rfe { PodRR\nCycle = Rfe\n(* a } { b *)\n{}\n",
    "C   name  \n\n\n// a { b\n{ }\n",
]


@pytest.mark.parametrize("header", HEADERS)
def test_headers(header: str) -> None:
    """Comments, quoted strings and metadata lines say nothing."""
    test = parse(header + THREAD)
    assert test.program == Program(
        "name", ((Write(X, ONE, "once", header.count("\n") + 1),),), test.program.condition
    )


@pytest.mark.parametrize(
    "parameters",
    [
        "int *x",
        "int* x",
        "volatile int *x, spinlock_t *l",
        "struct foo *x",
        "atomic_t *x",
        "int **x",
    ],
)
def test_signatures(parameters: str) -> None:
    """Every parameter is a location."""
    assert kernel("WRITE_ONCE(*x, 1);", parameters) == (Write(X, ONE, "once", 3),)


def test_a_thread_may_have_no_parameters() -> None:
    """Written either way."""
    program = kernel_test("P0() { smp_mb(); }\nP1(void) { }\nP2(int *x) { }")
    assert [len(thread) for thread in program.threads] == [1, 0, 0]


def test_a_variable_may_have_the_name_of_another_threads_location() -> None:
    """If it is declared."""
    threads = "P0(int *x, int *y) { WRITE_ONCE(*y, 1); }\nP1(int *x) { int y = READ_ONCE(*x); }"
    assert kernel_test(threads).threads == (
        (Write(Y, ONE, "once", 2),),
        (Read("y", X, "once", 3),),
    )
    with pytest.raises(UnsupportedError, match="P1 assigns y, a location that is no parameter"):
        kernel_test(threads.replace("int y", "y"))


def test_plain_accesses_are_noted_wherever_they_are() -> None:
    """The data-race flag depends on it."""
    assert not kernel_test("P0(int *x) { WRITE_ONCE(*x, 1); if (1) { smp_mb(); } }").plain
    assert kernel_test("P0(int *x) { if (1) { smp_mb(); } else { *x = 1; } }").plain


WRONG = [
    ("", "line 1, column 1: expected 'C' and the test's name"),
    ("hello\n", "line 1: expected 'C' and the test's name"),
    ("C name\n", "line 2: expected '{' and the initial values"),
    ("C name\nP0(int *x) { }\n", "line 2: expected '{' and the initial values, found P"),
    ("C name\n{}\nexists (x=1)\n", "line 3, column 1: expected 'P0(...)', found 'exists'"),
    ("C name\n{}\nP1(int *x) { }\n", "line 3, column 1: expected 'P0', found 'P1'"),
    (
        "C name\n{}\nP0(int *x { }\n",
        "line 3, column 11: expected ')' after the parameters of P0, found '{'",
    ),
    (
        "C name\n{}\nP0(int *x) smp_mb();\n",
        "line 3, column 12: expected '{' after the parameters of P0, found 'smp_mb'",
    ),
    (
        "C name\n{}\nP0(int *x) {\n smp_mb();\n",
        "line 5, column 1: expected '}' for the '{' of line 3, found the end",
    ),
    (
        "C name\n{}\nP0(int *x) { if (1) {\n }\nexists (x=1)\n",
        "line 5, column 1: expected '}' before 'exists'",
    ),
    (
        "C name\n{}\nP0(int *x) { }\n",
        "line 4, column 1: expected the final condition 'exists (...)', found the end",
    ),
    (
        "C name\n{}\n" + "".join(f"P{at}(int *x) {{ }}\n" for at in range(7)) + "exists (x=1)",
        "line 9, column 1: too many threads: at most 6 are read",
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[text[:40] for text, _ in WRONG])
def test_what_is_no_test_is_named_with_its_line(text: str, message: str) -> None:
    """And what was expected."""
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$") as caught:
        parse(text)
    assert not isinstance(caught.value, UnsupportedError)


UNREAD = [
    ("AArch64 MP\n{}\n", "line 1: a test in AArch64: only C is read"),
    ("LISA MP\n{}\n P0 | P1 ;\n", "line 1: a test in LISA: only C is read"),
    ("C name\n{}\nP0(int x) { }\n", "line 3, column 8: the parameter x is no pointer: write *x"),
    (
        "C name\n{}\nP0(int *x[2]) { }\n",
        "line 3, column 9: the parameter x is no pointer: write *x",
    ),
    (
        "C name\n{}\nP0(bool *x) { }\n",
        "line 3, column 4: bool is not an int: only int-sized types are read",
    ),
    ("C name\n{}\nP0(foo *x) { }\n", "line 3, column 4: foo is no type that is read"),
]


@pytest.mark.parametrize(("text", "message"), UNREAD, ids=[text[:40] for text, _ in UNREAD])
def test_what_is_not_read_is_named_with_its_line(text: str, message: str) -> None:
    """So that the file can be skipped."""
    with pytest.raises(UnsupportedError, match=f"^{re.escape(message)}$"):
        parse(text)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_test_with_a_piece_moved_is_a_test_or_a_usage_error(data: st.DataObject) -> None:
    """Never an internal error."""
    text = data.draw(st.sampled_from(FILES)).read_text(encoding="utf-8")
    first, second, third = sorted(data.draw(st.integers(0, len(text))) for _ in range(3))
    moved = text[:first] + text[second:third] + text[first:second] + text[third:]
    told = ""
    try:
        parse(moved)
    except UsageError as error:
        told = str(error)
    assert not told or re.match(r"line [0-9]+|there is no thread|P[0-9] assigns", told)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_kernels_tests_are_read(path: Path) -> None:
    """All of them; each is named like its file."""
    assert parse(path.read_text(encoding="utf-8")).program.name == path.stem
