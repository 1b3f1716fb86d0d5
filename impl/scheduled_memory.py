"""Shared memory of one scheduled thread: each call asks the run for a step."""

from collections.abc import Callable, Hashable
from typing import Protocol

from impl.access import Access
from impl.memory import Fence, Location, Order, Stores, Value, View, Word
from impl.trace import Operation, Step, Store


class Recorder:
    """Stores collected in order, to be made as one step; it offers nothing to load."""

    __slots__ = ("lives", "stores")

    def __init__(self) -> None:
        self.stores: list[Store] = []
        self.lives: list[int] = []

    def store(
        self,
        location: Location,
        value: Value,
        *,
        life: int = 0,
        order: Order = "once",
        after: View = 0,
    ) -> None:
        """Append a store."""
        del order, after
        self.stores.append((location, value))
        self.lives.append(life)

    def fence(self, kind: Fence) -> None:
        """Nothing: the stores are one step."""


class Asks(Protocol):
    """What a run offers to the memory of one of its threads."""

    def post(self, access: Access) -> None:
        """Queue a step that returns nothing: the program runs on before it is taken."""

    def answer(self, access: Access) -> Word:
        """Queue a step, stop the program until it is taken, and return the word it read."""

    def arrive(self, state: Hashable) -> None:
        """Note what the program goes on from."""


class ScheduledMemory:
    """The memory of one thread of a run (see `impl.memory.Memory`).

    Only a step that returns a value stops the program. What returns nothing is queued, and is
    taken when the scheduler picks the thread: no other thread can tell, and a writer that only
    stores never has to be switched to. A fence is a step if the machine is one that has them.
    """

    __slots__ = ("_asks", "_has_fences", "_name")

    def __init__(self, name: str, asks: Asks, *, has_fences: bool) -> None:
        self._name = name
        self._asks = asks
        self._has_fences = has_fences

    def load(self, location: Location, *, order: Order = "once", after: View = 0) -> Value:
        """Return the value of a location."""
        access = Access(Step(self._name, "load", location), order=order, after=after)
        return self._asks.answer(access).value

    def load_word(self, location: Location, *, order: Order = "once", after: View = 0) -> Word:
        """Return a location's value with its life and view."""
        return self._asks.answer(
            Access(Step(self._name, "load", location), order=order, after=after)
        )

    def wait(
        self, location: Location, predicate: Callable[[Value], bool], *, order: Order = "once"
    ) -> Value:
        """Load a location once its value satisfies the predicate."""
        access = Access(Step(self._name, "wait", location), when=predicate, order=order)
        return self._asks.answer(access).value

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
        step = Step(self._name, "store", location, value)
        self._asks.post(Access(step, lives=(life,), order=order, after=after))

    def update(
        self,
        location: Location,
        when: Callable[[Value], bool],
        change: Callable[[Value], Value],
        *,
        order: Order = "once",
    ) -> None:
        """Replace a value in one step, taken only when `when` holds of it."""
        step = Step(self._name, "rmw", location)
        self._asks.post(Access(step, when=when, change=change, order=order))

    def fence(self, kind: Fence) -> None:
        """Order accesses; a step where memory is weak."""
        if self._has_fences:
            self._post(kind)

    def rcu_read_lock(self) -> None:
        """Open a read-side section."""
        self._post("rcu_read_lock")

    def rcu_read_unlock(self) -> None:
        """Close a read-side section."""
        self._post("rcu_read_unlock")

    def synchronize_rcu(self) -> None:
        """Begin a grace period, then end it once no section open at the beginning is open."""
        self._post("synchronize_rcu_begin")
        self._post("synchronize_rcu_end")

    def preempt_disable(self) -> None:
        """Keep other threads' `stop_machine` out."""
        self._post("preempt_disable")

    def preempt_enable(self) -> None:
        """Let other threads' `stop_machine` in."""
        self._post("preempt_enable")

    def stop_machine(self, function: Callable[[Stores], None]) -> None:
        """Make all stores of a function in one step."""
        recorder = Recorder()
        function(recorder)
        step = Step(self._name, "stop_machine", None, tuple(recorder.stores))
        self._asks.post(Access(step, lives=tuple(recorder.lives)))

    def local_irq_save(self) -> None:
        """Keep interrupts off this thread's CPU."""
        self._post("local_irq_save")

    def local_irq_restore(self) -> None:
        """Let interrupts in again."""
        self._post("local_irq_restore")

    def spin_lock(self) -> None:
        """Take the writers' own lock."""
        self._post("spin_lock")

    def arrive(self, state: Hashable) -> None:
        """Tell the run what the program goes on from."""
        self._asks.arrive(state)

    def _post(self, operation: Operation) -> None:
        self._asks.post(Access(Step(self._name, operation)))
