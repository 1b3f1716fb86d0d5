"""How questions are answered: as the modules answer that are asked for them."""

import json
from itertools import pairwise
from typing import Any

import pytest

from spec.advice import described
from spec.history.bugs import BUGS
from spec.history.survey import Row
from spec.instance import Bounds
from spec.odds.scenarios import Reach
from spec.page import property_named, strategy_named
from spec.scenario import parse
from spec.search.minimal import minimal_violation
from spec.search.placement import placements
from spec.search.question import Case
from spec.search.solver import Budget
from spec.verdict import PROVED, REFUTED, UNDECIDED
from spec.work import answers as module
from spec.work import orders
from spec.work.answers import answers
from spec.work.asking import decided
from spec.work.job import Ask, Job, Json, Page
from spec.work.shape import understood

from .samples import SMALL, decide, essence

KINDS = ("online", "offline", "reorder", "any")
BOUNDS = {"zones": 2, "rebuilds": 1, "tries": 2, "readers": 1}


def whole(*asks: Ask, page: str = "in_place") -> list[Json]:
    """The answers to the questions of a job."""
    said = list(answers(Job(Page(page), asks)))
    assert [item.at for item in said if item.answer is None] == list(range(len(asks)))
    return [item.answer for item in said if item.whole and item.answer is not None]


@pytest.mark.parametrize("prop", ["no_missed_zone", "respects_request"])
def test_verdicts_are_those_of_the_case(prop: str) -> None:
    """Told one after the other; each answer says more than the one before, and nothing else."""
    ask = decide(prop, KINDS)
    said = [item.answer for item in answers(Job(Page("in_place"), (ask,))) if item.answer]
    for before, after in pairwise(said):
        assert before["verdicts"].items() <= after["verdicts"].items()
    alone = Case(strategy_named("in_place"), SMALL).decide(property_named(prop))
    assert said[-1]["verdicts"] == {
        kind: [item.word, item.reason, item.reader, item.bounds.readers]
        for kind, item in alone.items()
    }
    assert understood("in_place", ask, said[-1])
    assert decided(said[-1])


def test_what_is_built_is_shared_by_the_questions_of_a_setting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A case for each, however many questions there are."""
    made: list[str] = []

    def counted(*arguments: Any, **more: Any) -> Case:
        made.append(arguments[4])
        return Case(*arguments, **more)

    monkeypatch.setattr(module, "Case", counted)
    props = ("no_missed_zone", "no_double_visit", "respects_request")
    asks = [decide(prop, ("any",), model=model) for prop in props for model in ("sc", "tso")]
    mixed = whole(*asks)
    assert sorted(made) == ["sc", "tso"]
    apart = [whole(ask)[0] for ask in asks]
    assert [essence(each) for each in mixed] == [essence(each) for each in apart]


def test_what_is_known_to_be_refuted_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is part of the answer as it was handed over."""

    def asked(*_: object) -> None:
        raise AssertionError("it is asked")

    monkeypatch.setattr(Case, "inquiry", asked)
    (told,) = whole(decide("no_missed_zone", ("any",), model="lkmm", refuted={"any": "pass"}))
    assert told["verdicts"] == {"any": [REFUTED, "", "pass", 1]}


def test_a_property_at_a_time_is_known() -> None:
    """What is refuted of one says nothing about the next one."""
    first = decide("no_missed_zone", ("any",), refuted={"any": "pass"})
    second = decide("respects_request", ("any",))
    assert essence(whole(first, second)[1]) == essence(whole(second)[0])


def test_a_schedule_is_the_shortest() -> None:
    """As ``--explain`` shows it; and it is the text that ``--replay`` takes."""
    order = {**decide().order, "kind": "any", "bounds": BOUNDS}
    (told,) = whole(Ask("schedule", "", order))
    strategy, prop = strategy_named("in_place"), property_named("no_missed_zone")
    shown = minimal_violation(strategy, prop, "any", Bounds(2, 1, 2, 1), Budget(), "sc")
    assert shown is not None
    assert told["schedule"] == shown.scenario.text()
    assert parse(told["schedule"]) == shown.scenario


def test_barriers_are_those_of_the_search() -> None:
    """With reasons only where they are asked for: a schedule for each that is left out."""
    prop, bounds = "no_missed_zone", Bounds(2, 1, 2, 1)
    bare, reasoned = (
        orders.barriers(
            "append_copy_wmb", prop, "any", bounds, Budget(), "tso", reasons=bool(reasons)
        )
        for reasons in range(2)
    )
    found = placements(
        strategy_named("append_copy_wmb"), property_named(prop), bounds, Budget(), "tso", "any"
    )
    told, more = whole(bare, reasoned, page="append_copy_wmb")
    assert told["barriers"] == described(found)
    assert {**more["barriers"], "reasons": []} == {**told["barriers"], "reasons": []}
    (witness,) = more["barriers"]["reasons"]
    assert parse(witness["schedule"]).prop == prop


REACH = Reach(zones=2, allocation_zones=2)

OTHERS = (
    orders.odds("in_place", ["no_missed_zone"], "1", REACH),
    orders.odds("in_place", ["no_missed_zone"], "1/2", REACH, "1.2/2"),
    orders.history(BUGS[0].name, Budget(), 0),
    orders.claim(2, SMALL, Budget()),
    orders.races("in_place", Bounds(2, 1, 1, 1), Budget()),
)


@pytest.mark.parametrize("ask", OTHERS, ids=lambda ask: ask.about)
def test_whatever_is_asked_has_an_answer_that_is_understood(ask: Ask) -> None:
    """Under the name of the question, in JSON, and decided."""
    (told,) = whole(ask)
    assert understood("in_place", ask, json.loads(json.dumps(told)))
    assert decided(told)


GIVEN_UP = (
    orders.schedule("append_copy_wmb", "no_missed_zone", "any", decide(rlimit=1).order),
    orders.barriers("append_copy_wmb", "no_missed_zone", "any", SMALL, Budget(1), "tso"),
    orders.claim(2, SMALL, Budget(1)),
    orders.history("B9", Budget(1), 0),
    orders.races("append_copy_wmb", SMALL, Budget(1)),
)


@pytest.mark.parametrize("ask", GIVEN_UP, ids=lambda ask: ask.about)
def test_what_is_given_up_says_why(ask: Ask) -> None:
    """And is no answer that anybody keeps."""
    (told,) = whole(ask, page="append_copy_wmb")
    assert told["undecided"]
    assert not decided(told)


def test_a_part_that_is_given_up_makes_the_whole_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One era that is undecided is enough."""
    row = Row(BUGS[1], {"6.4": PROVED, "6.6": UNDECIDED})
    monkeypatch.setattr(module, "of_every_era", lambda *_, **__: row)
    (told,) = whole(orders.history(BUGS[1].name, Budget(), 0))
    assert told["history"] == row.document()
    assert told["undecided"]
    assert not decided(told)


def test_a_verdict_that_is_given_up_says_why() -> None:
    """It is a verdict like any other, and not kept."""
    (told,) = whole(decide("no_missed_zone", ("any",), rlimit=1))
    word, reason, *_ = told["verdicts"]["any"]
    assert word == UNDECIDED
    assert reason
    assert not decided(told)
    assert not understood("in_place", decide("no_missed_zone", ("any",)), told)
