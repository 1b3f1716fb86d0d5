"""Which questions a selection asks."""

import pytest

from spec.errors import UsageError
from spec.instance import CONTEXTS, KERNELS, KINDS, MASK_KINDS, OWNER_KINDS
from spec.page import strategy_named
from spec.properties import PROPERTIES
from spec.selection import select
from spec.strategies import ALL


def _cells(expression: str) -> set[str]:
    return {f"{item.strategy.name}::{item.prop.name}" for item in select(ALL, (), (), expression)}


EVERYTHING = _cells("")
RWLOCK = strategy_named("rwlock")


def test_without_an_expression_everything_that_applies_is_asked() -> None:
    """Every property of every strategy it says something about, for every kind."""
    questions = select(ALL, (), (), "  ")
    assert len(questions) == sum(prop.applies(page) for page in ALL for prop in PROPERTIES)
    assert all(item.kinds == item.prop.kinds(item.strategy) for item in questions)
    assert {item.kinds for item in questions} == {KINDS, CONTEXTS, KERNELS}


@pytest.mark.parametrize(
    ("expression", "cells"),
    [
        ("rwlock::no_missed", {"rwlock::no_missed_zone"}),
        ("missed and rwlock", {"rwlock::no_missed_zone", "rwlock_cached::no_missed_zone"}),
        ("missed and rwlock and not cached", {"rwlock::no_missed_zone"}),
        (
            "rwlock::no_missed or rwlock::no_double",
            {"rwlock::no_missed_zone", "rwlock::no_double_visit"},
        ),
        (
            "rwlock:: and (missed or double)",
            {"rwlock::no_missed_zone", "rwlock::no_double_visit"},
        ),
        ("rwlock::no_missed or missed and rwlock::", {"rwlock::no_missed_zone"}),
        ("not not rwlock::no_missed", {"rwlock::no_missed_zone"}),
        ("((rwlock::no_missed))", {"rwlock::no_missed_zone"}),
        ("missed and double", set()),
        ("rwlock and use_after_free", set()),
    ],
)
def test_words_select_by_part_of_a_name(expression: str, cells: set[str]) -> None:
    """``and`` binds tighter than ``or``, ``not`` tightest, parentheses group."""
    assert _cells(expression) == cells


def test_not_is_the_complement() -> None:
    """What a word selects and what its negation selects is everything, once."""
    assert _cells("rwlock") | _cells("not rwlock") == EVERYTHING
    assert not _cells("rwlock") & _cells("not rwlock")


def test_or_before_and_needs_parentheses() -> None:
    """Without them, the second word of an ``or`` is bound by the ``and`` behind it."""
    loose, tight = "rwlock:: or in_place:: and missed", "(rwlock:: or in_place::) and missed"
    assert len(_cells(loose)) == 1 + sum(prop.applies(RWLOCK) for prop in PROPERTIES)
    assert _cells(tight) == {"rwlock::no_missed_zone", "in_place::no_missed_zone"}


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("(rwlock", "a parenthesis is not closed"),
        ("rwlock)", "unexpected ')'"),
        ("rwlock missed", "unexpected 'missed'"),
        ("rwlock and", "a word is missing before 'the end'"),
        ("not", "a word is missing before 'the end'"),
        ("or rwlock", "a word is missing before 'or'"),
        ("rwlock or and missed", "a word is missing before 'and'"),
        ("()", "a word is missing before ')'"),
        ("rwlokc", "no strategy or property has 'rwlokc' in its name"),
        ("rwlock or rwlokc", "no strategy or property has 'rwlokc' in its name"),
    ],
)
def test_an_expression_that_cannot_be_read_says_where(expression: str, message: str) -> None:
    """The message quotes the expression and names the word."""
    with pytest.raises(UsageError) as raised:
        select(ALL, (), (), expression)
    assert str(raised.value).startswith(f"-k {expression!r}: ")
    assert message in str(raised.value)


def test_an_expression_is_read_even_where_nothing_can_be_selected() -> None:
    """Without a strategy there is no name for a word to be part of."""
    with pytest.raises(UsageError):
        select((), (), (), "rwlock")


def test_properties_and_kinds_are_named_exactly() -> None:
    """A property is asked in the order of the table, kinds in theirs."""
    page = strategy_named("rwlock")
    questions = select((page,), ("sees_one_list", "no_missed_zone"), ("any", "online"), "")
    assert [item.prop.name for item in questions] == ["no_missed_zone", "sees_one_list"]
    assert {item.kinds for item in questions} == {("online", "any")}


def test_kinds_that_no_property_has_select_nothing_of_it() -> None:
    """A kind of rebuild asks no context, and a context no kind of rebuild."""
    about = {item.prop.name for item in select((RWLOCK,), (), ("console", "no_rt"), "")}
    assert about == {"no_deadlock", "no_sleep_in_atomic"}
    (question,) = select((RWLOCK,), ("no_deadlock",), ("console", "online"), "")
    assert question.kinds == ("console",)
    assert select((RWLOCK,), ("no_deadlock",), ("online",), "") == []


@pytest.mark.parametrize(
    ("name", "kinds"), [("mask_union", MASK_KINDS), ("mask_seqcount", OWNER_KINDS)]
)
def test_masks_have_kinds_of_their_own(name: str, kinds: tuple[str, ...]) -> None:
    """By direction for one mask, by owner for two; a kind of rebuild selects nothing there."""
    page = strategy_named(name)
    (question,) = select((page,), ("no_premature_oom",), (), "")
    assert question.kinds == kinds
    assert select((page,), ("no_premature_oom",), ("offline",), "") == []
    (question,) = select((page,), ("no_premature_oom",), (kinds[1], kinds[0]), "")
    assert question.kinds == kinds[:2]
