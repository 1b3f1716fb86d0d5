"""Lowering: the solver and ``evaluate`` agree on what a term means."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.search.solver import Budget, Solver
from spec.term import (
    Bool,
    Number,
    Term,
    all_of,
    at_most,
    equal,
    evaluate,
    minus,
    negate,
    number,
    plus,
    truth,
)

from .expressions import (
    FLAGS,
    LARGEST,
    VARIABLES,
    Tree,
    built,
    conditions,
    every_valuation,
    examples,
    numbers,
    plain,
    valuations,
)


def pinned(given: dict[str, Any]) -> list[Bool]:
    """The variables have the values given."""
    return [equal(VARIABLES[name], given[name]) for name in LARGEST] + [
        VARIABLES[name] if given[name] else negate(VARIABLES[name]) for name in FLAGS
    ]


@given(numbers(), valuations())
@examples(150)
def test_numbers_are_lowered_faithfully(tree: Tree, given: dict[str, Any]) -> None:
    """With its variables pinned, a number can have its value and no other."""
    solver = Solver()
    solver.add(*pinned(given))
    same = equal(built(tree, VARIABLES), plain(tree, given))
    assert solver.check(same).satisfiable is True
    assert solver.check(negate(same)).satisfiable is False


@given(st.lists(conditions(), min_size=1, max_size=3))
@examples(150)
def test_the_solver_finds_what_trying_everything_finds(trees: list[Tree]) -> None:
    """Conditions are satisfiable exactly if some valuation satisfies them, and a model does."""
    solver = Solver()
    terms = [built(tree, VARIABLES) for tree in trees]
    solver.add(*(at_most(VARIABLES[name], largest) for name, largest in LARGEST.items()))
    solver.add(*(term for term in terms if isinstance(term, Term)))
    answer = solver.check(*(term for term in terms if not isinstance(term, Term)))
    expected = any(all(plain(tree, given) for tree in trees) for given in every_valuation())
    assert answer.satisfiable is expected
    if expected:
        assert all(solver.value(term) is True for term in (*terms, *solver.assertions))


def test_a_constant_assertion_counts() -> None:
    """Asserting a falsehood for good makes everything unsatisfiable."""
    solver = Solver()
    solver.add(True)
    assert solver.check().satisfiable is True
    solver.add(False)
    assert solver.check().satisfiable is False


def test_an_assumption_is_forgotten() -> None:
    """What one question assumes, the next does not."""
    solver = Solver()
    p = truth("p")
    solver.add(truth("q"))
    assert solver.check(p, negate(p)).satisfiable is False
    assert solver.check(False).satisfiable is False
    assert solver.check(p).satisfiable is True
    assert solver.value(all_of(p, truth("q"))) is True
    assert solver.check(negate(p)).satisfiable is True
    assert solver.value(p) is False


def test_a_shared_term_is_lowered_once() -> None:
    """A chain that doubles at every step stays as small as it was built."""
    value: Number = VARIABLES["a"]
    for _ in range(40):
        value = plus(value, value)
    solver = Solver()
    solver.add(equal(value, 1 << 40))
    assert solver.check().satisfiable is True
    assert solver.value(VARIABLES["a"]) == 1


def test_a_difference_may_be_narrower_than_what_is_taken_away() -> None:
    """What is subtracted may have more bits than what it is subtracted from."""
    wide = number("wide", 7)
    solver = Solver()
    solver.add(at_most(wide, 1), equal(minus(VARIABLES["a"], wide), 1))
    assert solver.check(at_most(wide, VARIABLES["a"])).satisfiable is True
    assert solver.value(wide) == 0


@pytest.mark.parametrize("seed", [0, 1, 17])
def test_a_budget_that_is_used_up_is_no_answer(seed: int) -> None:
    """The solver says that it gave up, never that there is nothing."""
    solver = Solver(Budget(rlimit=1), seed=seed)
    names = [number(f"n{at}", 15) for at in range(6)]
    solver.add(*(negate(equal(x, y)) for at, x in enumerate(names) for y in names[:at]))
    answer = solver.check()
    assert answer.satisfiable is None
    assert answer.reason


def test_evaluate_reads_back_what_was_asked() -> None:
    """The last model belongs to the last question that had one."""
    solver = Solver()
    solver.add(at_most(VARIABLES["b"], 2))
    for value in (2, 0, 1):
        assert solver.check(equal(VARIABLES["b"], value)).satisfiable is True
        assert solver.value(VARIABLES["b"]) == value
    assert solver.check(equal(VARIABLES["b"], 3)).satisfiable is False
    assert evaluate(VARIABLES["b"], {"b": 3}) == 3
