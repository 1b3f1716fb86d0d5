"""A behaviour takes the steps of a replay, and foretells each of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.behaviour import Behaviour
from spec.errors import UsageError
from spec.interpreter import replay, so_far
from spec.scenario import parse
from spec.strategies import ALL
from spec.vocabulary import Location, Strategy

from .expressions import examples
from .samples import instances, letters, scenario, schedules

PAGES = {strategy.name: strategy for strategy in ALL}

LEAVES = "reader=pass lists=1.2/2 types=0.0 schedule=r1"


def behaviour(name: str) -> Behaviour:
    """A behaviour of a page while a zone leaves the list, before its first step."""
    return Behaviour(PAGES[name], parse(f"{name}::sees_one_list {LEAVES}"))


@pytest.mark.parametrize("strategy", ALL, ids=lambda strategy: strategy.name)
def test_every_step_is_foretold(strategy: Strategy) -> None:
    """By its action, word and value, with memory before it; and the run is that of the replay."""

    @given(st.data())
    @examples(10)
    def check(data: st.DataObject) -> None:
        instance = data.draw(instances(strategy.name))
        schedule = data.draw(schedules(strategy.name, instance, "allocation", 2))
        one = scenario(strategy.name, instance, "allocation", letters(schedule))
        expected = replay(strategy, one)
        stepped = Behaviour(strategy, one)
        before = expected.start
        for step in expected.trace:
            told = stepped.foretold(step.thread)
            assert told is not None
            assert told == replace(step, memory=before)
            stepped.take(step.thread)
            before = step.memory
        shown = so_far(stepped)
        assert (shown.trace, shown.run) == (expected.trace, expected.run)
        assert (shown.visited, shown.retries) == (expected.visited, expected.retries)
        assert shown.finished

    check()


def test_a_finished_thread_has_no_next_step() -> None:
    """It asks for nothing, can do nothing, and nothing is foretold."""
    stepped = behaviour("in_place")
    for _ in range(4):
        stepped.take("writer")
    assert stepped.next("writer") is None
    assert not stepped.can("writer")
    assert stepped.foretold("writer") is None


def test_a_thread_that_waits_has_a_next_step_that_is_not_foretold() -> None:
    """It asks for it all the same."""
    stepped = behaviour("seqcount_everywhere")
    assert stepped.can("reader")
    stepped.take("writer")
    request = stepped.next("reader")
    assert request is not None
    assert request.location == Location("seq")
    assert not stepped.can("reader")
    assert stepped.foretold("reader") is None


def test_nothing_is_done_by_foretelling() -> None:
    """Memory stays as it is, of an update too."""
    stepped = behaviour("rwlock")
    told = stepped.foretold("writer")
    assert told is not None
    assert told.action == "update"
    assert told.value != stepped.start[Location("cnts")]
    assert stepped.machine.memory == stepped.start
    assert stepped.foretold("writer") == told


def test_a_scenario_of_something_else_is_refused() -> None:
    """Before the first step."""
    with pytest.raises(UsageError, match="in_place takes lists, and no more"):
        Behaviour(PAGES["in_place"], parse(f"in_place::p {LEAVES} events=1 before=1.1"))
