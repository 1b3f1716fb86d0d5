"""The machine of x86: buffers, what drains them, and what a schedule looks like."""

import pytest

from impl.exhaustive import ends
from impl.memory import Location, Memory, Stores, Value
from impl.schedule import DeadlockError, ScheduleError, in_order, replay
from impl.scheduler import Program, run
from impl.trace import Step

X, Y = Location("x"), Location("y")
ZERO = {X: 0, Y: 0}


def is_any(value: Value) -> bool:
    """Whatever the word is."""
    del value
    return True


def increment(value: Value) -> Value:
    """One more."""
    assert isinstance(value, int)
    return value + 1


def returned(programs: dict[str, Program]) -> set[tuple[object, ...]]:
    """Everything that the programs can return."""
    return {end.results for end in ends(programs, ZERO, "tso")}


def half(own: Location, other: Location, between: Program = lambda _: None) -> Program:
    """Return one half of the store-buffering test."""

    def program(memory: Memory) -> Value:
        memory.store(own, 1)
        between(memory)
        return memory.load(other)

    return program


def buffering(between: Program) -> dict[str, Program]:
    """Return the store-buffering test."""
    return {"left": half(X, Y, between), "right": half(Y, X, between)}


def test_a_schedule_says_when_a_store_leaves() -> None:
    """A store is a step, and its way to memory another one, which the trace shows."""
    schedule = ("left", "left", "right", "right", "left~", "right~")
    done = run(buffering(lambda _: None), ZERO, replay(schedule), machine="tso")
    assert done.trace == (
        Step("left", "store", X, 1),
        Step("left", "load", Y, 0),
        Step("right", "store", Y, 1),
        Step("right", "load", X, 0),
        Step("left", "leave", X, 1, how="~", source=("left", 0)),
        Step("right", "leave", Y, 1, how="~", source=("right", 0)),
    )
    assert done.schedule == schedule
    assert str(done.trace[4]) == "left: x = 1 in memory"
    assert done.results == {"left": 0, "right": 0}
    assert done.memory == {X: 1, Y: 1}


def test_a_thread_with_stores_to_drain_is_unfinished() -> None:
    """A run that ends before every buffer is empty says whose is not."""
    done = run(buffering(lambda _: None), ZERO, replay(["left", "left"]), machine="tso")
    assert done.unfinished == ("left", "right")
    assert done.results == {"left": 0}
    assert done.memory == {X: 0, Y: 0}


@pytest.mark.parametrize(
    ("between", "is_ordered"),
    [
        (lambda _: None, False),
        (lambda memory: memory.fence("smp_wmb"), False),
        (lambda memory: memory.fence("smp_rmb"), False),
        (lambda memory: memory.fence("smp_mb"), True),
        (lambda memory: memory.update(Location("z"), is_any, increment), True),
        (lambda memory: memory.synchronize_rcu(), True),
        (lambda memory: memory.stop_machine(lambda _: None), True),
        (lambda memory: memory.rcu_read_lock() or memory.rcu_read_unlock(), False),
        (lambda memory: memory.preempt_disable() or memory.preempt_enable(), False),
    ],
    ids=["-", "wmb", "rmb", "mb", "locked", "synchronize_rcu", "stop_machine", "rcu", "preempt"],
)
def test_what_drains_the_buffer(*, between: Program, is_ordered: bool) -> None:
    """Both threads load 0 unless a full barrier stands between store and load."""
    initial = {**ZERO, Location("z"): 0}
    found = {end.results for end in ends(buffering(between), initial, "tso")}
    assert found == {(0, 1), (1, 0), (1, 1)} | (set() if is_ordered else {(0, 0)})


def test_a_thread_sees_its_own_buffer() -> None:
    """A load takes the newest buffered store of its location, and says whose store it was."""

    def program(memory: Memory) -> tuple[Value, Value]:
        memory.store(X, 1)
        memory.store(X, 2)
        return memory.load(X), memory.load(Y)

    done = run({"a": program}, ZERO, replay("aaaa"), machine="tso")
    assert done.results["a"] == (2, 0)
    assert [step.source for step in done.trace[2:]] == [("a", 1), None]
    assert returned({"a": program}) == {((2, 0),)}


def test_stores_reach_memory_in_order() -> None:
    """Message passing needs no barrier."""

    def pass_on(memory: Memory) -> None:
        memory.store(X, 1)
        memory.store(Y, 1)

    def receive(memory: Memory) -> tuple[Value, Value]:
        return memory.load(Y), memory.load(X)

    found = returned({"a": pass_on, "b": receive})
    assert found == {(None, (0, 0)), (None, (0, 1)), (None, (1, 1))}


def test_updates_are_not_lost() -> None:
    """A locked instruction reads and stores memory itself."""

    def program(memory: Memory) -> None:
        memory.update(X, is_any, increment)
        memory.update(X, is_any, increment)

    found = {end.memory for end in ends({"a": program, "b": program}, {X: 0}, "tso")}
    assert found == {((X, 4),)}


def test_a_locked_instruction_waits_for_the_buffer() -> None:
    """It cannot be taken before the stores in front of it are in memory."""

    def program(memory: Memory) -> None:
        memory.store(Y, 1)
        memory.update(X, is_any, increment)

    with pytest.raises(ScheduleError, match=r"^Step 2 .* a, which waits; enabled: a~\.$"):
        run({"a": program}, ZERO, replay("aa"), machine="tso")
    done = run({"a": program}, ZERO, replay(("a", "a~", "a")), machine="tso")
    assert done.memory == {X: 1, Y: 1}


def test_stop_machine_waits_for_every_buffer() -> None:
    """The machine stands still when all stores are in memory."""

    def stop(memory: Memory) -> None:
        def both(stopped: Stores) -> None:
            stopped.store(X, 2)
            stopped.store(Y, 2)

        memory.stop_machine(both)

    programs: dict[str, Program] = {"a": lambda memory: memory.store(X, 1), "b": stop}
    with pytest.raises(ScheduleError, match=r"^Step 2 .* b, which waits; enabled: a~\.$"):
        run(programs, ZERO, replay("ab"), machine="tso")
    assert {end.memory for end in ends(programs, ZERO, "tso")} == {
        ((X, 2), (Y, 2)),
        ((X, 1), (Y, 2)),
    }


def test_a_grace_period_waits_for_stores_of_closed_sections() -> None:
    """What a section stored is in memory when the grace period that waited for it ends."""

    def section(memory: Memory) -> Value:
        memory.rcu_read_lock()
        memory.store(X, 1)
        value = memory.load(Y)
        memory.rcu_read_unlock()
        return value

    def wait(memory: Memory) -> Value:
        memory.store(Y, 1)
        memory.synchronize_rcu()
        return memory.load(X)

    found = returned({"a": section, "b": wait})
    assert found == {(0, 1), (1, 0), (1, 1)}


def test_a_deadlock_names_what_is_waited_for() -> None:
    """The value given is the one the waiting thread would load."""

    def program(memory: Memory) -> None:
        memory.store(X, 1)
        memory.wait(X, lambda value: value == 2)

    with pytest.raises(DeadlockError, match=r"^Deadlock after 2 steps: a waits on x = 1\.$"):
        run({"a": program}, ZERO, in_order, machine="tso")
    assert returned({"a": program}) == set()

    def lock(memory: Memory) -> None:
        memory.rcu_read_lock()
        memory.synchronize_rcu()

    with pytest.raises(DeadlockError, match=r"a waits for the read-side section of a\.$"):
        run({"a": lock}, ZERO, in_order, machine="tso")
