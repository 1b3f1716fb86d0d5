"""The sentence that says why a replayed run violates a property."""

from dataclasses import replace

import pytest

from spec.because import because
from spec.interpreter import Replay, replay
from spec.page import property_named, strategy_named
from spec.run import GaveUp
from spec.scenario import parse

SENTENCES = {
    "in_place::no_missed_zone lists=1/2.1 types=0.0 schedule=w1r4": (
        "zone 1 is in every list and the walk visited 2"
    ),
    "stop_machine_preempt::no_double_visit lists=1/2.1 types=0.0 schedule=r3w1r3": (
        "one walk visited zone 1 twice: 1 1"
    ),
    "in_place_null_first::zone_always_visible lists=1/1 types=0 schedule=w1r2": (
        "every zone satisfies the request and the walk visited nothing"
    ),
    "append_copy::eligible_zone_always_visible lists=1.2/2 types=0.0 nodes=0.1 mask=1 "
    "schedule=r3w9r1": "zone 2 is in every list and allowed, and the walk visited nothing",
    "in_place_one_word::sees_one_list lists=1/2.1 types=0.0 schedule=w1r2": (
        "the walk visited 2, which is neither 1 nor 2 1"
    ),
    "in_place_null_first::sees_one_list lists=1.2/2.1 types=0.1 limit=0 schedule=w1r2": (
        "the walk visited nothing, which is neither 1 nor 1"
    ),
    "in_place::respects_request lists=1/2 types=0.1 schedule=w1r4": (
        "zone 2 does not satisfy the request and the walk took it up"
    ),
    "copy_swap::no_use_after_free lists=1/1 types=0 schedule=r3w6r2": (
        "the reader loaded a word of an array that had been freed or reused"
    ),
    "stop_machine_nopreempt::no_premature_oom reader=allocation lists=1.2/2 types=0.0 nodes=0.1 "
    "mask=1 pages=0.1 tries=2 schedule=r14w1r12": (
        "zone 2 is in every list, allowed, and has pages from pass 1 on; no pass took it up, "
        "the last look failed, and the slow path gave up"
    ),
    "seqcount_slow_path::no_premature_oom_last_look reader=allocation lists=1/2.1 types=0.0 "
    "pages=3.never tries=2 schedule=r17w2r3": (
        "zone 1 is in every list, allowed, and has pages from pass 3 on; no pass took it up, "
        "the last look failed, and the slow path gave up"
    ),
    "in_place_null_first::no_premature_oom reader=allocation lists=1/1 types=0 pages=0 tries=1 "
    "schedule=w1r4": (
        "zone 1 is in every list, allowed, and has pages from pass 0 on; no pass took it up, "
        "the first slot was empty, and the slow path gave up"
    ),
}


def _replayed(text: str) -> Replay:
    scenario = parse(text)
    return replay(strategy_named(scenario.strategy), scenario)


@pytest.mark.parametrize("text", SENTENCES)
def test_the_sentence_is_about_this_run(text: str) -> None:
    """It names the zone, what the walk visited and the lists of a run that violates."""
    shown = _replayed(text)
    prop = property_named(shown.scenario.prop)
    assert prop.violated(shown.scenario.instance(), shown.run) is True
    assert because(shown, prop.name) == SENTENCES[text]


def test_leaving_the_array_has_a_sentence() -> None:
    """No strategy of ours does it; a user's may."""
    shown = _replayed("in_place::stays_in_bounds lists=1 types=0 schedule=r4")
    assert (
        because(shown, "stays_in_bounds")
        == "the walk went on to a slot behind the end of the array"
    )


def test_the_pass_that_missed_the_zone_is_the_one_told_about() -> None:
    """An allocation whose first pass misses a zone and whose later passes visit it."""
    shown = _replayed(
        "in_place_from_head::no_missed_zone reader=allocation lists=1/2.1 types=0.0 "
        "pages=never.never tries=1 schedule=w1r4w5r10"
    )
    prop = property_named("no_missed_zone")
    assert prop.violated(shown.scenario.instance(), shown.run) is True
    assert because(shown, prop.name) == "zone 1 is in every list and the walk visited 2"


def test_pages_that_move_are_kept_from_a_pass_on() -> None:
    """Where zones gain pages by events, the pass since which they are kept is named."""
    shown = _replayed(
        "list_all_zones::no_premature_oom reader=allocation lists=1 types=0 limit=0 events=1 "
        "before=1 tries=1 schedule=r1"
    )
    first = replace(shown.run.passes[0], number=1, pages_kept=(True,))
    run = replace(shown.run, passes=[first], gave_up=[GaveUp(True, 1, 2)])
    assert because(replace(shown, run=run), "no_premature_oom") == (
        "zone 1 is in every list, allowed, and has pages from pass 1 on; no pass took it up, "
        "the last look failed, and the slow path gave up"
    )
