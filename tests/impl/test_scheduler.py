"""The scheduler decides every step, repeats a run, and leaves nothing behind."""

from random import Random
from threading import active_count

import pytest

from impl.memory import Location, Memory, Stores, Value
from impl.schedule import DeadlockError, ScheduleError, in_order, replay
from impl.scheduler import Program, run
from impl.trace import Step

X, Y = Location("x"), Location("y")


def is_one(value: Value) -> bool:
    """Whether a word is 1."""
    return value == 1


def increment(value: Value) -> Value:
    """One more."""
    assert isinstance(value, int)
    return value + 1


def is_any(value: Value) -> bool:
    """Whatever the word is."""
    del value
    return True


def store_then_load(own: Location, other: Location) -> Program:
    """Return one half of the store-buffering test."""

    def program(memory: Memory) -> Value:
        memory.store(own, 1)
        memory.fence("smp_mb")
        return memory.load(other)

    return program


STORE_BUFFERING = {"left": store_then_load(X, Y), "right": store_then_load(Y, X)}


def test_scheduled_memory_is_sequentially_consistent() -> None:
    """Store buffering has three outcomes: never do both threads load 0."""
    outcomes = set()
    random = Random(1)
    for _ in range(60):
        done = run(STORE_BUFFERING, {X: 0, Y: 0}, lambda enabled, _: random.choice(enabled))
        outcomes.add((done.results["left"], done.results["right"]))
    assert outcomes == {(0, 1), (1, 0), (1, 1)}


def test_trace_lists_every_step_with_its_value() -> None:
    """A trace has one step a shared access, in the order they were taken."""
    done = run(STORE_BUFFERING, {X: 0, Y: 0}, replay(["left", "left", "right", "right"]))
    assert done.trace == (
        Step("left", "store", X, 1),
        Step("left", "load", Y, 0),
        Step("right", "store", Y, 1),
        Step("right", "load", X, 1),
    )
    assert done.memory == {X: 1, Y: 1}
    assert done.unfinished == ()


def test_replaying_a_schedule_repeats_the_trace() -> None:
    """The schedule of a run gives the same trace again."""
    random = Random(2)
    for _ in range(20):
        done = run(STORE_BUFFERING, {X: 0, Y: 0}, lambda enabled, _: random.choice(enabled))
        again = run(STORE_BUFFERING, {X: 0, Y: 0}, replay(done.schedule))
        assert again == done


def test_pick_sees_enabled_threads_and_pending_steps() -> None:
    """Before each step the pick is given who can go and what each thread would do."""
    seen = []

    def pick(enabled: tuple[str, ...], pending: object) -> str:
        assert isinstance(pending, dict)
        seen.append((enabled, dict(pending)))
        return enabled[-1]

    run({"a": lambda m: m.wait(X, is_one), "b": lambda m: m.store(X, 1)}, {X: 0}, pick)
    store = Step("b", "store", X, 1)
    wait = Step("a", "wait", X)
    assert seen == [(("b",), {"a": wait, "b": store}), (("a",), {"a": wait})]


def test_update_is_one_step_and_waits() -> None:
    """An update is taken only when its condition holds, and traced with the value stored."""

    def waiter(memory: Memory) -> None:
        memory.update(X, is_one, increment)

    done = run({"waiter": waiter, "other": lambda m: m.store(X, 1)}, {X: 0}, in_order)
    assert done.trace == (Step("other", "store", X, 1), Step("waiter", "rmw", X, 2))


def test_updates_of_two_threads_are_not_lost() -> None:
    """Two increments add up in every order."""

    def program(memory: Memory) -> None:
        memory.update(X, is_any, increment)
        memory.update(X, is_any, increment)

    for schedule in ("aabb", "abab", "baab"):
        assert run({"a": program, "b": program}, {X: 0}, replay(schedule)).memory == {X: 4}


def test_deadlock_is_reported_in_one_sentence() -> None:
    """Threads that wait for each other end the run with an error that says who waits for what."""
    programs: dict[str, Program] = {
        "a": lambda m: m.wait(X, is_one),
        "b": lambda m: m.wait(Y, is_one),
    }
    with pytest.raises(DeadlockError) as caught:
        run(programs, {X: 0, Y: 0}, in_order)
    assert str(caught.value) == "Deadlock after 0 steps: a waits on x = 0, b waits on y = 0."


def test_schedule_that_does_not_fit_says_where() -> None:
    """A name that cannot go is an error with the number of the step and what was enabled."""
    with pytest.raises(ScheduleError, match=r"^Step 3 .* left, which has no step left; .*: right"):
        run(STORE_BUFFERING, {X: 0, Y: 0}, replay(["left", "left", "left"]))
    programs: dict[str, Program] = {
        "a": lambda m: m.wait(X, is_one),
        "b": lambda m: m.store(X, 1),
    }
    with pytest.raises(ScheduleError, match=r"^Step 1 .* a, which waits; enabled: b\.$"):
        run(programs, {X: 0}, replay(["a"]))


def test_pick_of_a_stranger_is_an_error() -> None:
    """A pick cannot name a thread that is not enabled."""
    with pytest.raises(ScheduleError, match="Step 1 was given to nobody"):
        run(STORE_BUFFERING, {X: 0, Y: 0}, lambda _enabled, _pending: "nobody")


@pytest.mark.parametrize("length", range(5))
def test_schedule_may_end_early(length: int) -> None:
    """A run ends where its schedule does, and names the threads that are unfinished."""
    threads = active_count()
    schedule = ("left", "right", "left", "right")[:length]
    done = run(STORE_BUFFERING, {X: 0, Y: 0}, replay(schedule))
    assert done.schedule == schedule
    assert done.unfinished == ("left", "right")[max(0, length - 2) :]
    assert set(done.results) == {"left", "right"} - set(done.unfinished)
    assert active_count() == threads


def test_schedule_may_go_on_with_another_pick() -> None:
    """After a given beginning, another pick can finish the run."""
    done = run(STORE_BUFFERING, {X: 0, Y: 0}, replay(["right"], then=in_order))
    assert done.schedule == ("right", "left", "left", "right")


@pytest.mark.parametrize("failing", ["first", "last"])
def test_error_of_a_program_is_raised_by_the_run(failing: str) -> None:
    """What a program raises ends the run, on whichever stack the program was."""
    threads = active_count()

    def fail(memory: Memory) -> None:
        memory.load(X)
        raise KeyError(failing)

    def load_twice(memory: Memory) -> None:
        memory.load(X)
        memory.load(X)

    programs: dict[str, Program] = {"a": load_twice, "b": load_twice}
    programs["a" if failing == "first" else "b"] = fail
    with pytest.raises(KeyError, match=failing):
        run(programs, {X: 0}, lambda enabled, _: enabled[-1])
    assert active_count() == threads


def test_error_before_the_first_step_is_raised_too() -> None:
    """A program that fails at once ends the run before any step, and none unwinds into memory."""

    def fail(memory: Memory) -> None:
        raise KeyError(memory)

    def clean_up(memory: Memory) -> None:
        try:
            memory.load(X)
        finally:
            memory.store(X, 1)

    with pytest.raises(KeyError):
        run({"a": clean_up, "b": fail}, {X: 0}, in_order)
    with pytest.raises(KeyError):
        run({"a": fail, "b": clean_up}, {X: 0}, in_order)


def test_program_that_goes_on_in_spite_of_the_end_changes_nothing() -> None:
    """A program that fails while it unwinds does not replace the outcome of the run."""

    def fail_late(memory: Memory) -> None:
        try:
            memory.load(X)
        finally:
            raise KeyError

    done = run({"a": fail_late, "b": lambda m: m.load(X)}, {X: 0}, replay([]))
    assert done.unfinished == ("a", "b")


def test_program_without_steps_finishes() -> None:
    """A program may return without a step, before or after another one started."""
    programs: dict[str, Program] = {"a": lambda m: m.load(X), "b": lambda _: "nothing"}
    assert run(programs, {X: 7}, in_order).results == {"a": 7, "b": "nothing"}
    assert run({}, {X: 7}, in_order).trace == ()


def test_grace_period_waits_for_open_sections_only() -> None:
    """A grace period ends after the sections open at its beginning, however many open later."""

    def reader(memory: Memory) -> None:
        for _ in range(2):
            memory.rcu_read_lock()
            memory.rcu_read_lock()
            memory.load(X)
            memory.rcu_read_unlock()
            memory.rcu_read_unlock()

    def writer(memory: Memory) -> None:
        memory.synchronize_rcu()
        memory.store(X, 1)

    programs: dict[str, Program] = {"writer": writer, "reader": reader}
    early = ["reader", "writer", "reader", "reader", "reader", "writer"]
    with pytest.raises(ScheduleError, match=r"Step 6 .* writer, which waits"):
        run(programs, {X: 0}, replay(early))
    early.insert(4, "reader")
    early.insert(5, "reader")  # the next section is open when the grace period ends
    done = run(programs, {X: 0}, replay(early))
    assert done.trace[-1] == Step("writer", "synchronize_rcu_end")


def test_grace_period_of_an_open_section_deadlocks() -> None:
    """A thread that waits for its own section waits for ever."""

    def program(memory: Memory) -> None:
        memory.rcu_read_lock()
        memory.synchronize_rcu()

    with pytest.raises(DeadlockError, match=r"a waits for the read-side section of a\.$"):
        run({"a": program}, {}, in_order)


def test_stop_machine_is_one_step_with_all_its_stores() -> None:
    """All stores of a stopped function are one step, and the step lists them."""

    def both(memory: Memory) -> None:
        def stores(stopped: Stores) -> None:
            stopped.store(X, 1)
            stopped.fence("smp_wmb")
            stopped.store(Y, 2)

        memory.stop_machine(stores)

    done = run({"writer": both}, {X: 0, Y: 0}, in_order)
    assert done.trace == (Step("writer", "stop_machine", None, ((X, 1), (Y, 2))),)
    assert done.memory == {X: 1, Y: 2}


def test_stop_machine_waits_for_preemption() -> None:
    """A thread with preemption off keeps stop_machine out until it is on again."""

    def reader(memory: Memory) -> None:
        memory.preempt_disable()
        memory.load(X)
        memory.preempt_enable()

    def hold(memory: Memory) -> None:
        memory.preempt_disable()

    def stop(memory: Memory) -> None:
        memory.stop_machine(lambda stopped: stopped.store(X, 1))

    with pytest.raises(ScheduleError, match=r"Step 2 .* writer, which waits"):
        run({"writer": stop, "reader": reader}, {X: 0}, replay(["reader", "writer"]))
    run({"writer": stop, "reader": reader}, {X: 0}, replay(["reader"] * 3 + ["writer"]))
    with pytest.raises(DeadlockError, match="writer waits to stop reader with preemption off"):
        run({"reader": hold, "writer": stop}, {X: 0}, in_order)
