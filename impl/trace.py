"""What a scheduled run did, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from impl.memory import Location, Value

Operation: TypeAlias = Literal[
    "load",
    "store",
    "rmw",
    "wait",
    "rcu_read_lock",
    "rcu_read_unlock",
    "synchronize_rcu_begin",
    "synchronize_rcu_end",
    "preempt_disable",
    "preempt_enable",
    "stop_machine",
    "local_irq_save",
    "local_irq_restore",
    "spin_lock",
    "smp_wmb",
    "smp_rmb",
    "smp_mb",
    "leave",
]

Store: TypeAlias = tuple[Location, Value]

Source: TypeAlias = tuple[str, int]
"""A thread and the number of one of its stores, from 0 in program order."""


class Step(NamedTuple):
    """One step of one thread.

    `value` is what was loaded or stored (for `rmw`: stored); for `stop_machine` it is the tuple of
    its stores in order. A pending load, wait or rmw has no value yet. `location` is None for steps
    on no word. `leave` is a store of the thread going to memory, where it was kept back.

    `how` tells the step from others the thread could have taken (see `impl.machine`), and `source`
    whose store was read, None = the initial one; both only where memory is weak.
    """

    thread: str
    operation: Operation
    location: Location | None = None
    value: Value | tuple[Store, ...] | None = None
    how: str = ""
    source: Source | None = None

    @property
    def move(self) -> str:
        """What a pick has to return for this step to be taken."""
        return self.thread + self.how

    def __str__(self) -> str:
        if self.operation == "stop_machine":
            assert isinstance(self.value, tuple)
            return f"{self.thread}: stop_machine of {len(self.value)} stores"
        if self.location is None:
            return f"{self.thread}: {self.operation}"
        if self.value is None:
            return f"{self.thread}: {self.operation} {self.location}"
        if self.operation == "leave":
            return f"{self.thread}: {self.location} = {self.value} in memory"
        arrow = "->" if self.operation in ("load", "wait") else "="
        return f"{self.thread}: {self.location} {arrow} {self.value}"


@dataclass(frozen=True, slots=True)
class Execution:
    """One run under the scheduler.

    `results` holds what each finished program returned; `unfinished` names the threads that the
    schedule left with steps to do; `memory` is the final value of every location.

    `deadlock` has a clause for each thread that waits where none can go on, as in "reader waits for
    seq to be even", and `endless` names the thread that, with nobody left to change anything, came
    back to where it had been. `complaints` are those of a kernel with PREEMPT_RT.
    """

    trace: tuple[Step, ...]
    results: Mapping[str, object]
    unfinished: tuple[str, ...]
    memory: Mapping[Location, Value]
    deadlock: tuple[str, ...] = ()
    endless: str | None = None
    complaints: tuple[str, ...] = ()

    @property
    def schedule(self) -> tuple[str, ...]:
        """The moves in the order they were made: making them again gives the same trace."""
        return tuple(step.move for step in self.trace)
