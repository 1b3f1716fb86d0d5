"""The kernel's eras: their steps, and the bugs that one era has and a later one has not."""

from dataclasses import replace

import pytest

from impl.instance import Instance
from impl.observation import AllocationSeen, PassSeen
from impl.programs import run_allocation, run_pass, run_slow_path
from impl.schedule import in_order, replay
from impl.strategies import ERAS
from impl.trace import Execution
from tests.impl.outcomes import found, gives_up

ZERO, ONE, BOTH = frozenset({0}), frozenset({1}), frozenset({0, 1})
LEAVES = Instance(lists=((1, 2), (2,)), types=(1, 0), nodes=(0, 0), limit=0)
"""[M0 N0] becomes [N0] under a request for NORMAL."""
LOCAL_FIRST = Instance(((1, 2),), (0, 0), (1, 0), limit=0, masks={"mems": (ZERO, ONE)})
"""The local node 1 comes first; the cpuset allows node 0, then node 1."""
WIDENED = replace(
    LOCAL_FIRST,
    nodes=(0, 1),
    masks={"policy": (ONE, BOTH), "mems": (BOTH, BOTH)},
    policy="task",
    pages_from={2: None},
)
"""MPOL_BIND to node 1, then to both; only node 0 has pages."""
MOVED = replace(LOCAL_FIRST, masks={"policy": (ONE, ZERO), "mems": (ONE, ZERO)}, policy="task")
"""A task that is moved from node 1 to node 0, policy and cpuset."""


def steps(done: Execution, thread: str) -> list[str]:
    """Return the steps of a thread as text, without its name."""
    return [str(step).partition(": ")[2] for step in done.trace if step.thread == thread]


def after(*threads: str) -> list[str]:
    """The eras from the first one named to before the second, in order."""
    names = list(ERAS)
    start, end = (*map(names.index, threads), len(names))[:2]
    return names[start:end]


def test_every_era_is_there_in_order() -> None:
    """They are named for the release that began them."""
    assert list(ERAS) == [
        *["v2_6_34", "v2_6_35", "v4_4", "v4_7", "v4_12", "v4_14"],
        *["v6_0", "v6_4", "v6_6", "v6_16"],
    ]
    assert after("v4_14", "v6_4") == ["v4_14", "v6_0"]


SECTION = ["seq = 1", "smp_wmb", "zonerefs[0].zone = 2", "zonerefs[0].zone_idx = 0"]
SECTION += ["zonerefs[1].zone = 0", "zonerefs[1].zone_idx = 0"]
END = ["smp_wmb", "seq = 2"]
IRQSAVE = ["local_irq_save", "spin_lock", *SECTION, *END, "local_irq_restore"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *((name, ["stop_machine of 4 stores"]) for name in after("v2_6_34", "v4_14")),
        ("v4_14", SECTION[2:]),
        ("v6_0", ["spin_lock", *SECTION, "console = 1", "console = 0", *END]),
        *((name, IRQSAVE) for name in after("v6_4")),
    ],
)
def test_a_rebuild_takes_these_steps(name: str, expected: list[str]) -> None:
    """Barriers, the lock, interrupts and the console included."""
    done = run_pass(ERAS[name], LEAVES, in_order, machine="armv8_graph")
    assert steps(done, "writer") == expected


@pytest.mark.parametrize("name", ["v6_6", "v6_16"])
def test_the_lock_is_taken_with_interrupts_on_under_preempt_rt(name: str) -> None:
    """write_seqlock_irqsave() leaves them on there."""
    done = run_pass(ERAS[name], replace(LEAVES, preempt_rt=True), in_order)
    assert steps(done, "writer") == [step for step in IRQSAVE if step[:3] not in ("loc", "smp")]


OF_MAPPING = ["mmap_lock = 2", "policy = 1", "mmap_lock = 0"]
COUNTED = ["mems_seq = 1", "smp_wmb"]
SINCE_4_14 = ["local_irq_save", *COUNTED, "mems = 3", "policy = 1", "mems = 1"]
SINCE_4_14 += ["smp_wmb", "mems_seq = 2", "local_irq_restore"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("v2_6_34", ["mems = 3", "policy = 3", "policy = 1", "mems = 1"]),
        (
            "v2_6_35",
            [
                *["mems = 3", "policy = 3", "smp_mb", "reading -> 0", "smp_mb"],
                *["policy = 1", "mems = 1"],
            ],
        ),
        *(
            (
                name,
                [
                    *["local_irq_save", *COUNTED],
                    *["mems = 3", "policy = 3", "policy = 1", "mems = 1"],
                    *["smp_wmb", "mems_seq = 2", "local_irq_restore"],
                ],
            )
            for name in after("v4_4", "v4_14")
        ),
        *((name, SINCE_4_14) for name in after("v4_14")),
    ],
)
def test_a_rebind_takes_these_steps(name: str, expected: list[str]) -> None:
    """A task's own policy is rebound with its cpuset; a mapping's behind all that."""
    done = run_pass(ERAS[name], MOVED, in_order, machine="armv8_graph")
    assert steps(done, "writer") == expected
    of_mapping = run_pass(ERAS[name], replace(MOVED, policy="vma"), in_order, machine="armv8_graph")
    without = [step for step in expected if "policy" not in step]
    assert steps(of_mapping, "writer") == [*without, *OF_MAPPING]


@pytest.mark.parametrize("name", after("v4_4"))
def test_a_rebind_that_leaves_a_node_was_not_counted(name: str) -> None:
    """Without a task's policy, and with a node in common, the count stands still up to 4.12."""
    widened = replace(LOCAL_FIRST, masks={"mems": (ZERO, BOTH, ONE, ZERO)})
    done = run_pass(ERAS[name], widened, in_order)
    counts = [step for step in steps(done, "writer") if "seq" in step]
    assert len(counts) == (2 if name in after("v4_4", "v4_14") else 6)
    assert steps(done, "writer").count("local_irq_save") == len(counts) // 2
    assert counts[-1] == f"mems_seq = {len(counts)}"


@pytest.mark.parametrize("name", ERAS)
def test_masks_are_not_loaded_where_lists_move(name: str) -> None:
    """The request's own mask filters then."""
    instance = replace(LEAVES, types=(0, 0), nodes=(0, 1), mask=ONE, pages_from={2: 2})
    done = run_allocation(ERAS[name], instance, in_order, tries=2)
    loads = {step.partition(" ")[0] for step in steps(done, "reader")}
    assert not loads & {"mems", "policy"}
    seen = done.results["reader"]
    assert isinstance(seen, AllocationSeen)
    assert seen.zone == 2


@pytest.mark.parametrize("name", ERAS)
def test_a_walk_alone_tests_policy_then_cpuset(name: str) -> None:
    """Both are looked at for each zone, the second only if the first has its node."""
    masks = {"policy": (ONE,), "mems": (BOTH,)}
    done = run_pass(ERAS[name], replace(MOVED, nodes=(0, 1), masks=masks), in_order)
    assert done.results["reader"] == PassSeen(0, (2,), completed=True)
    tested = [step for step in steps(done, "reader") if step[:4] in ("poli", "mems")]
    assert tested == ["policy -> 2", "mems -> 3", "policy -> 2", "policy -> 2", "mems -> 3"]


@pytest.mark.parametrize(
    ("name", "tested"),
    [("v4_7", ["policy -> 2"]), ("v4_12", ["policy -> 2"]), ("v6_16", ["policy -> 2"])],
)
def test_the_first_slot_is_found_by_the_policy(name: str, tested: list[str]) -> None:
    """Where there is a policy, the search for the first slot leaves the cpuset alone."""
    done = run_slow_path(
        ERAS[name], replace(MOVED, masks={"policy": (ONE,), "mems": (ONE,)}), in_order
    )
    reader = steps(done, "reader")
    first = reader[reader.index("zonerefs[0].zone -> 1") + 1 :]
    assert first[: len(tested) + 1] == [*tested, "zonerefs[0].zone_idx -> 0"]


def test_without_a_policy_the_first_slot_was_found_by_the_cpuset() -> None:
    """From 4.7 to 4.9; since then it is the first slot of all."""
    still = replace(LOCAL_FIRST, masks={"mems": (ZERO,)}, pages_from={1: None})
    loads = {
        name: steps(run_slow_path(ERAS[name], still, in_order), "reader").count("mems -> 1")
        for name in ("v4_7", "v4_12")
    }
    assert loads == {"v4_7": 3, "v4_12": 2}


def test_the_check_looks_at_everything_in_turn() -> None:
    """Values first, then the count of masks, then that of lists; in 6.16 before each retry."""
    still = replace(
        MOVED, masks={"policy": (BOTH,), "mems": (BOTH,)}, pages_from={1: None, 2: None}
    )
    check = ["policy -> 3", "mems -> 3", "mems_seq -> 0", "seq -> 0"]
    cookies = check[2:]
    for name, checks in (("v6_0", 1), ("v6_6", 1), ("v6_16", 2)):
        reader = steps(run_allocation(ERAS[name], still, in_order, tries=2), "reader")
        begun = reader.index("mems_seq -> 0")
        assert reader[begun : begun + 2] == cookies
        ends = [at for at, step in enumerate(reader) if step == "seq -> 0"][1:]
        assert [reader[at - 3 : at + 1] for at in ends] == [check] * checks


@pytest.mark.parametrize(
    ("name", "relative"),
    [
        ("v4_7", "stop_machine_preempt"),
        ("v4_12", "stop_machine_preempt"),
        ("v4_14", "in_place"),
        *((name, "seqcount_slow_path") for name in after("v6_0")),
    ],
)
def test_an_era_is_what_its_strategy_of_lists_is(name: str, relative: str) -> None:
    """Locks, interrupts and counts that stand still change nothing for a reader on another CPU."""
    for instance in (replace(LEAVES, pages_from={2: 1}), replace(LEAVES, lists=((2,), (1, 2)))):
        ends = [{end.results for end in found(each, instance).ends} for each in (name, relative)]
        assert ends[0] == ends[1]
        assert len(ends[0]) > 1


def test_b3_a_cached_slot_hides_the_node_that_the_task_was_moved_to() -> None:
    """682a3385e773 (4.7) keeps a slot behind the only node allowed; e47483bca2cc looks again."""
    instance = replace(LOCAL_FIRST, pages_from={2: 1})
    assert gives_up("v4_7", instance)
    for name in after("v4_12"):
        assert not gives_up(name, instance)
    assert not gives_up("v4_4", instance)  # every pass from slot 0


def test_b4_a_cached_slot_hides_the_node_of_a_rebound_policy() -> None:
    """The same by the task's policy; the check before the last look came with 4.10."""
    masks = {"policy": (ZERO, ONE), "mems": (BOTH, BOTH)}
    instance = replace(LOCAL_FIRST, masks=masks, policy="task", pages_from={2: 1})
    assert gives_up("v4_7", instance)
    for name in after("v4_12"):
        assert not gives_up(name, instance)


def test_b5_a_cookie_taken_too_late_hides_that_nothing_is_allowed() -> None:
    """A mapping's policy outlives its cpuset until it is rebound; 902b62810a57 looks at values."""
    masks = {"policy": (ZERO, ONE), "mems": (ZERO, ONE)}
    instance = replace(LOCAL_FIRST, masks=masks, policy="vma", pages_from={2: 1})
    assert gives_up("v4_12", instance)
    for name in after("v4_14"):
        assert not gives_up(name, instance)


def test_b6_a_cached_slot_hides_the_only_zone() -> None:
    """Lists since 4.7; the count of 3d36424b3b58 (6.0) makes the slow path look again."""
    instance = replace(LEAVES, pages_from={2: 1})
    for name in after("v4_7", "v6_0"):
        assert gives_up(name, instance)
    for name in after("v6_0"):
        assert not gives_up(name, instance)


@pytest.mark.parametrize("name", after("v4_7"))
def test_b11_a_widened_policy_keeps_the_slow_path_retrying(name: str) -> None:
    """A walk from slot 0 promises pages, the try from the cached slot finds none: until 6.16."""
    all_of_it = found(name, WIDENED, "slow path")
    assert {end.results[1].zone for end in all_of_it.ends} == {1, None}  # type: ignore[attr-defined]
    assert not all_of_it.deadlocks
    assert set(all_of_it.endless) == (set() if name == "v6_16" else {"reader"})
    for schedule in all_of_it.endless.values():
        done = run_slow_path(ERAS[name], WIDENED, replay(schedule))
        assert done.endless == "reader"
        assert done.unfinished == ("reader",)
        assert done.schedule == schedule[: len(done.schedule)]


@pytest.mark.parametrize("name", ERAS)
def test_a_slow_path_without_reclaim_retry_ends(name: str) -> None:
    """Up to 4.4 one try is all there is; later, a policy that does not move lets every path end."""
    still = replace(WIDENED, masks={"policy": (BOTH,), "mems": (BOTH,)})
    assert not found(name, still, "slow path").endless
    if name in after("v2_6_34", "v4_7"):
        assert not found(name, WIDENED, "slow path").endless


@pytest.mark.parametrize("name", ERAS)
def test_the_policy_of_a_mapping_stays_while_a_fault_allocates(name: str) -> None:
    """Its lock keeps the writer out, so no slow path goes on for ever by such a policy."""
    of_mapping = replace(WIDENED, policy="vma")
    all_of_it = found(name, of_mapping, "slow path")
    assert all_of_it.ends
    assert not all_of_it.endless
    assert not all_of_it.deadlocks
    done = run_slow_path(ERAS[name], of_mapping, lambda enabled, _: enabled[-1])
    around = [step for step in steps(done, "reader") if "mmap" in step or "reading" in step]
    inner = ["mmap_lock = 1", "mmap_lock = 0"]
    outer = ["reading = 1", *inner, "reading = 0"]
    assert around == (outer if name == "v2_6_35" else inner)
