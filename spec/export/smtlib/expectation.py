"""What to expect of a question: what the page says, or what the search does."""

from dataclasses import replace

from spec.export.smtlib.query import Query
from spec.search.minimal import UndecidedError
from spec.search.solver import Budget, Solver
from spec.verdict import PROVED, REFUTED


def by_page(asked: Query, word: str, *, seen: bool, strongest: bool) -> Query:
    """A question with the answer that the page's own expectation stands for, if for any.

    Args:
        asked: the question.
        word: the verdict that the page expects; empty where it expects none.
        seen: the question is for the "sometimes" twin.
        strongest: no other reader does more.
    """
    told = f"if all is as the page says, {word}"
    if seen and word == PROVED:
        return replace(asked, expected="sat", because=told)
    if not seen and word == REFUTED and strongest:
        return replace(asked, expected="sat", because=told)
    if not seen and word and word != REFUTED:
        return replace(asked, expected="unsat", because=told)
    return asked


def by_search(asked: Query, budget: Budget) -> Query:
    """A question with the answer that the search has found.

    Raises:
        UndecidedError: the budget was used up.
    """
    answer = "sat" if satisfiable(asked, budget) else "unsat"
    return replace(asked, expected=answer, because="as the search has found")


def satisfiable(asked: Query, budget: Budget) -> bool:
    """What the search says to a question.

    Raises:
        UndecidedError: the budget was used up.
    """
    solver = Solver(budget)
    solver.add(*(term for group in asked.groups.values() for term in group))
    answer = solver.check()
    if answer.satisfiable is None:
        raise UndecidedError(answer.reason)
    return answer.satisfiable
