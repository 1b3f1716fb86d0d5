"""The shared memory that every reader and writer is written against.

Each method is one step of its thread, except `synchronize_rcu` (two steps), `fence` (none where
memory is sequentially consistent) and `arrive` (never one). When others see a store, and which
store a load sees, is up to the machine (see `impl.machine`); `order`, `after` and `fence` say what
it has to respect.
"""

from collections.abc import Callable, Hashable
from enum import Enum
from typing import Literal, NamedTuple, NewType, Protocol, TypeAlias

Location = NewType("Location", str)
"""The name of one shared word, as it is printed: `zonerefs[0].zone`, `seq`, `live`."""

Fence: TypeAlias = Literal["smp_wmb", "smp_rmb", "smp_mb"]
"""The kernel barriers the code calls where the kernel has them."""

Order: TypeAlias = Literal["once", "acquire", "release"]
"""What an access orders by itself: nothing, what follows a load, what precedes a store."""

View: TypeAlias = int
"""What a load had to see, as its machine notes it; a program hands it on and looks at no bit of it.

An access that is `after` a view of a load is made at an address (or of a value) computed from what
that load returned. Branching on the value gives no such dependency.
"""


class Freed(Enum):
    """What every word of a freed array holds."""

    FREED = "FREED"

    def __repr__(self) -> str:
        return "FREED"

    __str__ = __repr__


FREED = Freed.FREED

NULL = 0
"""The zone pointer that ends a list; zones are numbered from 1."""

Value: TypeAlias = int | str | tuple[int, int] | Freed
"""A zone or a counter, the name of an array, a one-word zoneref (zone, zone_idx), or FREED."""


class Word(NamedTuple):
    """What one location holds.

    `life` numbers the life of the array in which the word was stored, as the tag of a tagged
    pointer does. It is bookkeeping: no program chooses what to load next by it. `view` is for
    what depends on the load.
    """

    value: Value
    life: int = 0
    view: View = 0


class Stores(Protocol):
    """The part of memory that code inside `stop_machine` may use."""

    def store(
        self,
        location: Location,
        value: Value,
        *,
        life: int = 0,
        order: Order = "once",
        after: View = 0,
    ) -> None:
        """Store a value, tagged with the life of the array that it belongs to."""

    def fence(self, kind: Fence) -> None:
        """Order accesses as the named kernel barrier does."""


class Memory(Stores, Protocol):
    """Shared memory as one thread sees it."""

    def load(self, location: Location, *, order: Order = "once", after: View = 0) -> Value:
        """Return the value of a location."""

    def load_word(self, location: Location, *, order: Order = "once", after: View = 0) -> Word:
        """Return a location's value with its life and view: the same step as `load`."""

    def wait(
        self, location: Location, predicate: Callable[[Value], bool], *, order: Order = "once"
    ) -> Value:
        """Load a location once its value satisfies the predicate, and return that value."""

    def update(
        self,
        location: Location,
        when: Callable[[Value], bool],
        change: Callable[[Value], Value],
        *,
        order: Order = "once",
    ) -> None:
        """Replace a value in one atomic step, taken only when `when` holds of it."""

    def rcu_read_lock(self) -> None:
        """Open a read-side critical section."""

    def rcu_read_unlock(self) -> None:
        """Close a read-side critical section."""

    def synchronize_rcu(self) -> None:
        """Wait for every section open at the start: one step to begin, one to end."""

    def preempt_disable(self) -> None:
        """Keep `stop_machine` of other threads out until `preempt_enable`."""

    def preempt_enable(self) -> None:
        """Let `stop_machine` of other threads in again."""

    def stop_machine(self, function: Callable[[Stores], None]) -> None:
        """Run a function as one step while every other thread stands between two accesses."""

    def local_irq_save(self) -> None:
        """Keep interrupts off this thread's CPU until `local_irq_restore`."""

    def local_irq_restore(self) -> None:
        """Let interrupts in again."""

    def spin_lock(self) -> None:
        """Take the writers' own lock, which one writer always finds free."""

    def arrive(self, state: Hashable) -> None:
        """Tell that all the program does from here on depends on this state and on its loads."""
