"""Shared memory over real threads: what `impl.memory.Memory` says, without a scheduler.

A dictionary is the memory: the interpreter makes one lookup or one assignment indivisible, and its
lock orders all accesses, so that orders, dependencies and fences ask for nothing more. A build of
the interpreter without that lock promises as much only where accesses are recorded
(`impl.recorder`), which puts each under a lock.
"""

import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from threading import Condition, Lock
from typing import TypeAlias

from impl.memory import Fence, Location, Order, Stores, Value, View, Word

Sections: TypeAlias = tuple[tuple["ThreadMemory", int], ...]
"""Threads with what the `section` of each was."""


class Machine:
    """The memory and the threads that are registered to use it."""

    def __init__(self, initial: Mapping[Location, Value]) -> None:
        self.words = {location: Word(value) for location, value in initial.items()}
        self.updating = Lock()
        self.is_stopping = False
        self._members: list[ThreadMemory] = []
        self._parked = 0
        self._changed = Condition()

    @contextmanager
    def memory(self) -> Iterator["ThreadMemory"]:
        """Register the calling thread, and unregister it at the end of the block.

        From then on `stop_machine` of others waits for it to reach an access, so it must not block
        outside this memory for long.
        """
        member = ThreadMemory(self)
        with self._changed:
            self._changed.wait_for(lambda: not self.is_stopping)
            self._members.append(member)
        try:
            yield member
        finally:
            with self._changed:
                self._members.remove(member)
                self._changed.notify_all()

    def members(self) -> tuple["ThreadMemory", ...]:
        """Return the registered threads' memories."""
        with self._changed:
            return tuple(self._members)

    def park(self) -> None:
        """Stand still while another thread stops the machine."""
        with self._changed:
            self._parked += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: not self.is_stopping)
            self._parked -= 1

    def stop(self, function: Callable[[Stores], None]) -> None:
        """Run a function once every other registered thread is parked."""
        while True:
            with self._changed:
                if not self.is_stopping:
                    self.is_stopping = True
                    self._changed.wait_for(lambda: self._parked == len(self._members) - 1)
                    function(_Direct(self.words))
                    self.is_stopping = False
                    self._changed.notify_all()
                    return
            self.park()


class _Direct:
    """Stores of the one thread that runs while the machine is stopped."""

    def __init__(self, words: dict[Location, Word]) -> None:
        self._words = words

    def store(
        self,
        location: Location,
        value: Value,
        *,
        life: int = 0,
        order: Order = "once",
        after: View = 0,
    ) -> None:
        del order, after
        self._words[location] = Word(value, life)

    def fence(self, kind: Fence) -> None:
        """Nothing: nobody else runs."""


class ThreadMemory:
    """The memory of one registered thread (see `impl.memory.Memory`).

    Each load and store outside `preempt_disable` is a point where `stop_machine` can take hold.
    `section` is odd while a read-side section is open.
    """

    def __init__(self, machine: Machine) -> None:
        self.section = 0
        self._machine = machine
        self._words = machine.words
        self._rcu_depth = 0
        self._preempt_depth = 0

    def load(self, location: Location, *, order: Order = "once", after: View = 0) -> Value:
        """Return the value of a location."""
        del order, after
        self.preemption_point()
        return self._words[location].value

    def load_word(self, location: Location, *, order: Order = "once", after: View = 0) -> Word:
        """Return a location's value with its life."""
        del order, after
        self.preemption_point()
        return self._words[location]

    def wait(
        self, location: Location, predicate: Callable[[Value], bool], *, order: Order = "once"
    ) -> Value:
        """Load until the value satisfies the predicate, yielding in between."""
        del order
        while not predicate(value := self.load(location)):
            time.sleep(0)
        return value

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
        self.preemption_point()
        with self._machine.updating:
            self._words[location] = Word(value, life)

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
            self.preemption_point()
            with self._machine.updating:
                value = self._words[location].value
                if when(value):
                    self._words[location] = Word(change(value))
                    return
            time.sleep(0)

    def fence(self, kind: Fence) -> None:
        """Nothing: the interpreter lock orders all accesses."""

    def rcu_read_lock(self) -> None:
        """Open a read-side section."""
        if self._rcu_depth == 0:
            self.section += 1
        self._rcu_depth += 1

    def rcu_read_unlock(self) -> None:
        """Close a read-side section."""
        self._rcu_depth -= 1
        if self._rcu_depth == 0:
            self.section += 1

    def synchronize_rcu(self) -> None:
        """Wait until every section that is open now was closed, yielding in between."""
        self.outlast(self.sections())

    def sections(self) -> Sections:
        """Return where all threads stand now: the beginning of a grace period."""
        return tuple((member, member.section) for member in self._machine.members())

    def outlast(self, begun: Sections) -> None:
        """Wait until every section that was open then is closed: the end of a grace period."""
        for member, section in begun:
            while section % 2 == 1 and member.section == section:
                self.preemption_point()
                time.sleep(0)

    def preempt_disable(self) -> None:
        """Keep other threads' `stop_machine` out."""
        self.preemption_point()
        self._preempt_depth += 1

    def preempt_enable(self) -> None:
        """Let other threads' `stop_machine` in."""
        self._preempt_depth -= 1
        self.preemption_point()

    def stop_machine(self, function: Callable[[Stores], None]) -> None:
        """Run a function while every other registered thread is parked at an access."""
        self._machine.stop(function)

    def local_irq_save(self) -> None:
        """Nothing: threads are not interrupted."""

    def local_irq_restore(self) -> None:
        """Nothing: threads are not interrupted."""

    def spin_lock(self) -> None:
        """Nothing: there is one writer."""

    def arrive(self, state: Hashable) -> None:
        """Nothing: nobody looks whether a thread comes back to where it was."""

    def preemption_point(self) -> None:
        """Stand still here if another thread stops the machine and may stop this one."""
        if self._machine.is_stopping and self._preempt_depth == 0:
            self._machine.park()
