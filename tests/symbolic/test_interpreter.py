"""The interpreter: a schedule means the same to it and to the explorer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.behaviour import initial_memory
from spec.errors import UsageError
from spec.interpreter import replay
from spec.scenario import parse
from spec.strategies import ALL
from spec.vocabulary import Location, Strategy
from tests.explorer import Instance
from tests.explorer import replay as explored

from .expressions import examples
from .samples import coded, instances, letters, scenario, schedules, violated

PAGES = {strategy.name: strategy for strategy in ALL}

MOVABLE_LEAVES = Instance(lists=((1, 2), (2,)), types=(1, 0), nodes=(0, 0), limit=0)
"""The report behind 3d36424b3b58: zone 1 is MOVABLE, the request is for NORMAL."""

each_page = pytest.mark.parametrize("strategy", ALL, ids=lambda strategy: strategy.name)
each_reader = pytest.mark.parametrize("reader", ["pass", "allocation"])


def test_the_report_of_2022_is_one_pass_that_misses_a_zone() -> None:
    """Skip slot 0, have the list overwritten, find the terminator in slot 1."""
    given = scenario("in_place", MOVABLE_LEAVES, "pass", "r1w4r2")
    shown = replay(PAGES["in_place"], given)
    (record,) = shown.run.passes
    assert shown.finished
    assert record.completed is True
    assert not record.visits
    assert violated(PAGES["in_place"], given.instance(), shown.run, "pass") == {
        "no_missed_zone",
        "eligible_zone_always_visible",
        "sees_one_list",
    }


@pytest.mark.parametrize(
    ("steps", "broken"),
    [
        ("r5", set()),
        ("w4r4", set()),
        ("w2r6", {"no_double_visit", "sees_one_list"}),
    ],
)
def test_other_schedules_of_the_report(steps: str, broken: set[str]) -> None:
    """A pass apart from the rebuild sees zone 2; one in the middle can see it twice."""
    given = scenario("in_place", MOVABLE_LEAVES, "pass", steps)
    shown = replay(PAGES["in_place"], given)
    assert shown.finished
    assert violated(PAGES["in_place"], given.instance(), shown.run, "pass") == broken


def test_memory_and_trace_are_those_of_the_schedule() -> None:
    """Every step is kept, with memory after it."""
    given = scenario("in_place", MOVABLE_LEAVES, "pass", "r1w1r2")
    shown = replay(PAGES["in_place"], given)
    zone, index = Location("zonerefs", 0, "zone"), Location("zonerefs", 0, "zone_idx")
    assert shown.start[zone] == 1
    assert shown.start[index] == 1
    assert [(step.thread, step.action, step.location) for step in shown.trace[:2]] == [
        ("reader", "load", index),
        ("writer", "store", zone),
    ]
    assert shown.trace[0].value == 1
    assert shown.trace[0].memory[zone] == 1
    assert shown.trace[1].memory[zone] == 2
    assert not shown.finished


def test_an_array_has_room_for_the_longest_list() -> None:
    """Capacity is that of the instance, twice as much where a copy is appended."""
    given = scenario("in_place", MOVABLE_LEAVES, "pass", "r1")
    assert len(initial_memory(PAGES["in_place"], given)) == 2 * 3
    assert len(initial_memory(PAGES["append_copy"], given)) == 2 * 6
    assert len(initial_memory(PAGES["in_place_one_word"], given)) == 3
    assert len(initial_memory(PAGES["copy_swap"], given)) == 2 * 2 * 3 + 1


@pytest.mark.parametrize(
    ("page", "steps", "message"),
    [
        ("in_place", "r6", "step 6 .* by the reader, who has finished"),
        ("in_place", "w5r1", "step 5 .* by the writer, who has finished"),
        ("in_place", "r1x1", "step 2 .* by 'x': use w or r"),
        ("seqcount_everywhere", "w1r1", "step 2 .* is wait by the reader, who has to wait"),
        ("stop_machine_nopreempt", "r1w1", "step 2 .* is stop_machine by the writer"),
        ("append_copy_grace", "r1w16", "synchronize_rcu end by the writer, who has to wait"),
        ("rwlock", "r1w1", "step 2 .* is update by the writer, who has to wait"),
        ("rwlock", "w1r1", "step 2 .* is update by the reader, who has to wait"),
    ],
)
def test_a_step_that_cannot_be_taken_is_named(page: str, steps: str, message: str) -> None:
    """The error says which step it is and why it cannot be taken."""
    with pytest.raises(UsageError, match=message):
        replay(PAGES[page], scenario(page, MOVABLE_LEAVES, "pass", steps))


@each_reader
@each_page
def test_the_interpreter_and_the_explorer_judge_alike(strategy: Strategy, reader: str) -> None:
    """Whatever the instance and the schedule, the same properties are violated."""

    @given(st.data())
    @examples(20)
    def check(data: st.DataObject) -> None:
        tries = data.draw(st.integers(1, 2))
        instance = data.draw(instances(strategy.name))
        schedule = data.draw(schedules(strategy.name, instance, reader, tries))
        one = scenario(strategy.name, instance, reader, letters(schedule), tries=tries)
        shown = replay(strategy, one)
        assert shown.finished
        assert violated(strategy, one.instance(), shown.run, reader) == explored(
            strategy.name, instance, reader, schedule, tries=tries
        )

    check()


@each_page
def test_the_interpreter_and_the_explorer_wait_alike(strategy: Strategy) -> None:
    """A schedule with two neighbouring steps exchanged is possible for both or for neither."""

    @given(st.data())
    @examples(15)
    def check(data: st.DataObject) -> None:
        instance = data.draw(instances(strategy.name, zones=2))
        schedule = data.draw(schedules(strategy.name, instance, "allocation", 1))
        at = data.draw(st.integers(0, len(schedule) - 1))
        changed = list(schedule)
        changed[at] += data.draw(st.sampled_from((-1, 1)))
        if sorted(changed) != changed or changed[0] < 0:
            return
        possible = [True, True]
        one = scenario(strategy.name, instance, "allocation", letters(tuple(changed)), tries=1)
        try:
            replay(strategy, one)
        except UsageError:
            possible[0] = False
        try:
            explored(strategy.name, instance, "allocation", tuple(changed), tries=1)
        except (ValueError, KeyError):
            possible[1] = False
        assert possible[0] == possible[1], one.text()

    check()


@each_reader
@each_page
def test_a_scenario_survives_its_text(strategy: Strategy, reader: str) -> None:
    """A schedule that was printed can be pasted back and does the same."""

    @given(st.data())
    @examples(5)
    def check(data: st.DataObject) -> None:
        instance = data.draw(instances(strategy.name))
        schedule = data.draw(schedules(strategy.name, instance, reader, 2))
        one = scenario(strategy.name, instance, reader, letters(schedule))
        again = parse(one.text())
        assert again.text() == one.text()
        assert replay(strategy, again).trace == replay(strategy, one).trace

    check()


def test_schedules_are_coded_by_run_length() -> None:
    """Steps of one thread in a row share a count."""
    assert letters((0, 1, 1, 4)) == "r1w1r2w3r1"
    assert coded("wwr") == "w2r1"
