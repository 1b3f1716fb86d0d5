"""Programs of one line as a whole."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec.errors import UsageError
from spec.litmus.oneline import parse
from spec.litmus.program import Address, Contents, If, Program, Register, Write

from .parts import ONE, R0, X, Y, load, number, op, store
from .printed import program_text
from .samples import programs


def test_a_whole_program() -> None:
    """Threads, their statements and the condition."""
    text = "P0: WRITE_ONCE(x, 1); WRITE_ONCE(y, 1); | P1: r0 = READ_ONCE(y); if (r0 == r0) { "
    text += "r1 = READ_ONCE(x[r0 & 0]); } | exists (1:r0=1 /\\ 1:r1=0)"
    assert parse(text, "MP") == Program(
        "MP",
        (
            (store(), store(address=Y)),
            (
                load("r0", Y),
                If(op("==", R0, R0), (load("r1", op("+", X, op("&", R0, number(0)))),)),
            ),
        ),
        op(
            "&&",
            op("==", Register("r0", 1), ONE),
            op("==", Register("r1", 1), number(0)),
        ),
    )


def _complaint(text: str) -> str:
    """What is wrong with a text; empty if it is a program."""
    try:
        parse(text)
    except UsageError as error:
        return str(error)
    return ""


@given(programs())
@settings(max_examples=100, deadline=None)
def test_what_is_printed_is_read_back(program: Program) -> None:
    """Every statement, expression and condition survives."""
    assert parse(program_text(program)) == program


@given(st.text(alphabet="P01:;|()[]{}=*&~/\\ rxy\n\"'#", max_size=40))
@settings(max_examples=300, deadline=None)
def test_nonsense_is_a_usage_error(text: str) -> None:
    """Never anything else."""
    told = _complaint("P0: " + text)
    assert not told or told.startswith("column ")


@given(programs(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_program_with_a_piece_missing_is_a_usage_error_or_another_program(
    program: Program, data: st.DataObject
) -> None:
    """Never an internal error."""
    text = program_text(program)
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    told = _complaint(text[:begin] + text[end:])
    assert not told or told.startswith("column ")


def test_a_bar_within_a_thread_is_an_operator() -> None:
    """Unless a thread or the condition follows."""
    program = parse("P0: WRITE_ONCE(x, 1 | 2); | P1: r0 = 1 | 2; WRITE_ONCE(x, r0); | exists (x=3)")
    assert program.threads[0] == (store(op("|", ONE, number(2))),)


def test_locations_may_have_any_name() -> None:
    """Registers are r and digits."""
    program = parse("P0: WRITE_ONCE(rx, 1); *flag_2 = 1; | exists (rx=1 /\\ flag_2=1)")
    assert program.threads[0] == (
        store(address=Address("rx")),
        Write(Address("flag_2"), ONE, "plain"),
    )
    assert program.plain
    assert program.condition == op(
        "&&", op("==", Contents("rx"), ONE), op("==", Contents("flag_2"), ONE)
    )


def test_a_thread_may_do_nothing() -> None:
    """An empty one."""
    assert parse("P0: | P1: WRITE_ONCE(x, 1); | exists (x=1)").threads == ((), (store(),))


WRONG = [
    ("", "column 1: expected 'P0:', found the end"),
    ("hello", "column 1: expected 'P0:', found 'hello'"),
    ("P1: smp_mb(); | exists (x=0)", "column 1: expected 'P0:', found 'P1'"),
    ("P0: smp_mb(); | P2: | exists (x=0)", "column 17: expected 'P1:', found 'P2'"),
    ("P0: smp_mb();", "column 14: expected '|' after P0, found the end"),
    ("P0: smp_mb(); }", "column 15: expected '|' after P0, found '}'"),
    ("P0: r0 = READ_ONCE(x) | P1:", "column 23: expected ';' after READ_ONCE(x), found '|'"),
    (
        " | ".join(f"P{at}: WRITE_ONCE(x, 1);" for at in range(7)) + " | exists (x=1)",
        "column 145: too many threads: at most 6 are read",
    ),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[text[:40] for text, _ in WRONG])
def test_what_is_no_program_is_named_with_its_column(text: str, message: str) -> None:
    """And what was expected."""
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        parse(text)


def test_a_program_in_a_file_is_named_with_its_line() -> None:
    """And columns count from where it begins there."""
    with pytest.raises(UsageError, match=r"^line 12, column 34: expected ';'"):
        parse("P0: r0 = READ_ONCE(x) | P1:", line=12, column=12)
