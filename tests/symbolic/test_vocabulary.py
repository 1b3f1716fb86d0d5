"""The vocabulary of a page: what can be said about a loaded value, and what cannot."""

import operator
from collections.abc import Callable
from typing import Any

import pytest

from spec.errors import PageError, UsageError
from spec.instance import CONTEXTS, KERNELS, KINDS, MASK_KINDS, OWNER_KINDS
from spec.term import Term, evaluate, number
from spec.vocabulary import (
    EVERY_KIND,
    EVERY_REASON,
    Array,
    Condition,
    Loaded,
    Location,
    Place,
    choose,
    place,
    proved,
    refuted,
)

A, B = Array("A"), Array("B", spare=True)


@pytest.mark.parametrize("value", [5, number("loaded", 7)])
@pytest.mark.parametrize(
    "branch",
    [bool, lambda loaded: bool(loaded == 5), lambda loaded: bool(~(loaded != 5)), operator.not_],
)
def test_branching_is_an_error_with_advice(value: Any, branch: Callable[[Any], Any]) -> None:
    """Neither a loaded value nor a condition on it is a Python truth, not even a constant one."""
    with pytest.raises(PageError, match=r"cannot branch .* retry_if\(\).* wait\(\).* choose\(\)"):
        branch(Loaded(value))


def test_a_loaded_value_is_no_index() -> None:
    """A loaded number addresses nothing by itself."""
    with pytest.raises(PageError, match="no Python number"):
        _ = [1, 2, 3][Loaded(1)]
    with pytest.raises(PageError, match="no Python number"):
        range(Loaded(1))
    with pytest.raises(TypeError):
        hash(Loaded(1))
    with pytest.raises(PageError, match="compared with a number, not with 'odd'"):
        _ = Loaded(1) == "odd"


@pytest.mark.parametrize("value", range(8))
@pytest.mark.parametrize("wrapped", [False, True])
def test_arithmetic_and_comparison(value: int, wrapped: bool) -> None:
    """Sums, differences, low bits and comparisons mean what they mean in Python."""
    loaded = Loaded(number("loaded", 7) if wrapped else value)
    given = {"loaded": value}

    def truth_of(condition: Condition) -> Any:
        return evaluate(condition.holds, given)

    assert evaluate((loaded + 3).number, given) == value + 3
    assert evaluate(((loaded + 3) - 2).number, given) == value + 1
    assert evaluate((loaded & 3).number, given) == value & 3
    for other in (0, 3, 7):
        assert truth_of(loaded == other) is (value == other)
        assert truth_of(loaded != other) is (value != other)
        assert truth_of(loaded < other) is (value < other)
        assert truth_of(loaded > other) is (value > other)
        assert truth_of(~(loaded < other)) is (value >= other)
        chosen = choose(loaded == other, loaded, 9)
        assert evaluate(chosen.number, given) == (value if value == other else 9)


@pytest.mark.parametrize("mask", [0, 2, 5, -1])
def test_masks_are_low_bits(mask: int) -> None:
    """Any other mask is an error that shows one that is right."""
    with pytest.raises(PageError, match=f"1, 3 or 7, not {mask}"):
        _ = Loaded(1) & mask


def test_a_place_can_be_chosen() -> None:
    """By a constant condition one of two, by a term both with their conditions."""
    assert choose(Condition(True), A, B) == place(A)
    assert choose(Condition(False), A, B) == place(B)
    loaded = Loaded(number("loaded", 1))
    chosen = choose(loaded == 1, A, B)
    for value, name in ((1, "A"), (0, "B")):
        holding = [
            array.name for holds, array in chosen.arrays if evaluate(holds, {"loaded": value})
        ]
        assert holding == [name]
    cached = Place(((True, A),), (False, True))
    chosen = choose(loaded == 1, cached, A)
    assert chosen.arrays == ((True, A),)
    for value, slots in ((1, [False, True]), (0, [True, False])):
        assert [evaluate(here, {"loaded": value}) for here in chosen.slots] == slots


def test_a_chosen_place_keeps_where_it_came_from() -> None:
    """A place from a pointer brings its life and its address dependency into a choice."""
    loaded = Loaded(number("loaded", 1))
    one = Place(((True, A),), (True,), life=number("life", 3), address=(4,))
    chosen = choose(loaded == 1, one, Place(((True, B),), (True,), life=0, address=(5,)))
    assert isinstance(chosen.life, Term)
    assert set(chosen.address) >= {4, 5}


def test_names_are_printed_as_in_c() -> None:
    """Words read like the kernel's expressions."""
    assert str(A[2].zone) == "A[2].zone"
    assert str(A[0].zone_idx) == "A[0].zone_idx"
    assert str(A[1].both) == "A[1]"
    assert str(Location("seq")) == "seq"


def test_expectations() -> None:
    """A kind that refutes refutes any; a proof can be vacuous under some kinds."""
    expected = refuted("offline", "reorder", because="it is so")
    words = [expected.verdict(kind, 1, 2) for kind in (*EVERY_KIND, "any")]
    assert words == ["PROVED", "REFUTED", "REFUTED", "REFUTED"]
    mixed = refuted("any", because="it takes two")
    words = [mixed.verdict(kind, 1, 2) for kind in (*EVERY_KIND, "any")]
    assert words == ["PROVED"] * 3 + ["REFUTED"]
    holds = proved("it is so", vacuous=("reorder",))
    words = [holds.verdict(kind, 1, 2) for kind in (*EVERY_KIND, "any")]
    assert words == ["PROVED", "PROVED", "VACUOUS", "PROVED"]


def test_every_kind_that_is_asked_for_can_be_expected() -> None:
    """What a page may name is what verdicts are given for."""
    asked = {*KINDS, *MASK_KINDS, *OWNER_KINDS, *CONTEXTS, *KERNELS}
    assert {*EVERY_REASON} == asked
    assert {*EVERY_KIND, "any"} == {*KINDS}


def test_an_expected_refutation_can_need_more() -> None:
    """Below the rebuilds or zones that it needs, a refutation is expected to be a proof."""
    expected = refuted("offline", because="it takes two", needs={"offline": (2, 3)})
    for kind in ("offline", "any"):
        assert expected.verdict(kind, 2, 3) == "REFUTED"
        assert expected.verdict(kind, 1, 3) == "PROVED"
        assert expected.verdict(kind, 2, 2) == "PROVED"


@pytest.mark.parametrize("kinds", [(), ("offlined",), ("offline", "sideways")])
def test_an_unknown_kind_is_an_error(kinds: tuple[str, ...]) -> None:
    """The error names what is wrong and the kinds there are."""
    with pytest.raises(UsageError, match=r"takes online, .*task, .*any, not \w+"):
        refuted(*kinds, because="it is so")
