"""What has the form of an answer: all that ours have, and nothing with another leaf."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from spec.history.bugs import BUGS
from spec.instance import Bounds
from spec.odds.scenarios import Reach
from spec.search.solver import Budget
from spec.work import orders
from spec.work.answers import answers
from spec.work.job import Ask, Job, Page
from spec.work.shape import understood

from .samples import SMALL, answer, decide

PAGE = "append_copy_wmb"
ASKS = (
    decide(),
    orders.schedule(PAGE, "no_use_after_free", "any", decide().order),
    orders.odds(PAGE, ["no_missed_zone"], "1", Reach(zones=2, allocation_zones=2)),
    orders.history(BUGS[0].name, Budget(), 0),
    orders.claim(2, SMALL, Budget()),
    orders.races(PAGE, Bounds(2, 1, 1, 1), Budget()),
    orders.barriers(PAGE, "no_missed_zone", "any", SMALL, Budget(), "lkmm", reasons=True),
)


def found(ask: Ask) -> dict[str, Any]:
    """The answer, as it comes from the cache."""
    *_, last = answers(Job(Page(PAGE), (ask,)))
    told: dict[str, Any] = json.loads(json.dumps(last.answer))
    return told


def twisted(value: Any) -> Iterator[Any]:
    """The same with one leaf of another type, one after the other."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from ({**value, key: other} for other in twisted(part))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from ([*value[:at], other, *value[at + 1 :]] for other in twisted(part))
    else:
        yield {"not": "this"}
        yield 7.5 if isinstance(value, str) else "seven"


@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.what)
def test_an_answer_is_understood_and_nothing_like_it(ask: Ask) -> None:
    """Nor is it the answer to a question about another page, or to one of another sort."""
    told = found(ask)
    assert understood(PAGE, ask, told)
    for other in twisted({key: told[key] for key in told if key not in ("build", "solve")}):
        assert not understood(PAGE, ask, other), other
    assert not understood(PAGE, ask, {**told, "more": 1})
    if ask.what != "decide":
        assert not understood(PAGE, ask, {**told, ask.what: {}})
        assert not understood(PAGE, decide(), told)
    if ask.what in ("odds", "races", "barriers"):
        assert not understood("rwlock", ask, told)


@pytest.mark.parametrize("text", ["garbage", "in_place::no_missed_zone lists=1 types=0 schedule=x"])
def test_a_schedule_is_one(text: str) -> None:
    """Of the page and the property."""
    ask = orders.schedule("in_place", "no_missed_zone", "any", decide().order)
    assert not understood("in_place", ask, {"schedule": text})


def test_a_time_is_a_number() -> None:
    """One that can be added."""
    assert understood(PAGE, decide(), answer(decide(), seconds=0))
    for wrong in (-1.0, float("nan"), float("inf"), True, "long", None):
        assert not understood(PAGE, decide(), answer(decide(), seconds=wrong))
