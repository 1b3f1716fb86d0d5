"""The text of one thread."""

import pytest

from spec.export.litmus.code import Code, named
from spec.term import equal, number

from .grammar import RESERVED

R = number("r_x", 1)


@pytest.mark.parametrize(
    ("page", "fit"),
    [
        ("seq", "seq"),
        ("my lock", "my_lock"),
        ("lock", "w_lock"),
        ("P0", "w_P0"),
        ("r_end", "w_r_end"),
        ("0x", "w_0x"),
        ("größe", "gr__e"),
        ("", "w_"),
    ],
)
def test_a_name_is_made_fit_for_herd7(page: str, fit: str) -> None:
    """Words that its parsers keep, names of threads and registers, and odd characters."""
    assert named(page) == fit


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_what_herd7_takes_for_something_else_is_no_name(word: str) -> None:
    """None of the words of its lexers, of C, of the initial values and of the final condition."""
    assert named(word) not in RESERVED


def test_a_block_that_nothing_is_said_in_is_not_written() -> None:
    """herd7's grammar has no empty block."""
    code = Code(1)
    with code.block(equal(R, 1)):
        pass
    assert "if" not in code.text()


def test_a_block_that_is_always_entered_needs_no_if() -> None:
    """Nor does it indent."""
    code = Code(1)
    with code.block(True) as ever:
        assert ever
        code.say("smp_mb();")
    assert code.text() == "P1()\n{\n\tsmp_mb();\n}"


def test_an_else_without_statements_is_not_written() -> None:
    """For the same reason."""
    code = Code(1)
    with code.block(equal(R, 1)):
        code.say("smp_mb();")
    with code.otherwise():
        pass
    assert code.text().endswith("\tif (r_x == 1) {\n\t\tsmp_mb();\n\t}\n}")


def test_registers_of_one_name_are_told_apart_and_declared_only_if_used() -> None:
    """A number is added to the second."""
    code = Code(0)
    first, second = code.register("x"), code.register("x")
    code.say(f"{second} = 1;")
    assert (first, second) == ("r_x", "r_x_2")
    assert "int r_x_2 = 0;" in code.text()
    assert "int r_x = 0;" not in code.text()


def test_ways_are_added_up_over_branches_and_multiplied_along_each() -> None:
    """So many executions herd7 has to try at most."""
    code = Code(1)
    code.loads("x")
    with code.block(equal(R, 1)):
        code.loads("x")
        code.loads("y")
        code.say("r_y = READ_ONCE(*y);")
    with code.otherwise():
        code.loads("y")
    assert code.ways({"x": 2, "y": 1}) == 3 * (3 * 2 + 2)
