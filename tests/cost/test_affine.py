"""Counts as functions of lengths: found exactly, printed as by hand, or not claimed at all."""

from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.cost.affine import ZERO, Affine, Sampled, fit

small = st.integers(-5, 9)


@given(small, small, small)
def test_an_affine_function_is_found_and_holds_beyond_its_samples(a: int, b: int, c: int) -> None:
    """Three numbers are the whole function: it is right where nobody looked."""
    points = product((1, 2, 3), (1, 2, 3))
    found = fit(("n", "m"), {(n, m): a + b * n + c * m for n, m in points})
    assert isinstance(found, Affine)
    assert found.at(n=17, m=40) == a + b * 17 + c * 40
    assert bool(found) == bool(a or b or c)


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
def test_what_was_counted_is_what_is_told(counts: list[int]) -> None:
    """Affine or not, the samples come back; affine exactly where the steps are equal."""
    found = fit(("n",), {(n,): count for n, count in enumerate(counts, 1)})
    assert [found.at(n=n) for n in (1, 2, 3, 4)] == counts
    steps = {right - left for left, right in pairwise(counts)}
    assert isinstance(found, Affine) == (len(steps) == 1)


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (ZERO, "0"),
        (Affine(2), "2"),
        (Affine(0, (("n", 1),)), "n"),
        (Affine(4, (("n", 2), ("m", 2))), "2n+2m+4"),
        (Affine(-1, (("n", 3),)), "3n-1"),
        (Sampled(("n",), (((1,), 2), ((2,), 4), ((3,), 5))), "2, 4, 5"),
    ],
)
def test_counts_are_written_as_by_hand(count: Affine | Sampled, text: str) -> None:
    """No factor 1, no summand 0, no plus in front of a minus."""
    assert str(count) == text


def test_what_is_not_affine_says_nothing_of_what_was_not_counted() -> None:
    """Steps of a staircase are told as they are, and no further."""
    stairs = fit(("n",), {(1,): 1, (2,): 1, (3,): 2})
    with pytest.raises(KeyError):
        stairs.at(n=4)


def test_a_variable_must_have_been_varied() -> None:
    """A slope cannot be seen where only one value was tried."""
    with pytest.raises(ValueError, match="variable 1"):
        fit(("n", "m"), {(1, 1): 2, (2, 1): 4})
