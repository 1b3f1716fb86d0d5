"""Terms: folding never changes what an expression means."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.errors import PageError
from spec.term import Term, count, evaluate, field, join, number, select_flag, truth, width

from .expressions import (
    FLAGS,
    LARGEST,
    VARIABLES,
    Tree,
    built,
    conditions,
    examples,
    numbers,
    plain,
    valuations,
)


@given(numbers() | conditions(), valuations(), st.sets(st.sampled_from((*LARGEST, *FLAGS))))
@examples(400)
def test_folding_keeps_the_meaning(tree: Tree, given: dict[str, Any], constant: set[str]) -> None:
    """An expression means the same whichever of its variables are constants already."""
    mixed = {name: given[name] if name in constant else VARIABLES[name] for name in VARIABLES}
    assert evaluate(built(tree, mixed), given) == plain(tree, given)


@given(numbers() | conditions(), valuations())
@examples(200)
def test_constants_stay_python_values(tree: Tree, given: dict[str, Any]) -> None:
    """An expression over constants alone is no term."""
    value = built(tree, given)
    assert not isinstance(value, Term)
    assert value == plain(tree, given)


@given(numbers(), valuations())
@examples(200)
def test_numbers_fit_their_width(tree: Tree, given: dict[str, Any]) -> None:
    """No number overflows the bits its term says it has."""
    term = built(tree, VARIABLES)
    assert evaluate(term, given).bit_length() <= width(term)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(3, 5)), min_size=1, max_size=4))
@examples(100)
def test_a_field_of_a_join_is_the_part(parts: list[tuple[int, int]]) -> None:
    """What is put side by side is found again, in constants and in terms."""
    names = [f"part {at}" for at in range(len(parts))]
    terms = [(number(name, 7), bits) for name, (_, bits) in zip(names, parts, strict=True)]
    given = dict(zip(names, (part for part, _ in parts), strict=True))
    low = 0
    for part, bits in parts:
        assert field(join(parts), low, bits) == part
        assert evaluate(field(join(terms), low, bits), given) == part
        assert evaluate(field(join([*terms, (1, 1)]), low, bits), given) == part
        low += bits


@given(st.lists(st.booleans(), max_size=9))
@examples(100)
def test_count_counts(flags: list[bool]) -> None:
    """The balanced sum is the number of conditions that hold."""
    names = [f"flag {at}" for at in range(len(flags))]
    given = dict(zip(names, flags, strict=True))
    assert evaluate(count(truth(name) for name in names), given) == sum(flags)
    assert count(flags) == sum(flags)


@given(st.integers(0, 7), st.lists(st.booleans(), max_size=7))
@examples(100)
def test_select_flag_counts_from_1(index: int, flags: list[bool]) -> None:
    """Index 0 and an index beyond the end select nothing."""
    expected = 1 <= index <= len(flags) and flags[index - 1]
    assert select_flag(index, flags) is expected
    assert evaluate(select_flag(number("index", 7), flags), {"index": index}) is expected


def test_a_term_is_no_python_truth() -> None:
    """Branching on a term raises an error that says what to use instead."""
    with pytest.raises(PageError, match=r"retry_if\(\).*choose\(\)"):
        bool(truth("p"))
    with pytest.raises(PageError, match="control flow"):
        _ = 1 if VARIABLES["a"] else 0


def test_a_number_that_can_only_be_0_is_no_variable() -> None:
    """A variable without bits is the constant 0."""
    assert number("nothing", 0) == 0


def test_absent_variables_are_0() -> None:
    """A model need not mention what does not matter."""
    assert evaluate(VARIABLES["c"], {}) == 0
    assert evaluate(VARIABLES["p"], {}) is False
