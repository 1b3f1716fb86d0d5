"""C operators: the same on constants, on terms, and on the ints of a C compiler."""

from operator import add, and_, eq, ge, gt, le, lt, ne, or_, sub, xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.errors import UsageError
from spec.litmus.arithmetic import apply, is_true, signed, word
from spec.term import Term, evaluate, number
from tests.symbolic.expressions import examples

BINARY = {
    "+": add, "-": sub, "&": and_, "|": or_, "^": xor, "==": eq, "!=": ne, "<": lt, ">": gt,
    "<=": le, ">=": ge,
}  # fmt: skip
ints = st.one_of(st.integers(-3, 9), st.integers(-(1 << 31), (1 << 31) - 1), st.just(-(1 << 31)))


def wrapped(value: int) -> int:
    """As 32 bits hold it."""
    return (value + (1 << 31)) % (1 << 32) - (1 << 31)


@given(st.sampled_from([*BINARY]), ints, ints, st.sampled_from(["both", "left", "right", "none"]))
@examples(300)
def test_operators_are_those_of_c(name: str, left: int, right: int, free: str) -> None:
    """Whichever side is a constant."""
    a = number("a", (1 << 32) - 1) if free in {"both", "left"} else word(left)
    b = number("b", (1 << 32) - 1) if free in {"both", "right"} else word(right)
    found = apply(name, (a, b))
    if free == "none":
        assert not isinstance(found, Term)
    value = evaluate(found, {"a": word(left), "b": word(right)})
    assert signed(int(value)) == wrapped(int(BINARY[name](left, right)))


@given(st.sampled_from([*BINARY]), st.integers(0, 12), st.integers(0, 12))
@examples(150)
def test_small_numbers_need_few_bits(name: str, left: int, right: int) -> None:
    """Loads of a program with small numbers are narrow; what they mean does not change."""
    found = apply(name, (number("a", 15), number("b", 15)))
    value = evaluate(found, {"a": left, "b": right})
    assert signed(int(value)) == wrapped(int(BINARY[name](left, right)))


@given(ints, ints)
@examples(60)
def test_truth_is_not_being_zero(left: int, right: int) -> None:
    """Of ``!``, ``&&`` and ``||``, too."""
    a, b = word(left), word(right)
    assert is_true(a) == bool(left)
    assert apply("!", (a,)) == (not left)
    assert apply("&&", (a, b)) == bool(left and right)
    assert apply("||", (a, b)) == bool(left or right)
    terms = (number("a", (1 << 32) - 1), number("b", (1 << 32) - 1))
    for name in ("&&", "||"):
        found = evaluate(apply(name, terms), {"a": a, "b": b})
        assert found == apply(name, (a, b))


@given(ints)
@examples(60)
def test_words_and_ints_are_the_same_numbers(value: int) -> None:
    """There and back."""
    assert signed(word(value)) == value
    assert 0 <= word(value) < 1 << 32


def test_a_mask_of_zero_costs_nothing() -> None:
    """That is how a dependency is written."""
    assert apply("&", (number("a", 7), 0)) == 0
    assert apply("&", (0, number("a", 7))) == 0


def test_an_operator_that_is_not_known() -> None:
    """Named, with those that are."""
    with pytest.raises(UsageError, match=r"the operator % is not known: use \+ - & \| \^"):
        apply("%", (1, 2))
