"""Memory over real threads that logs every step, in the order in which the steps happen.

An access and its entry in the log are one step under the lock of the machine's updates, so that
no other thread's entry comes between them. Where threads wait, they wait outside that lock:

- A section is opened and closed, and a grace period begun, under the lock; the log has the end of
  a grace period behind the end of the last section it waited for.
- Preemption is off before the log says so, and still off when the log says it is on again: a stop
  of the machine is never logged inside a section that it waited for.
- While the machine is stopped all other threads stand still, so its entry needs no lock.
"""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager

from impl.memory import Fence, Location, Order, Stores, Value, View, Word
from impl.scheduled_memory import Recorder
from impl.threads import Machine, ThreadMemory
from impl.trace import Operation, Step, Store


class RecordedMemory:
    """The memory of one registered thread, with a log (see `impl.memory.Memory`).

    A wait is one entry, the load that ended it; an update is one; fences are none, because the
    steps of a log are sequentially consistent.
    """

    def __init__(
        self,
        name: str,
        memory: ThreadMemory,
        machine: Machine,
        log: list[Step],
        pause: Callable[[], None],
    ) -> None:
        self._name = name
        self._memory = memory
        self._words = machine.words
        self._step = machine.updating
        self._log = log
        self._pause = pause

    def load(self, location: Location, *, order: Order = "once", after: View = 0) -> Value:
        """Return the value of a location."""
        return self.load_word(location, order=order, after=after).value

    def load_word(self, location: Location, *, order: Order = "once", after: View = 0) -> Word:
        """Return a location's value with its life."""
        del order, after
        self._point()
        with self._step:
            word = self._words[location]
            self._note("load", location, word.value)
        return word

    def wait(
        self, location: Location, predicate: Callable[[Value], bool], *, order: Order = "once"
    ) -> Value:
        """Load until the value satisfies the predicate, yielding in between."""
        del order
        while True:
            self._point()
            with self._step:
                value = self._words[location].value
                if predicate(value):
                    self._note("wait", location, value)
                    return value
            time.sleep(0)

    def store(
        self,
        location: Location,
        value: Value,
        *,
        life: int = 0,
        order: Order = "once",
        after: View = 0,
    ) -> None:
        """Store a value."""
        del order, after
        self._point()
        with self._step:
            self._words[location] = Word(value, life)
            self._note("store", location, value)

    def update(
        self,
        location: Location,
        when: Callable[[Value], bool],
        change: Callable[[Value], Value],
        *,
        order: Order = "once",
    ) -> None:
        """Replace a value in one step once `when` holds of it, yielding in between."""
        del order
        while True:
            self._point()
            with self._step:
                value = self._words[location].value
                if when(value):
                    self._words[location] = Word(change(value))
                    self._note("rmw", location, change(value))
                    return
            time.sleep(0)

    def fence(self, kind: Fence) -> None:
        """Nothing: one step comes after the other."""

    def rcu_read_lock(self) -> None:
        """Open a read-side section."""
        self._point()
        with self._step:
            self._memory.rcu_read_lock()
            self._note("rcu_read_lock")

    def rcu_read_unlock(self) -> None:
        """Close a read-side section."""
        self._point()
        with self._step:
            self._memory.rcu_read_unlock()
            self._note("rcu_read_unlock")

    def synchronize_rcu(self) -> None:
        """Wait until every section that is open now was closed, yielding in between."""
        self._point()
        with self._step:
            begun = self._memory.sections()
            self._note("synchronize_rcu_begin")
        self._memory.outlast(begun)
        with self._step:
            self._note("synchronize_rcu_end")

    def preempt_disable(self) -> None:
        """Keep other threads' `stop_machine` out."""
        self._pause()
        self._memory.preempt_disable()
        with self._step:
            self._note("preempt_disable")

    def preempt_enable(self) -> None:
        """Let other threads' `stop_machine` in."""
        self._pause()
        with self._step:
            self._note("preempt_enable")
        self._memory.preempt_enable()

    def stop_machine(self, function: Callable[[Stores], None]) -> None:
        """Run a function while every other registered thread is parked at an access."""

        def noting(stores: Stores) -> None:
            made = Recorder()
            function(made)
            for (location, value), life in zip(made.stores, made.lives, strict=True):
                stores.store(location, value, life=life)
            self._note("stop_machine", None, tuple(made.stores))

        self._point()
        self._memory.stop_machine(noting)

    def local_irq_save(self) -> None:
        """Log it: threads are not interrupted."""
        self._mark("local_irq_save")

    def local_irq_restore(self) -> None:
        """Log it: threads are not interrupted."""
        self._mark("local_irq_restore")

    def spin_lock(self) -> None:
        """Log it: there is one writer."""
        self._mark("spin_lock")

    def arrive(self, state: Hashable) -> None:
        """Nothing: nobody looks whether a thread comes back to where it was."""

    def _mark(self, operation: Operation) -> None:
        self._point()
        with self._step:
            self._note(operation)

    def _point(self) -> None:
        """Let others go first, or stop this thread."""
        self._pause()
        self._memory.preemption_point()

    def _note(
        self,
        operation: Operation,
        location: Location | None = None,
        value: Value | tuple[Store, ...] | None = None,
    ) -> None:
        self._log.append(Step(self._name, operation, location, value))


@contextmanager
def recorded(
    machine: Machine, name: str, log: list[Step], pause: Callable[[], None]
) -> Iterator[RecordedMemory]:
    """Register the calling thread under a name, and unregister it at the end of the block.

    Args:
        machine: Where the words are; all threads that use it have to be recorded.
        name: Of the thread in the log.
        log: Grows by each step, of all threads.
        pause: Called before each step; it may yield.
    """
    with machine.memory() as memory:
        yield RecordedMemory(name, memory, machine, log, pause)
