"""A log has every step of real threads, in an order in which each load returns what was stored."""

import time
from collections.abc import Callable
from threading import Event, Thread

from impl.memory import Location, Memory, Stores, Value
from impl.recorder import RecordedMemory, recorded
from impl.strategies.rwlock import CNTS, read_lock, read_unlock, write_lock, write_unlock
from impl.threads import Machine
from impl.trace import Step

X, Y = Location("x"), Location("y")


def run(initial: dict[Location, Value], **programs: Callable[[Memory], object]) -> list[Step]:
    """Run programs on threads of these names, and return their log."""
    machine = Machine(initial)
    log: list[Step] = []

    def call(name: str, program: Callable[[Memory], object]) -> None:
        with recorded(machine, name, log, lambda: time.sleep(0)) as memory:
            program(memory)

    threads = [Thread(target=call, args=item, daemon=True) for item in programs.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert values(initial, log) == {word: held.value for word, held in machine.words.items()}
    return log


def values(initial: dict[Location, Value], log: list[Step]) -> dict[Location, Value]:
    """Memory after the steps of a log; every load in it returned what was there."""
    memory = dict(initial)
    for step in log:
        if step.operation in ("load", "wait"):
            assert step.location is not None
            assert memory[step.location] == step.value
        elif step.location is not None:
            assert not isinstance(step.value, tuple)
            assert step.value is not None
            memory[step.location] = step.value
        elif step.operation == "stop_machine":
            assert isinstance(step.value, tuple)
            memory.update(dict(step.value))  # type: ignore[arg-type]
    return memory


def told(log: list[Step]) -> list[str]:
    """Who did what."""
    return [f"{step.thread} {step.operation}" for step in log]


def test_every_step_has_an_entry() -> None:
    """With its word and value; a fence and an arrival have none."""

    def program(memory: Memory) -> None:
        memory.store(X, 1, life=2)
        assert memory.load(X) == 1
        assert memory.load_word(X).life == 2
        memory.fence("smp_mb")
        memory.arrive(())
        memory.local_irq_save()
        memory.spin_lock()
        memory.local_irq_restore()
        memory.update(X, lambda value: value == 1, lambda _: 5)
        assert memory.wait(X, lambda value: value == 5) == 5

    assert run({X: 0}, only=program) == [
        Step("only", "store", X, 1),
        Step("only", "load", X, 1),
        Step("only", "load", X, 1),
        Step("only", "local_irq_save"),
        Step("only", "spin_lock"),
        Step("only", "local_irq_restore"),
        Step("only", "rmw", X, 5),
        Step("only", "wait", X, 5),
    ]


def test_a_wait_is_one_entry() -> None:
    """However often it looked; an update too."""

    def wait(memory: Memory) -> None:
        memory.wait(X, lambda value: value == 3)
        memory.update(Y, lambda value: value == 1, lambda _: 2)

    def count(memory: Memory) -> None:
        for number in range(4):
            memory.store(X, number)
            time.sleep(1e-3)
        memory.store(Y, 1)

    log = run({X: 0, Y: 0}, waiter=wait, counter=count)
    waited = [step for step in log if step.thread == "waiter"]
    assert waited == [Step("waiter", "wait", X, 3), Step("waiter", "rmw", Y, 2)]


def test_the_order_of_the_log_is_that_of_the_steps() -> None:
    """Of two threads that load and store the same words as fast as they can."""

    def program(memory: Memory) -> None:
        for number in range(300):
            memory.store(X, number)
            memory.store(Y, memory.load(X))

    assert len(run({X: 0, Y: 0}, one=program, other=program)) == 2 * 300 * 3


def test_a_lock_is_held_by_one_at_a_time() -> None:
    """In the log as well."""

    def write(memory: Memory) -> None:
        for number in range(50):
            write_lock(memory)
            memory.store(X, number)
            write_unlock(memory)

    def read(memory: Memory) -> None:
        for _ in range(50):
            read_lock(memory)
            memory.load(X)
            read_unlock(memory)

    log = run({CNTS: 0, X: 0}, writer=write, reader=read)
    inside: set[str] = set()
    for step in log:
        if step.location == CNTS:
            inside ^= {step.thread}
        assert inside in (set(), {step.thread})


def test_a_grace_period_ends_behind_the_sections_it_waited_for() -> None:
    """The log has the end of a section before the end of the grace period, never behind it."""

    def read(memory: Memory) -> None:
        for _ in range(200):
            memory.rcu_read_lock()
            memory.load(X)
            memory.rcu_read_unlock()

    def wait(memory: Memory) -> None:
        for _ in range(100):
            memory.synchronize_rcu()

    open_now = awaited = False
    for entry in told(run({X: 0}, reader=read, other=read, writer=wait)):
        match entry:
            case "reader rcu_read_lock":
                open_now = True
            case "reader rcu_read_unlock":
                open_now = awaited = False
            case "writer synchronize_rcu_begin":
                awaited = open_now
            case "writer synchronize_rcu_end":
                assert not awaited


def test_no_machine_is_stopped_where_preemption_is_off() -> None:
    """The log has a stop before the section or behind it; several threads stop and are stopped."""

    def read(memory: Memory) -> None:
        for _ in range(200):
            memory.preempt_disable()
            memory.load(X)
            memory.preempt_enable()

    def stop(memory: Memory) -> None:
        for number in range(50):

            def both(stopped: Stores, number: int = number) -> None:
                stopped.store(X, number)
                stopped.store(Y, number, life=1)

            memory.stop_machine(both)

    log = run({X: 0, Y: 0}, reader=read, other=read, writer=stop, second=stop)
    inside: set[str] = set()
    for step in log:
        if step.operation == "preempt_disable":
            inside.add(step.thread)
        elif step.operation == "preempt_enable":
            inside.remove(step.thread)
        elif step.operation == "stop_machine":
            assert not inside
            assert isinstance(step.value, tuple)
            assert len(step.value) == 2


def test_a_recorded_thread_is_stopped_while_it_waits() -> None:
    """A wait is a place where the machine can be stopped, so that its end can come of the stop."""
    waiting = Event()

    def wait(memory: Memory) -> None:
        waiting.set()
        memory.wait(X, lambda value: value == 1)

    def stop(memory: Memory) -> None:
        waiting.wait()
        memory.stop_machine(lambda stopped: stopped.store(X, 1))

    assert told(run({X: 0}, waiter=wait, writer=stop)) == ["writer stop_machine", "waiter wait"]


def test_threads_leave_the_machine() -> None:
    """A thread that is through is waited for by nobody."""
    machine = Machine({X: 0})
    with recorded(machine, "one", [], lambda: None) as memory:
        assert isinstance(memory, RecordedMemory)
        assert len(machine.members()) == 1
    assert machine.members() == ()
