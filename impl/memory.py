"""The shared memory that every reader and writer is written against.

Each method is one step, taken at once as far as other threads can tell, except `fence` (no
step: memory is sequentially consistent here) and `synchronize_rcu` (two steps).
"""

from collections.abc import Callable
from enum import Enum
from typing import Literal, NamedTuple, NewType, Protocol, TypeAlias

Location = NewType("Location", str)
"""The name of one shared word, as it is printed: `zonerefs[0].zone`, `seq`, `live`."""

Fence: TypeAlias = Literal["smp_wmb", "smp_rmb", "smp_mb", "store_release", "load_acquire"]
"""The kernel barriers the code calls where the kernel has them."""


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
    pointer does. It is bookkeeping: no program chooses what to load next by it.
    """

    value: Value
    life: int = 0


class Stores(Protocol):
    """The part of memory that code inside `stop_machine` may use."""

    def store(self, location: Location, value: Value, *, life: int = 0) -> None:
        """Store a value, tagged with the life of the array that it belongs to."""

    def fence(self, kind: Fence) -> None:
        """Order accesses as the named kernel barrier does; not a step."""


class Memory(Stores, Protocol):
    """Shared memory as one thread sees it."""

    def load(self, location: Location) -> Value:
        """Return the value of a location."""

    def load_word(self, location: Location) -> Word:
        """Return a location's value with its life: the same step as `load`."""

    def wait(self, location: Location, predicate: Callable[[Value], bool]) -> Value:
        """Load a location once its value satisfies the predicate, and return that value."""

    def update(
        self, location: Location, when: Callable[[Value], bool], change: Callable[[Value], Value]
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
