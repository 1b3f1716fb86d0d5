"""Conditions over registers say in herd7's C what they say as terms."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.errors import PageError
from spec.export.litmus.notation import both, condition, some, unless
from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    at_most,
    bit,
    either,
    equal,
    evaluate,
    field,
    minus,
    negate,
    number,
    pick,
    plus,
    truth,
)

REGISTERS = {"r_a": 3, "r_b": 1}
A, B = (number(name, largest) for name, largest in REGISTERS.items())

numbers: st.SearchStrategy[Number] = st.recursive(
    st.sampled_from((A, B, 0, 1, 2, 3)),
    lambda inner: st.one_of(
        st.builds(plus, inner, st.integers(1, 2)),
        st.builds(lambda value: field(value, 0, 1), inner),
        st.builds(lambda here, value: pick(equal(here, 1), value, 2), inner, inner),
    ),
    max_leaves=3,
)
conditions: st.SearchStrategy[Bool] = st.recursive(
    st.one_of(st.builds(equal, numbers, numbers), st.builds(at_most, numbers, numbers)),
    lambda inner: st.one_of(
        st.builds(negate, inner),
        st.builds(all_of, inner, inner),
        st.builds(any_of, inner, inner),
        st.builds(either, inner, inner, inner),
    ),
    max_leaves=5,
)


@given(conditions)
def test_an_expression_has_the_value_of_its_term(term: Bool) -> None:
    """Whatever is in the registers."""
    told = condition(term)
    for values in product(*(range(largest + 1) for largest in REGISTERS.values())):
        held = dict(zip(REGISTERS, values, strict=True))
        value = eval(told, {}, held)  # noqa: S307 - C and Python agree about what is written here
        assert int(value) == int(evaluate(term, held)), told


@given(conditions)
def test_no_operator_is_used_that_herd7_lacks(term: Bool) -> None:
    """There is neither a not nor a choice."""
    told = condition(term)
    assert not {"!", "~", "?", "&&", "||", "<<", ">>"} & {*told.replace("!=", "").split()}


def test_a_bit_is_tested_in_place() -> None:
    """There is no shift."""
    assert condition(bit(A, 1)) == "(r_a & 2) == 2"


def test_a_constant_stands_on_the_right() -> None:
    """As people write it."""
    assert condition(at_most(2, A)) == "r_a >= 2"


@pytest.mark.parametrize("term", [truth("x"), equal(minus(A, field(A, 1, 1)), B)])
def test_what_herd7_cannot_compute_is_refused(term: Bool) -> None:
    """A free Boolean, and a bit that is no comparison."""
    with pytest.raises(PageError, match="herd7's C has no word"):
        condition(term)


def test_final_conditions_are_joined_without_knowing_what_binds_tighter() -> None:
    """Parentheses where the other operator is inside, and nothing twice."""
    assert both("a=1", some("b=1", "c=1")) == r"a=1 /\ (b=1 \/ c=1)"
    assert both("a=1", unless(some("b=1", "c=1"))) == r"a=1 /\ ~(b=1 \/ c=1)"
    assert both("", "a=1", "a=1") == "a=1"
    assert some() == "false"
    assert both("a=1", some()) == "false"
