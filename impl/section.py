"""What a reader does around one scan: nothing, a critical section, or a check that repeats it."""

from collections.abc import Callable
from typing import TypeAlias

from impl.memory import Memory
from impl.scan import Place, Scan, Scanned

Section: TypeAlias = Callable[[Memory, Place | None, Scan], Scanned]
"""Scans from the cached place, or from where a pass begins if there is none.

It may scan again, which discards what the scan before saw; it returns the last one.
"""


def nothing(memory: Memory) -> None:
    """Do nothing around a scan."""
    del memory


def rcu_read_lock(memory: Memory) -> None:
    """Open a read-side section."""
    memory.rcu_read_lock()


def rcu_read_unlock(memory: Memory) -> None:
    """Close a read-side section."""
    memory.rcu_read_unlock()


def preempt_disable(memory: Memory) -> None:
    """Keep stop_machine out."""
    memory.preempt_disable()


def preempt_enable(memory: Memory) -> None:
    """Let stop_machine in."""
    memory.preempt_enable()


def bracketed(
    head: Place,
    enter: Callable[[Memory], None] = nothing,
    leave: Callable[[Memory], None] = nothing,
) -> Section:
    """Return a section between two calls, which begins at the head unless a place is cached."""

    def section(memory: Memory, cached: Place | None, scan: Scan) -> Scanned:
        enter(memory)
        seen = scan(cached or head)
        leave(memory)
        return seen

    return section
