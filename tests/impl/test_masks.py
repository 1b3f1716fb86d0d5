"""Strategies that move nodemasks: what is accessed in what order, and what readers can see."""

from dataclasses import replace

import pytest

from impl.instance import Change, Instance
from impl.memory import Memory
from impl.observation import AllocationSeen, PassSeen
from impl.programs import initial_memory, run_allocation, run_pass
from impl.schedule import in_order, replay
from impl.scheduler import run
from impl.strategies import MASKS
from impl.trace import Execution
from tests.impl.outcomes import found, gives_up, visits

ZERO, ONE, BOTH = frozenset({0}), frozenset({1}), frozenset({0, 1})
SINGLE = Instance(((1, 2),), (0, 0), (1, 0), limit=0, masks={"nodes": (ONE, ZERO)})
"""Node 1's zone comes first, then node 0's; the only node allowed is 1, then 0."""
PAIR = replace(SINGLE, masks={"policy": (ONE, ZERO), "mems": (BOTH, ZERO)}, policy="task")
SEQCOUNTS = [name for name in MASKS if name.startswith("mask_seqcount") and "after" not in name]
SINGLES = [name for name in MASKS if name not in SEQCOUNTS]


def steps(done: Execution, thread: str) -> list[str]:
    """Return the steps of a thread as text, without its name."""
    return [str(step).partition(": ")[2] for step in done.trace if step.thread == thread]


def instance_of(name: str) -> Instance:
    """One of the instances above."""
    return PAIR if name in SEQCOUNTS else SINGLE


def test_every_mask_strategy_is_there_in_both_widths() -> None:
    """A name says what is stored and how wide."""
    narrow = [name for name in MASKS if not name.endswith("_wide")]
    assert [f"{name}_wide" for name in narrow] == [name for name in MASKS if name not in narrow]
    assert narrow == [
        "mask_in_place",
        "mask_union",
        "mask_union_counted",
        "mask_seqcount_after_oom",
        "mask_copy_swap",
        "mask_seqcount",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mask_in_place", ["nodes = 1"]),
        ("mask_in_place_wide", ["nodes[0] = 1", "nodes[1] = 0"]),
        ("mask_union", ["nodes = 3", "smp_mb", "nodes = 1"]),
        (
            "mask_union_counted",
            ["nodes = 3", "smp_mb", "reading -> 0", "smp_mb", "nodes = 1"],
        ),
        (
            "mask_seqcount_after_oom_wide",
            [
                "mems_seq = 1",
                "smp_wmb",
                "nodes[0] = 1",
                "nodes[1] = 1",
                "nodes[0] = 1",
                "nodes[1] = 0",
                "smp_wmb",
                "mems_seq = 2",
            ],
        ),
        ("mask_copy_swap_wide", ["nodes.1[0] = 1", "nodes.1[1] = 0", "policy = 1"]),
        (
            "mask_seqcount",
            [
                *["local_irq_save", "mems_seq = 1", "smp_wmb"],
                *["mems = 3", "policy = 1", "mems = 1"],
                *["smp_wmb", "mems_seq = 2", "local_irq_restore"],
            ],
        ),
    ],
)
def test_a_rebind_stores_in_this_order(name: str, expected: list[str]) -> None:
    """The writer's steps, barriers included, one for each word."""
    done = run_pass(MASKS[name], instance_of(name), in_order, machine="armv8_graph")
    assert steps(done, "writer") == expected


def test_a_policy_of_a_mapping_is_rebound_behind_the_count() -> None:
    """The mapping's lock, which readers hold throughout, cannot be taken inside."""
    done = run_pass(MASKS["mask_seqcount"], replace(PAIR, policy="vma"), in_order)
    assert steps(done, "writer") == [
        *["local_irq_save", "mems_seq = 1"],
        *["mems = 3", "mems = 1"],
        *["mems_seq = 2", "local_irq_restore"],
        "mmap_lock = 2",
        "policy = 1",
        "mmap_lock = 0",
    ]
    assert [step for step in steps(done, "reader") if "mmap" in step] == [
        "mmap_lock = 1",
        "mmap_lock = 0",
    ]
    assert steps(done, "reader")[0] == "mmap_lock = 1"
    assert steps(done, "reader")[-1] == "mmap_lock = 0"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "mask_union_counted",
            ["reading = 1", *["[0].zone_idx -> 0", "[0].zone -> 1", "nodes -> 2"], "reading = 0"],
        ),
        (
            "mask_copy_swap_wide",
            ["policy -> 0", "[0].zone_idx -> 0", "[0].zone -> 1", "nodes.0[1] -> 1"],
        ),
        (
            "mask_seqcount_wide",
            [
                *["policy[0] -> 0", "mems[0] -> 1", "policy[1] -> 1", "mems[1] -> 1"],
                *["[0].zone_idx -> 0", "[0].zone -> 1", "policy[1] -> 1", "mems[1] -> 1"],
            ],
        ),
    ],
)
def test_a_reader_loads_in_this_order(name: str, expected: list[str]) -> None:
    """The request's masks first, then for each zone the word that has its node."""
    alone = instance_of(name)
    alone = replace(alone, masks={mask: all_[:1] for mask, all_ in alone.masks.items()})
    done = run_allocation(MASKS[name], alone, in_order)
    loads = [step.replace("zonerefs", "") for step in steps(done, "reader")]
    assert loads == expected


def test_a_policy_without_allowed_nodes_is_ignored() -> None:
    """It is neither tested nor loaded once policy_nodemask() has found it disjoint."""
    masks = {"policy": (ONE,), "mems": (ZERO,)}
    done = run_pass(MASKS["mask_seqcount"], replace(PAIR, masks=masks), in_order)
    assert [step for step in steps(done, "reader") if "policy" in step] == ["policy -> 2"]
    assert done.results["reader"] == PassSeen(0, (2,), completed=True)


def test_no_policy_is_not_loaded() -> None:
    """The cpuset alone is tested, also by the search for the first slot, which tests nothing."""
    instance = replace(PAIR, policy="none", masks={"mems": (ZERO,)}, pages_from={2: 1})
    done = run_allocation(MASKS["mask_seqcount"], instance, in_order)
    assert [step for step in steps(done, "reader") if "zonerefs" not in step] == [
        *["mems -> 1"] * 2,  # the fast path, where zone 2 has no page
        "mems_seq -> 0",
        *["mems -> 1"] * 2,  # the first try, from slot 0
    ]


def test_the_check_drops_a_policy_and_begins_anew() -> None:
    """A rebind between policy_nodemask() and the cookie is found by the values (902b62810a57)."""
    masks = {"policy": (ONE, ONE), "mems": (ONE, ZERO)}
    instance = replace(PAIR, policy="vma", masks=masks, pages_from={1: None, 2: 1})
    begun = ["reader"] * 3 + ["writer"] * 6
    done = run_allocation(MASKS["mask_seqcount"], instance, replay(begun, then=reader_first))
    seen = done.results["reader"]
    assert isinstance(seen, AllocationSeen)
    assert (seen.zone, seen.restarts) == (2, 1)
    assert steps(done, "reader").count("mems_seq -> 2") == 3  # two cookies and one check
    assert "policy = 2" in steps(done, "writer")


def reader_first(enabled: tuple[str, ...], pending: object) -> str:
    """Let the reader go on as long as it can."""
    del pending
    return "reader" if "reader" in enabled else enabled[0]


@pytest.mark.parametrize(
    ("name", "blind"),
    [
        ("mask_in_place", True),
        ("mask_union", True),
        ("mask_union_counted", False),
        ("mask_seqcount_after_oom", True),
        ("mask_copy_swap", False),
        ("mask_in_place_wide", True),
        ("mask_union_wide", True),
        ("mask_union_counted_wide", False),
        ("mask_copy_swap_wide", False),
    ],
)
def test_a_pass_may_find_no_node_allowed(name: str, *, blind: bool) -> None:
    """Every version has a zone, and a walk may see none unless the mask is kept for it (B2)."""
    towards = replace(SINGLE, masks={"nodes": (ZERO, ONE)})
    seen = visits(name, towards)
    assert (() in seen) == blind
    assert {(1,), (2,)} <= seen


@pytest.mark.parametrize("name", ["mask_copy_swap", "mask_copy_swap_wide"])
def test_a_copy_is_seen_whole_where_memory_is_weak(name: str) -> None:
    """The pointer is released, and loads of the copy depend on it."""
    assert visits(name, SINGLE, "armv8_graph") == {(1,), (2,)}


def test_the_counted_union_needs_its_barriers() -> None:
    """On ARMv8 they hold as they do where memory is sequentially consistent."""
    towards = replace(SINGLE, masks={"nodes": (ZERO, ONE)})
    assert () not in visits("mask_union_counted", towards, "armv8_graph")


def test_a_wide_mask_is_seen_torn() -> None:
    """Halves of two versions leave no node, though each version has one with a zone (B2)."""
    apart = Instance(((1, 2, 3, 4),), (0,) * 4, (0, 1, 2, 3), limit=0)
    apart = replace(apart, masks={"nodes": (frozenset({0, 1}), frozenset({2, 3}))})
    assert () in visits("mask_in_place_wide", apart)
    assert () not in visits("mask_in_place", apart)
    assert () not in visits("mask_copy_swap_wide", apart)


@pytest.mark.parametrize("name", MASKS)
def test_every_end_comes_with_a_schedule(name: str) -> None:
    """The same masks, the same run, step by step."""
    instance = replace(instance_of(name), pages_from={1: None, 2: 1})
    strategy = MASKS[name]
    for end, schedule in found(name, instance).ends.items():
        done = run_allocation(strategy, instance, replay(schedule), tries=1)
        assert done.results["reader"] == end.results[1]
        assert done.unfinished == ()


def test_nothing_is_checked_before_giving_up_after_oom() -> None:
    """The count moved, and nobody looked: cc9a6c877661 checks behind the OOM killer."""
    masks = {"nodes": (ONE, ZERO, ONE, ZERO, ONE, ZERO, ONE)}
    instance = replace(SINGLE, masks=masks)
    assert gives_up("mask_seqcount_after_oom", instance)
    assert not gives_up("mask_copy_swap", instance)


@pytest.mark.parametrize("name", MASKS)
def test_a_list_does_not_move(name: str) -> None:
    """A strategy of nodemasks refuses a rebuild, and one of lists a rebind."""
    instance = instance_of(name)

    def rebuild(memory: Memory) -> None:
        MASKS[name].writer(memory, instance, [Change((1,))])

    with pytest.raises(ValueError, match="Give one list and versions of the nodemasks"):
        run({"writer": rebuild}, initial_memory(MASKS[name], instance), in_order)
    without = replace(instance, masks={}, policy="none")
    if name not in SEQCOUNTS:
        with pytest.raises(ValueError, match="Give versions of the nodemask nodes"):
            initial_memory(MASKS[name], without)
