"""The sentence that says why a replayed run violates a property."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from spec.because import because
from spec.interpreter import Replay, replay
from spec.kernel.seqcount import write_seqcount_begin
from spec.page import property_named, strategy_named
from spec.run import GaveUp
from spec.scenario import parse
from spec.vocabulary import Array, Cell, Reader, Strategy, Writer

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
    "mask_in_place::eligible_zone_always_visible lists=1.2 types=0.0 nodes=0.1 masks=nodes:1/0 "
    "schedule=r5w1r3": (
        "with nodes {1} zone 2 is allowed, with nodes {0} zone 1 is allowed, "
        "and the walk visited nothing"
    ),
    "mask_in_place::no_premature_oom reader=allocation lists=1.2.3 types=0.0.0 nodes=0.1.2 "
    "pages=0.0.1 tries=1 masks=nodes:2/1/0 schedule=r19w1r8w1r6": (
        "with nodes {2} zone 3 has pages from pass 1 on, with nodes {1} zone 2 has pages from "
        "pass 0 on, with nodes {0} zone 1 has pages from pass 0 on; no pass found a page in any "
        "of them, the last look failed, and the slow path gave up"
    ),
    "v4_12_masks::no_premature_oom reader=allocation lists=1.2 types=0.0 nodes=0.1 pages=0.0 "
    "tries=1 masks=policy:1/0+mems:0.1/0 policy=vma schedule=r9w2r24": (
        "with mems {0,1} and policy {1} zone 2 has pages from pass 0 on, with mems {0} and policy "
        "{0} zone 1 has pages from pass 0 on; no pass found a page in either, the last look "
        "failed, and the slow path gave up"
    ),
    "v6_0_masks::respects_request lists=1 types=0.0.0 nodes=0.0.0 masks=policy:2/1+mems:2/0.1 "
    "policy=task schedule=r1w5r6": (
        "zone 1 is on node 0, which policy {2} -> {1} never has, and the walk, "
        "which ignored the policy, took it up"
    ),
    "seqcount_everywhere::no_deadlock reader=interrupt lists=1/1 types=0 schedule=w1": (
        "the reader, an interrupt on the writer's CPU, waits for seq, which the writer has set "
        "to 1; the writer cannot run before it returns"
    ),
    "v6_0::no_deadlock reader=console lists=1/1 types=0 pages=never tries=1 schedule=r6w6": (
        "the reader, who holds the console's lock, waits for seq, which the writer has set to 1; "
        "the writer waits for console, which the reader has set to 1"
    ),
    "v6_4::no_sleep_in_atomic reader=preempt_rt lists=1/1 types=0 pages=0 tries=1 schedule=r2w9": (
        "the writer takes a spinlock, which sleeps on PREEMPT_RT, with interrupts off"
    ),
    "v6_6::terminates reader=slow_path lists=1.2/2 types=0.0 nodes=0.1 mask=1 pages=0.0 tries=1 "
    "schedule=r6w9r4": (
        "should_reclaim_retry() finds zone 2 and goes back to retry:, the tries begin at slot 1 "
        "and find nothing, and nobody else moves"
    ),
    "v6_6_masks::terminates reader=slow_path lists=1.2 types=0.0 nodes=0.0 pages=0.1 tries=1 "
    "masks=policy:1/0+mems:1/0 policy=task schedule=r9w7r11": (
        "should_reclaim_retry() finds zone 1 and goes back to retry:, the tries begin at slot 1 "
        "and find nothing, and nobody else moves"
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


def test_a_zone_that_no_version_of_the_masks_excludes_is_named_once() -> None:
    """One zone for all versions makes one clause."""
    shown = _replayed(
        "mask_in_place::x lists=1.2 types=0.0 nodes=0.1 masks=nodes:1/0.1 schedule=r8"
    )
    assert because(shown, "eligible_zone_always_visible") == (
        "with all versions of the masks zone 2 is allowed, and the walk visited nothing"
    )


def test_a_zone_that_serves_two_versions_is_named_with_both() -> None:
    """Few zones are named, each with the versions it satisfies."""
    shown = _replayed(
        "mask_in_place::x lists=1.2 types=0.0 nodes=0.1 masks=nodes:1/0/0.1 schedule=r8"
    )
    assert because(shown, "eligible_zone_always_visible") == (
        "with nodes {1} zone 2 is allowed, with nodes {0} or nodes {0,1} zone 1 is allowed, "
        "and the walk visited nothing"
    )


def test_a_zone_that_the_type_forbids_is_no_matter_of_masks() -> None:
    """Masks are spoken of where the zone's node is what is wrong."""
    shown = _replayed("mask_in_place::x lists=1 types=0 nodes=0 masks=nodes:0/0 schedule=r3")
    wrong = replace(shown, scenario=replace(shown.scenario, types=(1,)))
    assert because(wrong, "respects_request") == (
        "zone 1 does not satisfy the request and the walk took it up"
    )


def test_a_mask_that_was_tested_is_not_called_ignored() -> None:
    """The walk let the zone pass although it looked."""
    shown = _replayed("mask_in_place::x lists=1 types=0.0 nodes=0.0 masks=nodes:0/0 schedule=r3")
    masks = (("nodes", (frozenset({1}), frozenset({1}))),)
    wrong = replace(shown, scenario=replace(shown.scenario, masks=masks))
    assert because(wrong, "respects_request") == (
        "zone 1 is on node 0, which nodes {1} -> {1} never has, and the walk took it up"
    )


def _atomic(section: str) -> Strategy:
    """A page whose allocations are inside a section, although they may sleep."""
    return replace(
        strategy_named("in_place_from_head"), around=lambda reader: getattr(reader, section)()
    )


@pytest.mark.parametrize(
    ("section", "where"),
    [("rcu_section", "inside an RCU section"), ("preemption_off", "with preemption off")],
)
def test_a_sleep_inside_a_section_is_told_with_the_section(section: str, where: str) -> None:
    """The section that is open at the sleep is named."""
    scenario = parse(
        "in_place_from_head::no_sleep_in_atomic reader=no_rt lists=1 types=0 tries=1 schedule=r9"
    )
    shown = replay(_atomic(section), scenario)
    assert shown.run.slept
    assert because(shown, "no_sleep_in_atomic") == f"the reader sleeps between two tries {where}"


def test_a_section_that_has_ended_is_not_named() -> None:
    """Sections of each pass are over when the slow path sleeps in the one around them."""

    def walk(reader: Reader, _preferred: None) -> None:
        with reader.rcu_section():
            reader.walk(Array("zonerefs"))

    scenario = parse(
        "in_place_from_head::no_sleep_in_atomic reader=no_rt lists=1 types=0 tries=1 schedule=r13"
    )
    shown = replay(replace(_atomic("preemption_off"), walk=walk), scenario)
    assert because(shown, "no_sleep_in_atomic") == (
        "the reader sleeps between two tries with preemption off"
    )


def test_nobody_is_left_to_end_a_wait_once_the_writer_has_finished() -> None:
    """A page that forgets to make its count even again."""

    def rebuild(writer: Writer) -> None:
        write_seqcount_begin(writer)

    strategy = replace(strategy_named("seqcount_everywhere"), writer=rebuild)
    scenario = parse("seqcount_everywhere::no_deadlock reader=task lists=1/1 types=0 schedule=w1")
    shown = replay(strategy, scenario)
    assert shown.run.deadlocked
    assert because(shown, "no_deadlock") == (
        "the reader waits for seq, which the writer has set to 1; the writer has finished"
    )


@pytest.mark.parametrize(
    ("name", "begin", "steps", "what"),
    [
        ("copy_swap_grace", "rcu_read_lock", "r1w6", "a grace period"),
        ("stop_machine_nopreempt", "preempt_disable", "r1", "a CPU with preemption off"),
    ],
)
def test_a_writer_that_waits_for_a_section_is_said_to(
    name: str, begin: str, steps: str, what: str
) -> None:
    """A reader that waits inside its section for a word that nobody stores to."""
    never = Cell("never")

    @contextmanager
    def around(reader: Reader) -> Iterator[None]:
        with reader.rcu_section() if begin == "rcu_read_lock" else reader.preemption_off():
            reader.wait(never, lambda value: value == 1)
            yield

    page = strategy_named(name)
    strategy = replace(page, around=around, cells=(*page.cells, never))
    shown = replay(
        strategy, parse(f"{name}::no_deadlock reader=task lists=1/1 types=0 schedule={steps}")
    )
    assert shown.trace[0].action == begin
    assert shown.run.deadlocked
    assert because(shown, "no_deadlock") == (
        f"the reader waits for never, which is 0; the writer waits for {what}, "
        "which does not end inside the reader's section"
    )


def test_a_pass_that_is_repeated_for_nothing_has_a_sentence() -> None:
    """A page whose check rejects every attempt."""
    seq = Cell("seq")

    def walk(reader: Reader, _preferred: None) -> None:
        reader.walk(Array("zonerefs"))
        reader.retry_if(reader.load(seq) == 0)

    strategy = replace(strategy_named("in_place_from_head"), walk=walk, cells=(seq,))
    scenario = parse("in_place_from_head::terminates reader=settled lists=1 types=0 schedule=r10")
    shown = replay(strategy, scenario)
    assert shown.run.endless
    assert because(shown, "terminates") == (
        "the reader repeats a pass or a round although nothing changes any more"
    )
