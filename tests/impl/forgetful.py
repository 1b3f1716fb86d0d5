"""Memory that leaves out one kind of order, to see whether code needs it."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from impl.memory import Fence, Location, Memory, Order, Stores, Value, View, Word
from impl.scheduler import Program

Kind: TypeAlias = Literal[
    "acquire", "release", "address", "smp_wmb", "smp_rmb", "smp_mb", "synchronize_rcu"
]
"""What is left out; `address` are dependencies."""


class Forgetful:
    """The memory of one thread without one kind of order (see `impl.memory.Memory`)."""

    def __init__(self, memory: Memory, kind: Kind) -> None:
        self._memory = memory
        self._kind = kind
        self.rcu_read_lock = memory.rcu_read_lock
        self.rcu_read_unlock = memory.rcu_read_unlock
        self.preempt_disable = memory.preempt_disable
        self.preempt_enable = memory.preempt_enable
        self.local_irq_save = memory.local_irq_save
        self.local_irq_restore = memory.local_irq_restore
        self.spin_lock = memory.spin_lock
        self.arrive = memory.arrive

    def load(self, location: Location, *, order: Order = "once", after: View = 0) -> Value:
        """Load."""
        return self.load_word(location, order=order, after=after).value

    def load_word(self, location: Location, *, order: Order = "once", after: View = 0) -> Word:
        """Load."""
        return self._memory.load_word(location, order=self._kept(order), after=self._view(after))

    def wait(
        self, location: Location, predicate: Callable[[Value], bool], *, order: Order = "once"
    ) -> Value:
        """Wait."""
        return self._memory.wait(location, predicate, order=self._kept(order))

    def store(
        self,
        location: Location,
        value: Value,
        *,
        life: int = 0,
        order: Order = "once",
        after: View = 0,
    ) -> None:
        """Store."""
        kept, view = self._kept(order), self._view(after)
        self._memory.store(location, value, life=life, order=kept, after=view)

    def update(
        self,
        location: Location,
        when: Callable[[Value], bool],
        change: Callable[[Value], Value],
        *,
        order: Order = "once",
    ) -> None:
        """Update."""
        self._memory.update(location, when, change, order=self._kept(order))

    def fence(self, kind: Fence) -> None:
        """Order accesses, unless this kind is left out."""
        if kind != self._kind:
            self._memory.fence(kind)

    def synchronize_rcu(self) -> None:
        """Wait for a grace period, unless they are left out."""
        if self._kind != "synchronize_rcu":
            self._memory.synchronize_rcu()

    def stop_machine(self, function: Callable[[Stores], None]) -> None:
        """Stop the machine."""
        self._memory.stop_machine(function)

    def _kept(self, order: Order) -> Order:
        return "once" if order == self._kind else order

    def _view(self, after: View) -> View:
        return 0 if self._kind == "address" else after


def without(program: Program, kind: Kind) -> Program:
    """Return a program whose memory leaves out one kind of order."""
    return lambda memory: program(Forgetful(memory, kind))
