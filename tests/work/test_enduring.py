"""Memory runs out: what it was not enough for is undecided, and all else is answered."""

from collections.abc import Callable
from typing import Any

import pytest
import z3

from spec.search.lowering import Lowering
from spec.search.solver import Budget, Solver
from spec.term import truth
from spec.verdict import UNDECIDED
from spec.work import enduring as module
from spec.work.answers import Said
from spec.work.enduring import REASON, enduring
from spec.work.here import Here
from spec.work.job import Job, Page
from spec.work.worker import messages

from .samples import answer, answers_of, decide, events_of

ASKS = tuple(decide(name) for name in ("no_missed_zone", "no_double_visit", "respects_request"))
JOB = Job(Page("in_place"), ASKS)
PART = {**answer(ASKS[0]), "verdicts": {"online": ["PROVED", "", "", 1]}}


@pytest.mark.parametrize("at", range(len(ASKS)))
def test_one_question_is_undecided_and_the_others_are_answered(
    monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """What was told about it before is kept."""

    def short(job: Job) -> Any:
        for place, ask in enumerate(job.asks):
            yield Said(place)
            if ask.about == ASKS[at].about:
                yield Said(place, PART)
                raise MemoryError
            yield Said(place, answer(ask), whole=True)

    monkeypatch.setattr(module, "answers", short)
    said = list(enduring(JOB))
    whole = {each.at: each.answer for each in said if each.whole}
    assert whole == {
        place: PART | {"undecided": REASON} if place == at else answer(ask)
        for place, ask in enumerate(ASKS)
    }
    assert [each.at for each in said if each.answer is None] == list(range(len(ASKS)))
    told = [each for each in messages(JOB.document((0, 1, 2)), lethal=False) if each.get("whole")]
    assert {each["at"]: each["answer"] for each in told} == whole


def _none_left(*_: object) -> None:
    raise z3.Z3Exception(b"out of memory")


def test_a_solver_without_memory_leaves_its_question_undecided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While its query is built."""
    monkeypatch.setattr(Lowering, "assert_into", _none_left)
    found = answers_of(events_of(Here(), JOB))
    assert [told["undecided"] for told in found.values()] == [REASON] * len(ASKS)


def test_a_query_without_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is undecided, too."""
    monkeypatch.setattr(z3.Solver, "check", _none_left)
    found = answers_of(events_of(Here(), JOB))
    words = {word for told in found.values() for word, *_ in told["verdicts"].values()}
    assert words == {UNDECIDED}


def _always(told: Any) -> Callable[..., Any]:
    return lambda *_: told


def test_a_process_that_is_replaced_ends_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """However the solver says it; without a successor the query is given up."""
    monkeypatch.setattr(z3.Solver, "check", _always(z3.unknown))
    monkeypatch.setattr(z3.Solver, "reason_unknown", _always("max. memory exceeded"))
    with pytest.raises(MemoryError):
        Solver(Budget(lethal=True)).check(truth("x"))
    assert Solver().check(truth("x")).satisfiable is None
    monkeypatch.setattr(z3.Solver, "check", _none_left)
    with pytest.raises(MemoryError):
        Solver(Budget(lethal=True)).check(truth("x"))
    assert Solver().check(truth("x")).satisfiable is None


def test_the_solver_is_given_the_seed() -> None:
    """Another seed may be another search; nothing else tells that it arrives."""
    given: list[tuple[str, object]] = []

    def wrapped(self: z3.Solver, *what: Any) -> None:
        given.append(what)
        usual(self, *what)

    usual = z3.Solver.set
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(z3.Solver, "set", wrapped)
        Solver(seed=5)
        list(enduring(Job(Page("in_place"), (decide(seed=7),))))
    assert [value for name, value in given if name == "random_seed"] == [5, 7]
