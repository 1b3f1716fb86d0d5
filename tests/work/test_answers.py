"""How questions are answered: as the modules answer that are asked for them."""

from itertools import pairwise
from typing import Any

import pytest

from spec.advice import document as barrier_document
from spec.history.bugs import BUGS
from spec.history.survey import Row
from spec.instance import Bounds
from spec.page import property_named, strategy_named
from spec.scenario import parse
from spec.search.minimal import minimal_violation
from spec.search.placement import placements
from spec.search.question import Case
from spec.search.solver import Budget
from spec.verdict import PROVED, REFUTED, UNDECIDED
from spec.work import answers as module
from spec.work.answers import answers
from spec.work.asking import decided, understood
from spec.work.job import Ask, Job, Json, Page, What

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
    assert understood(ask, said[-1])
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
    """As ``--barriers --format json`` prints them."""
    order = {**decide().order, "kind": "any", "bounds": BOUNDS, "model": "tso"}
    (told,) = whole(Ask("barriers", "", order), page="append_copy_wmb")
    found = placements(
        strategy_named("append_copy_wmb"),
        property_named("no_missed_zone"),
        Bounds(2, 1, 2, 1),
        Budget(),
        "tso",
        "any",
    )
    assert told["barriers"] == barrier_document([found])


def test_odds_and_history_have_the_form_of_answers() -> None:
    """They are what their own modes print as JSON."""
    reach = {"zones": 2, "allocation_zones": 2}
    asks = (
        Ask("odds", "", {"properties": ["no_missed_zone"], "reach": reach, "rlimit": 0}),
        Ask("history", "", {"entry": BUGS[0].name, "rlimit": 0, "seed": 0}),
    )
    for ask, told in zip(asks, whole(*asks), strict=True):
        assert understood(ask, told)
        assert decided(told)


GIVEN_UP: dict[What, dict[str, Any]] = {
    "schedule": {"kind": "any"},
    "barriers": {"kind": "any", "model": "tso"},
}


@pytest.mark.parametrize("what", GIVEN_UP)
def test_what_is_given_up_says_why(what: What) -> None:
    """And is no answer that anybody keeps."""
    order = {**decide().order, "bounds": BOUNDS, "rlimit": 1, **GIVEN_UP[what]}
    (told,) = whole(Ask(what, "", order), page="append_copy_wmb")
    assert told["undecided"]
    assert not decided(told)


def test_a_part_that_is_given_up_makes_the_whole_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One era that is undecided is enough."""
    rows = [Row(BUGS[1], {"6.4": PROVED, "6.6": UNDECIDED})]
    monkeypatch.setattr(module, "history", lambda *_, **__: rows)
    monkeypatch.setattr(module, "render_history", lambda *_, **__: "[]")
    (told,) = whole(Ask("history", "", {"entry": BUGS[1].name, "rlimit": 0, "seed": 0}))
    assert told["undecided"]
    assert not decided(told)


def test_a_verdict_that_is_given_up_says_why() -> None:
    """It is a verdict like any other, and not kept."""
    (told,) = whole(decide("no_missed_zone", ("any",), rlimit=1))
    word, reason, *_ = told["verdicts"]["any"]
    assert word == UNDECIDED
    assert reason
    assert not decided(told)
    assert not understood(decide("no_missed_zone", ("any",)), told)
