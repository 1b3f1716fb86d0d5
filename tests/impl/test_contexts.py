"""Interrupts, the console's lock, PREEMPT_RT: who waits for whom for ever, in words."""

from collections.abc import Hashable
from dataclasses import replace
from itertools import groupby

import pytest

from impl.condition import EVEN
from impl.exhaustive import search
from impl.instance import Instance
from impl.interrupt import Interrupt
from impl.memory import Location, Memory
from impl.observation import AllocationSeen
from impl.programs import run_allocation, run_pass
from impl.schedule import DeadlockError, ScheduleError, in_order, replay
from impl.scheduler import Program, run
from impl.strategies import BY_NAME, ERAS
from tests.impl.outcomes import Kind, found

X = Location("x")
LEAVES = Instance(((1, 2), (2,)), types=(1, 0), nodes=(0, 0), limit=0, pages_from={2: 1})
MOVED = Instance(
    ((1, 2),),
    (0, 0),
    (1, 0),
    limit=0,
    masks={"mems": (frozenset({0}), frozenset({1}))},
    pages_from={1: 1, 2: 1},
)
WAITS_EVEN = "reader waits for seq to be even"
SPINS = (WAITS_EVEN, "writer waits for the interrupt reader to return")
ABBA = (WAITS_EVEN, "writer waits for console")


def last(enabled: tuple[str, ...], pending: object) -> str:
    """Let the reader go on once the schedule is used up."""
    del pending
    return enabled[-1]


@pytest.mark.parametrize(
    ("name", "context", "deadlocks"),
    [
        ("v4_14", "interrupt", set()),
        ("v6_0", "interrupt", {SPINS}),
        ("v6_4", "interrupt", set()),
        ("v6_6", "interrupt", set()),
        ("v6_16", "interrupt", set()),
        ("v4_14", "console", set()),
        ("v6_0", "console", {ABBA}),
        ("v6_4", "console", set()),
        ("v6_6", "console", set()),
        ("v6_16", "console", set()),
        ("v6_0", "task", set()),
        ("seqcount_slow_path", "interrupt", {SPINS}),
        ("seqcount_slow_path", "console", set()),
    ],
)
def test_b8_b9_a_reader_that_spins_where_the_writer_cannot_go_on(
    name: str, context: str, deadlocks: set[tuple[str, ...]]
) -> None:
    """An atomic allocation inside the rebuild, or under a lock that printk() wants, in 6.0."""
    assert context in ("interrupt", "console", "task")
    all_of_it = found(name, LEAVES, context=context)  # type: ignore[arg-type]  # a literal
    assert all_of_it.ends
    assert set(all_of_it.deadlocks) == deadlocks
    for clauses, schedule in all_of_it.deadlocks.items():
        done = run_allocation(
            BY_NAME[name],
            LEAVES,
            replay(schedule, then=last),
            tries=1,
            context=context,  # type: ignore[arg-type]  # a literal
        )
        assert done.deadlock == clauses
        assert done.schedule == schedule
        assert done.unfinished == ("writer", "reader")


@pytest.mark.parametrize("kind", ["allocation", "slow path"])
def test_an_interrupt_inside_a_rebind_spins_unless_interrupts_are_off(kind: Kind) -> None:
    """Eras keep them off while the count of the masks is odd; else none would come back."""
    for name in ("v4_4", "v4_7", "v4_12", "v4_14", "v6_16"):
        assert not found(name, MOVED, kind, context="interrupt").deadlocks
    single = replace(MOVED, masks={"nodes": MOVED.masks["mems"]})
    spins = ("reader waits for mems_seq to be even", SPINS[1])
    assert set(found("mask_seqcount_after_oom", single, kind, context="interrupt").deadlocks) == {
        spins
    }


@pytest.mark.parametrize("name", ["v4_14", "v6_4", "in_place", "append_copy", "rwlock"])
def test_an_interrupt_runs_to_its_end(name: str) -> None:
    """The writer takes no step between the reader's first and last."""
    all_of_it = found(name, LEAVES, context="interrupt")
    assert bool(all_of_it.deadlocks) == (name == "rwlock")
    for schedule in (*all_of_it.ends.values(), *all_of_it.deadlocks.values()):
        groups = [thread for thread, _ in groupby(schedule)]
        assert groups.count("reader") == 1
    as_task = found(name, LEAVES)
    assert {end.results for end in all_of_it.ends} <= {end.results for end in as_task.ends}


def test_an_interrupt_waits_for_interrupts_to_be_on() -> None:
    """A schedule that lets it come earlier, or the writer go on before its end, is refused."""
    with pytest.raises(ScheduleError, match=r"^Step 2 .* reader, which waits; enabled: writer\.$"):
        run_pass(ERAS["v6_4"], LEAVES, replay(["writer", "reader"]), context="interrupt")
    with pytest.raises(ScheduleError, match=r"^Step 3 .* writer, which waits; enabled: reader\.$"):
        run_pass(ERAS["v4_14"], LEAVES, replay(["writer", "reader", "writer"]), context="interrupt")
    done = run_pass(ERAS["v6_4"], LEAVES, in_order, context="interrupt")
    assert done.unfinished == ()
    words = [step.operation for step in done.trace if step.thread == "writer"]
    assert words[0] == "local_irq_save"
    assert words[-1] == "local_irq_restore"


def test_an_interrupt_comes_though_its_first_step_has_to_wait() -> None:
    """A lock that the writer holds is found held; the schedule names the reader once more."""
    all_of_it = found("rwlock", LEAVES, context="interrupt")
    waits = ("reader waits on cnts = 255", SPINS[1])
    assert set(all_of_it.deadlocks) == {waits}
    schedule = all_of_it.deadlocks[waits]
    assert schedule[-1] == "reader"
    done = run_allocation(BY_NAME["rwlock"], LEAVES, replay(schedule), context="interrupt")
    assert (done.deadlock, done.schedule) == (waits, schedule[:-1])


def test_who_never_lets_interrupts_in_is_waited_for() -> None:
    """The handler's wait has words too."""

    def writer(memory: Memory) -> None:
        memory.local_irq_save()
        memory.wait(X, EVEN)

    def reader(memory: Memory) -> None:
        memory.load(X)

    programs: dict[str, Program] = {"writer": writer, "reader": reader}
    expected = (
        "reader waits for writer to let interrupts in",
        "writer waits for x to be even",
    )
    with pytest.raises(DeadlockError) as caught:
        run(programs, {X: 1}, in_order, interrupt=Interrupt())
    assert caught.value.waits == expected
    deadlocks = search(programs, {X: 1}, "sc", interrupt=Interrupt()).deadlocks
    assert set(deadlocks) == {expected, expected[1:]}
    assert str(caught.value) == f"Deadlock after 1 steps: {', '.join(expected)}."


def test_interrupts_need_memory_that_all_see_alike() -> None:
    """On a weak machine a handler would have a CPU of its own."""
    programs: dict[str, Program] = {"writer": lambda _: None, "reader": lambda _: None}
    with pytest.raises(ValueError, match="Run interrupts on the machine sc"):
        run(programs, {}, in_order, machine="tso", interrupt=Interrupt())
    with pytest.raises(ValueError, match="Run interrupts on the machine sc"):
        search(programs, {}, "armv8", interrupt=Interrupt())


def test_the_console_is_held_around_the_allocation() -> None:
    """Its lock is the reader's first and last step, and free in the end."""
    done = run_allocation(ERAS["v6_4"], LEAVES, in_order, context="console")
    reader = [step for step in done.trace if step.thread == "reader"]
    assert (str(reader[0]), str(reader[-1])) == ("reader: console = 1", "reader: console = 0")
    seen = done.results["reader"]
    assert isinstance(seen, AllocationSeen)
    assert seen.zone == 2
    begun = replay(["reader"] + ["writer"] * 6, then=last)
    done = run_allocation(ERAS["v6_0"], replace(LEAVES, pages_from={}), begun, context="console")
    assert not done.deadlock  # the fast path does not look at the count


@pytest.mark.parametrize(
    ("name", "complains"),
    [("v4_14", False), ("v6_0", False), ("v6_4", True), ("v6_6", False), ("v6_16", False)],
)
def test_b10_a_sleeping_lock_with_interrupts_off(name: str, *, complains: bool) -> None:
    """1007843a9190 (6.3) turns interrupts off before the lock; a2ebb5157582 (6.6) mends it."""
    done = run_pass(ERAS[name], replace(LEAVES, preempt_rt=True), in_order)
    expected = ("writer: sleeping lock taken with interrupts off in step 2",)
    assert done.complaints == (expected if complains else ())
    assert run_pass(ERAS[name], LEAVES, in_order).complaints == ()


def retrying(memory: Memory) -> int:
    """Look at x until it is 3, telling what is known."""
    tries = 0
    while True:
        memory.arrive(min(tries, 2))
        value = memory.load(X)
        if value == 3:
            return tries
        tries += 1


def counting(memory: Memory) -> None:
    """Store 1 and 2."""
    memory.store(X, 1)
    memory.store(X, 2)


def test_a_program_that_comes_back_alone_is_endless() -> None:
    """Not before the others are done, and not while what it goes on from changes."""
    programs: dict[str, Program] = {"a": retrying, "b": counting}
    schedule = ["a"] * 6 + ["b"] * 2 + ["a"] * 9
    done = run(programs, {X: 0}, replay(schedule))
    assert (done.endless, done.unfinished) == ("a", ("a",))
    assert len(done.schedule) == 6 + 2 + 2  # one arrival is before the last store
    alone = run({"a": retrying}, {X: 0}, in_order)
    assert (alone.endless, len(alone.trace)) == ("a", 3)
    assert run({"a": retrying}, {X: 3}, in_order).endless is None


def test_a_search_tells_endless_from_finite() -> None:
    """The search ends too, and its schedule makes a run notice the same."""
    programs: dict[str, Program] = {"a": retrying, "b": counting}
    all_of_it = search(programs, {X: 0}, "sc")
    assert not all_of_it.ends
    assert not all_of_it.deadlocks
    (schedule,) = all_of_it.endless.values()
    assert run(programs, {X: 0}, replay(schedule)).endless == "a"
    finite = search({**programs, "b": lambda memory: memory.store(X, 3)}, {X: 0}, "sc")
    assert not finite.endless
    assert len(finite.ends) > 1


def test_a_program_that_may_be_endless_is_searched_under_sc_only() -> None:
    """Elsewhere a load may return an older value, and coming back says nothing."""
    with pytest.raises(ValueError, match="on the machine sc"):
        search({"a": retrying}, {X: 0}, "tso")
    done = run({"a": retrying}, {X: 0}, replay(["a"] * 9), machine="tso")
    assert done.endless is None


def test_what_is_arrived_with_has_to_tell_all() -> None:
    """Two ways to the same state are one node: what is not told is taken from the first."""

    def forgetful(memory: Memory, told: bool) -> object:
        first = memory.load(X)
        state: Hashable = first if told else None
        memory.arrive(state)
        memory.load(X)
        return first

    for told, results in ((True, 3), (False, 1)):
        programs: dict[str, Program] = {"a": lambda memory, t=told: forgetful(memory, t)}  # type: ignore[misc]
        programs["b"] = counting
        ends = search(programs, {X: 0}, "sc").ends
        assert len({end.results[0] for end in ends}) == results
