"""What each strategy's readers see, and the shared accesses of readers and writers in order."""

from dataclasses import replace

import pytest

from impl.instance import Event, Instance
from impl.memory import FREED
from impl.observation import AllocationSeen, PassSeen
from impl.programs import initial_memory, pass_reader, run_allocation, run_pass, writer
from impl.schedule import ScheduleError, in_order, replay
from impl.scheduler import run
from impl.strategies import ALL, STRATEGIES, Strategy
from impl.trace import Execution

IDS = [
    "stop_machine_preempt",
    "stop_machine_nopreempt",
    "stop_machine_restart",
    "stop_machine_nopreempt_restart",
    "in_place_null_first",
    "in_place",
    "in_place_from_head",
    "in_place_one_word",
    "append_copy",
    "append_copy_wmb",
    "append_copy_rmb",
    "append_copy_from_head",
    "append_copy_grace",
    "append_copy_grace_cached",
    "seqcount_everywhere",
    "seqcount_slow_path",
    "seqcount_latch",
    "copy_swap_grace",
    "copy_swap",
    "copy_swap_grace_cached",
    "list_all_zones",
    "rwlock",
    "rwlock_cached",
]
MOVABLE_LEAVES = Instance(lists=((1, 2), (2,)), types=(1, 0), nodes=(0, 0), limit=0)
"""The report behind 3d36424b3b58: [M0 N0] becomes [N0] under a request for NORMAL."""
THREE_LISTS = Instance(
    lists=((1, 2, 3), (3, 1), (1, 3, 2, 4)),
    types=(1, 0, 0, 2),
    nodes=(0, 0, 1, 1),
    limit=1,
)
EMPTY = {1: None, 2: None, 3: None, 4: None}

every_strategy = pytest.mark.parametrize("strategy", ALL, ids=lambda s: s.name)
rebuilding = pytest.mark.parametrize(
    "strategy", [s for s in ALL if s.name != "list_all_zones"], ids=lambda s: s.name
)


def pass_of(done: Execution) -> PassSeen:
    """Return what the reader saw."""
    seen = done.results["reader"]
    assert isinstance(seen, PassSeen)
    return seen


def allocation_of(done: Execution) -> AllocationSeen:
    """Return what the allocation did."""
    seen = done.results["reader"]
    assert isinstance(seen, AllocationSeen)
    return seen


def steps(done: Execution, thread: str) -> list[str]:
    """Return the steps of a thread as text, without its name."""
    return [str(step).partition(": ")[2] for step in done.trace if step.thread == thread]


def test_every_strategy_is_listed_by_name() -> None:
    """The dictionary and the tuple hold the same strategies, under the names they state."""
    assert list(STRATEGIES) == IDS
    assert [strategy.name for strategy in ALL] == IDS


@rebuilding
@pytest.mark.parametrize("rebuilds", [0, 1, 2])
@pytest.mark.parametrize("mask", [None, frozenset({0}), frozenset({1})])
def test_pass_alone_sees_the_published_list(
    strategy: Strategy, rebuilds: int, mask: frozenset[int] | None
) -> None:
    """A pass that no rebuild overlaps visits just what the request leaves of the list."""
    instance = replace(THREE_LISTS, mask=mask)
    alone = replace(instance, lists=instance.lists[: rebuilds + 1])
    seen = pass_of(run_pass(strategy, alone, in_order))
    expected = tuple(filter(instance.satisfies, instance.lists[rebuilds]))
    assert seen == PassSeen(0, expected, completed=True)


@rebuilding
def test_allocation_alone_takes_the_first_page(strategy: Strategy) -> None:
    """Without a rebuild the first zone in order that has pages gives one, on the fast path."""
    alone = replace(THREE_LISTS, lists=THREE_LISTS.lists[:1], pages_from={1: None, 2: 1})
    seen = allocation_of(run_allocation(strategy, alone, in_order))
    assert seen == AllocationSeen((PassSeen(0, (1, 2, 3), completed=False, page=3),), zone=3)


@rebuilding
@pytest.mark.parametrize("start", [1, 2, 3])
def test_allocation_alone_takes_a_page_when_there_is_one(strategy: Strategy, start: int) -> None:
    """A page that appears for a try or the last look is found in that pass."""
    instance = replace(THREE_LISTS, pages_from={**EMPTY, 3: start})
    seen = allocation_of(run_allocation(strategy, instance, in_order))
    assert seen.zone == 3
    assert [each.number for each in seen.passes] == list(range(start + 1))


@every_strategy
def test_allocation_alone_gives_up_in_the_last_look(strategy: Strategy) -> None:
    """An allocation gives up after the fast path, its tries and one last look without a page."""
    pages0 = dict.fromkeys((1, 2, 3), 0)
    alone = replace(THREE_LISTS, lists=((1, 2, 3),), pages_from=EMPTY, pages0=pages0)
    seen = allocation_of(run_allocation(strategy, alone, in_order, tries=3))
    assert (seen.zone, seen.gave_up, seen.gave_up_number) == (None, True, 4)
    assert [each.number for each in seen.passes] == [0, 1, 2, 3, 4]


@every_strategy
def test_allocation_gives_up_when_no_zone_satisfies(strategy: Strategy) -> None:
    """No zone for the request ends in OOM: at once where the first slot is cached."""
    alone = replace(THREE_LISTS, lists=((4,),))
    seen = allocation_of(run_allocation(strategy, alone, in_order))
    assert seen.gave_up
    assert seen.gave_up_number == (None if strategy.keeps_first else 3)
    assert len(seen.passes) == (1 if strategy.keeps_first else 4)


def test_pass_misses_the_only_zone_in_place() -> None:
    """A pass that is overtaken between slot 0 and slot 1 ends at the new terminator (B6)."""
    schedule = ["reader", *["writer"] * 4, "reader", "reader"]
    done = run_pass(STRATEGIES["in_place"], MOVABLE_LEAVES, replay(schedule))
    assert pass_of(done) == PassSeen(0, (), completed=True)
    assert list(map(str, done.trace)) == [
        "reader: zonerefs[0].zone_idx -> 1",
        "writer: zonerefs[0].zone = 2",
        "writer: zonerefs[0].zone_idx = 0",
        "writer: zonerefs[1].zone = 0",
        "writer: zonerefs[1].zone_idx = 0",
        "reader: zonerefs[1].zone_idx -> 0",
        "reader: zonerefs[1].zone -> 0",
    ]


@pytest.mark.parametrize("name", ["in_place", "stop_machine_nopreempt", "rwlock_cached"])
def test_cached_slot_makes_oom_premature(name: str) -> None:
    """A slot cached before the rebuild hides the only zone from every later try (B6)."""
    strategy = STRATEGIES[name]
    instance = replace(MOVABLE_LEAVES, pages_from={2: 1})
    reader = steps(run_allocation(strategy, replace(instance, lists=((1, 2),)), in_order), "reader")
    until_cached = {"in_place": 8, "stop_machine_nopreempt": 12, "rwlock_cached": 12}[name]
    assert len(reader) > until_cached
    rebuild = steps(run_pass(strategy, instance, in_order), "writer")
    schedule = ["reader"] * until_cached + ["writer"] * len(rebuild)
    seen = allocation_of(run_allocation(strategy, instance, replay(schedule, then=in_order)))
    assert seen.gave_up
    assert seen.gave_up_number == 3
    assert [each.visits for each in seen.passes] == [(2,), (), (), ()]


def test_slow_path_restarts_when_the_count_moved() -> None:
    """The retry check finds the rebuild that hid the only zone, and a second round finds it."""
    instance = replace(MOVABLE_LEAVES, pages_from={2: 1})
    schedule = ["reader"] * 9 + ["writer"] * 6
    done = run_allocation(
        STRATEGIES["seqcount_slow_path"], instance, replay(schedule, then=in_order)
    )
    seen = allocation_of(done)
    assert (seen.zone, seen.restarts) == (2, 1)
    assert [each.number for each in seen.passes] == [0, 1, 2, 4]


def test_slow_path_checks_after_an_empty_first_slot() -> None:
    """An empty first slot gives up only if the count did not move."""
    instance = Instance(((1,), (2,)), types=(1, 0), nodes=(0, 0), limit=0)
    schedule = ["reader"] * 7 + ["writer"] * 6
    done = run_allocation(
        STRATEGIES["seqcount_slow_path"], instance, replay(schedule, then=in_order)
    )
    assert steps(done, "reader")[3] == "seq -> 0"
    assert allocation_of(done).zone == 2
    assert allocation_of(done).restarts == 1


@pytest.mark.parametrize("name", ["seqcount_everywhere", "seqcount_latch", "stop_machine_restart"])
def test_overtaken_pass_is_repeated(name: str) -> None:
    """A pass during which the counter moved is discarded, and the next attempt is accepted."""
    schedule = ["reader", "reader", *["writer"] * (1 if name == "stop_machine_restart" else 6)]
    done = run_pass(STRATEGIES[name], MOVABLE_LEAVES, replay(schedule, then=in_order))
    assert pass_of(done) == PassSeen(0, (2,), completed=True, rejected=1)


def test_generation_drops_the_cached_slot() -> None:
    """A try begins at slot 0 once the generation of the cached slot is past."""
    strategy = STRATEGIES["stop_machine_restart"]
    instance = replace(MOVABLE_LEAVES, pages_from={2: 1})
    schedule = ["reader"] * 12 + ["writer"]
    seen = allocation_of(run_allocation(strategy, instance, replay(schedule, then=in_order)))
    assert (seen.zone, seen.rejected) == (2, 0)


def test_page_of_a_rejected_pass_is_not_returned() -> None:
    """A pass that took a page is discarded too if the counter moved."""
    schedule = ["reader"] * 4 + ["writer"] * 6
    done = run_allocation(
        STRATEGIES["seqcount_everywhere"], MOVABLE_LEAVES, replay(schedule, then=in_order)
    )
    assert steps(done, "reader")[:5] == [
        "seq -> 0",
        "zonerefs[0].zone_idx -> 1",
        "zonerefs[1].zone_idx -> 0",
        "zonerefs[1].zone -> 2",
        "seq -> 2",
    ]
    seen = allocation_of(done)
    assert (seen.zone, seen.rejected, len(seen.passes)) == (2, 1, 1)


def test_stop_machine_is_one_step_of_the_writer() -> None:
    """A rebuild under stop_machine is one step; the counted one ends with the generation."""
    done = run_pass(STRATEGIES["stop_machine_restart"], MOVABLE_LEAVES, in_order)
    assert steps(done, "writer") == ["stop_machine of 5 stores"]
    stores = done.trace[0].value
    assert isinstance(stores, tuple)
    assert stores[-1] == ("generation", 1)


@pytest.mark.parametrize("name", ["stop_machine_nopreempt", "stop_machine_nopreempt_restart"])
def test_stop_machine_waits_for_a_pass_without_preemption(name: str) -> None:
    """With preemption off around a pass, the machine stops before or after it."""
    begun = replay(["reader"] * 3 + ["writer"])
    with pytest.raises(ScheduleError, match="writer, which waits"):
        run_pass(STRATEGIES[name], MOVABLE_LEAVES, begun)


def test_null_first_empties_slot_0_and_terminates_each_node() -> None:
    """The old store order empties the list, then appends zones and terminates each node's."""
    instance = Instance(((1,), (1, 2, 3)), types=(1, 0, 0), nodes=(0, 0, 1), limit=1)
    done = run_pass(STRATEGIES["in_place_null_first"], instance, in_order)
    words = [step for step in steps(done, "writer") if ".zone =" in step]
    assert words == [
        "zonerefs[0].zone = 0",
        "zonerefs[0].zone = 1",
        "zonerefs[1].zone = 2",
        "zonerefs[2].zone = 0",
        "zonerefs[2].zone = 3",
        "zonerefs[3].zone = 0",
    ]


def test_one_word_zoneref_is_one_access() -> None:
    """A one-word zoneref is loaded and stored in one step."""
    done = run_pass(STRATEGIES["in_place_one_word"], MOVABLE_LEAVES, in_order)
    assert list(map(str, done.trace)) == [
        "writer: zonerefs[0] = (2, 0)",
        "writer: zonerefs[1] = (0, 0)",
        "reader: zonerefs[0] -> (2, 0)",
        "reader: zonerefs[1] -> (0, 0)",
    ]


def test_copy_is_appended_from_its_far_end() -> None:
    """The far terminator comes first, then the copy backwards, index first, then the front."""
    done = run_pass(STRATEGIES["append_copy_grace"], MOVABLE_LEAVES, in_order)
    assert steps(done, "writer") == [
        "zonerefs[4].zone_idx = 0",
        "zonerefs[4].zone = 0",
        "zonerefs[3].zone_idx = 0",
        "zonerefs[3].zone = 2",
        "zonerefs[2].zone_idx = 1",
        "zonerefs[2].zone = 1",
        "zonerefs[0].zone = 2",
        "zonerefs[0].zone_idx = 0",
        "synchronize_rcu_begin",
        "synchronize_rcu_end",
        "zonerefs[1].zone = 0",
        "zonerefs[1].zone_idx = 0",
    ]
    assert steps(done, "reader")[0] == "rcu_read_lock"
    assert steps(done, "reader")[-1] == "rcu_read_unlock"


def test_latch_sends_readers_to_the_copy_at_rest() -> None:
    """While A is written the counter is odd and readers use B, and the other way round."""
    latch = STRATEGIES["seqcount_latch"]
    writer_steps = steps(run_pass(latch, MOVABLE_LEAVES, in_order), "writer")
    assert [step for step in writer_steps if "seq" in step] == ["seq = 1", "seq = 2"]
    assert writer_steps[1].startswith("A")
    assert writer_steps[-1].startswith("B")
    done = run_pass(latch, MOVABLE_LEAVES, replay(["writer"] * 3, then=lambda e, _: e[-1]))
    assert steps(done, "reader")[:2] == ["seq -> 1", "B[0].zone_idx -> 1"]
    assert pass_of(done) == PassSeen(0, (2,), completed=True)


def test_freed_array_is_noticed_without_a_grace_period() -> None:
    """A reader that loaded the pointer before the swap reads FREED when nobody waits for it."""
    schedule = ["reader"] * 3 + ["writer"] * 9
    done = run_pass(STRATEGIES["copy_swap"], MOVABLE_LEAVES, replay(schedule, then=last_enabled))
    assert pass_of(done) == PassSeen(0, (), completed=False, freed=True)


def last_enabled(enabled: tuple[str, ...], pending: object) -> str:
    """Pick the last thread that can go."""
    del pending
    return enabled[-1]


def test_later_life_is_noticed_without_a_grace_period() -> None:
    """A word stored when the array was already reused is a use after free, whatever its value."""
    instance = Instance(((1,), (2,), (1,)), types=(0, 0), nodes=(0, 0), limit=0)
    strategy = STRATEGIES["copy_swap"]
    rebuilds = len(steps(run_pass(strategy, instance, in_order), "writer"))
    schedule = ["reader", "reader", *["writer"] * (rebuilds - 4)]
    done = run_pass(strategy, instance, replay(schedule, then=last_enabled))
    assert pass_of(done) == PassSeen(0, (1,), completed=True, freed=True)


def test_grace_period_keeps_the_old_array() -> None:
    """The writer cannot free the array before the reader's section is closed."""
    strategy = STRATEGIES["copy_swap_grace"]
    with pytest.raises(ScheduleError, match=r"Step 9 .* writer, which waits"):
        run_pass(strategy, MOVABLE_LEAVES, replay(["reader"] * 2 + ["writer"] * 7))
    done = run_pass(strategy, MOVABLE_LEAVES, replay(["reader"] * 2, then=in_order))
    assert pass_of(done) == PassSeen(0, (2,), completed=True)
    freed = [location for location, value in done.memory.items() if value is FREED]
    assert len(freed) == 2 * MOVABLE_LEAVES.capacity
    assert all(location.startswith("A[") for location in freed)


def test_slot_carried_out_of_a_section_is_used_after_free() -> None:
    """A grace period waits for sections, not for the slot address that one of them returned."""
    strategy = STRATEGIES["copy_swap_grace_cached"]
    instance = replace(MOVABLE_LEAVES, pages_from={2: 1})
    alone = replace(instance, lists=((1, 2),))
    fast_and_first = [
        number
        for number, step in enumerate(steps(run_allocation(strategy, alone, in_order), "reader"))
        if step == "rcu_read_unlock"
    ][1] + 1
    done = run_allocation(strategy, instance, replay(["reader"] * fast_and_first, then=in_order))
    seen = allocation_of(done)
    assert (seen.zone, seen.gave_up, seen.freed) == (None, False, True)
    assert len(seen.passes) == 2


def test_list_of_all_zones_is_never_written() -> None:
    """An event is one store of the zone's own word, which an allocation loads at each visit."""
    strategy = STRATEGIES["list_all_zones"]
    instance = Instance(
        ((1, 2),),
        (0, 0),
        (0, 0),
        limit=0,
        pages_from=EMPTY,
        events=(Event(2, 1),),
        pages0={1: 0, 2: 0},
    )
    done = run_allocation(strategy, instance, replay(["reader"] * 6 + ["writer"], then=in_order))
    assert steps(done, "writer") == ["pages[2] = 1"]
    assert [step for step in steps(done, "reader") if "pages" in step] == [
        "pages[1] -> 0",
        "pages[2] -> 0",
        "pages[1] -> 0",
        "pages[2] -> 1",
    ]
    assert allocation_of(done).zone == 2
    assert pass_of(run_pass(strategy, instance, in_order)).visits == (1, 2)


def test_lock_keeps_writer_and_readers_apart() -> None:
    """Readers share the lock; the writer waits for all of them, and they for the writer."""
    strategy = STRATEGIES["rwlock"]
    programs = {
        "writer": writer(strategy, MOVABLE_LEAVES),
        "first": pass_reader(strategy, MOVABLE_LEAVES),
        "second": pass_reader(strategy, MOVABLE_LEAVES),
    }
    initial = initial_memory(strategy, MOVABLE_LEAVES)
    with pytest.raises(ScheduleError, match=r"Step 3 .* writer, which waits; .*: first, second"):
        run(programs, initial, replay(["first", "second", "writer"]))
    with pytest.raises(ScheduleError, match=r"Step 2 .* first, which waits; enabled: writer"):
        run(programs, initial, replay(["writer", "first"]))
    done = run(programs, initial, in_order)
    assert [step for step in steps(done, "writer") if "cnts" in step] == [
        "cnts = 255",
        "cnts = 0",
    ]
    assert done.memory[next(word for word in initial if word == "cnts")] == 0


@pytest.mark.parametrize("name", ["rwlock", "seqcount_everywhere", "seqcount_latch"])
def test_guarded_pass_sees_one_list_wherever_the_rebuild_begins(name: str) -> None:
    """A guarded pass sees one list, at whatever step it is overtaken."""
    lists = {tuple(filter(THREE_LISTS.satisfies, zones)) for zones in THREE_LISTS.lists}
    for length in range(11):
        pick = replay(["reader"] * length, then=in_order)
        seen = pass_of(run_pass(STRATEGIES[name], THREE_LISTS, pick))
        assert seen.completed
        assert seen.visits in lists
