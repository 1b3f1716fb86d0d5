"""Memory over real threads waits, excludes and stops as the scheduled one does."""

import time
from collections.abc import Callable
from threading import Event, Thread

from impl.memory import Location, Stores, Value, Word
from impl.strategies.rwlock import CNTS, read_lock, read_unlock, write_lock, write_unlock
from impl.threads import Machine, ThreadMemory

X, Y = Location("x"), Location("y")


def together(machine: Machine, *calls: Callable[[ThreadMemory], None]) -> None:
    """Call each function on a registered thread of its own, and wait for all."""

    def call_registered(call: Callable[[ThreadMemory], None]) -> None:
        with machine.memory() as memory:
            call(memory)

    threads = [Thread(target=call_registered, args=(call,), daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def is_one(value: Value) -> bool:
    """Whether a word is 1."""
    return value == 1


def test_wait_returns_once_the_value_is_there() -> None:
    """A waiting load returns the value that another thread stored."""
    machine = Machine({X: 0, Y: 0})

    def waiter(memory: ThreadMemory) -> None:
        memory.store(Y, memory.wait(X, is_one))

    together(machine, waiter, lambda m: m.store(X, 1))
    assert machine.words[Y].value == 1


def test_lock_excludes_writers() -> None:
    """Two words stored under the lock are never seen different by readers that hold it."""
    machine = Machine({CNTS: 0, X: 0, Y: 0})
    torn: list[tuple[Value, Value]] = []

    def write(memory: ThreadMemory) -> None:
        for number in range(200):
            write_lock(memory)
            memory.store(X, number)
            memory.fence("smp_wmb")
            memory.store(Y, number)
            write_unlock(memory)

    def read(memory: ThreadMemory) -> None:
        for _ in range(200):
            read_lock(memory)
            pair = memory.load(X), memory.load(Y)
            read_unlock(memory)
            if pair[0] != pair[1]:
                torn.append(pair)

    together(machine, write, write, read, read)
    assert torn == []
    assert machine.words[CNTS].value == 0


def test_grace_period_waits_for_an_open_section() -> None:
    """A grace period ends only after the section that was open at its beginning."""
    machine = Machine({X: 0, Y: 0})
    opened = Event()

    def read(memory: ThreadMemory) -> None:
        memory.rcu_read_lock()
        memory.rcu_read_lock()
        opened.set()
        memory.wait(Y, is_one)  # the writer is on its way into the grace period
        for _ in range(50):
            assert memory.load(X) == 0
        memory.rcu_read_unlock()
        memory.rcu_read_unlock()

    def write(memory: ThreadMemory) -> None:
        opened.wait()
        memory.store(Y, 1)
        memory.synchronize_rcu()
        memory.store(X, 1)

    together(machine, read, write)
    assert machine.words[X].value == 1


def test_stop_machine_of_several_threads_is_never_torn() -> None:
    """A reader with preemption off sees both words of a stopped store, or neither."""
    machine = Machine({X: 0, Y: 0})
    torn: list[tuple[Value, Value]] = []

    def stop(memory: ThreadMemory) -> None:
        for number in range(50):

            def both(stopped: Stores, number: int = number) -> None:
                stopped.store(X, number)
                stopped.store(Y, number)

            memory.stop_machine(both)

    def read(memory: ThreadMemory) -> None:
        for _ in range(500):
            memory.preempt_disable()
            pair = memory.load(X), memory.load_word(Y).value
            memory.preempt_enable()
            if pair[0] != pair[1]:
                torn.append(pair)

    together(machine, stop, stop, read, read)
    assert torn == []


def test_second_stop_machine_waits_parked() -> None:
    """A thread that stops the machine while another is about to counts as stopped itself."""
    machine = Machine({X: 0})
    registered = Event()
    order: list[str] = []

    def first(memory: ThreadMemory) -> None:
        registered.wait()
        memory.stop_machine(lambda _: order.append("first"))

    def second(memory: ThreadMemory) -> None:
        registered.set()
        while not machine.is_stopping:
            time.sleep(0)
        memory.stop_machine(lambda _: order.append("second"))

    together(machine, first, second)
    assert order == ["first", "second"]


def test_stop_machine_stores_with_the_life() -> None:
    """A store of a stopped function keeps the life of its array."""
    machine = Machine({X: 0})

    def store(stopped: Stores) -> None:
        stopped.fence("smp_wmb")
        stopped.store(X, 1, life=3)

    with machine.memory() as memory:
        memory.stop_machine(store)
        assert memory.load_word(X) == Word(1, life=3)
    assert machine.members() == ()
