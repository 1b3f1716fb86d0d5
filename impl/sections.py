"""Read-side sections, grace periods, preemption, interrupts: who keeps whom waiting, anywhere.

Grace periods are numbered as they begin. A section is after some of them; each of the others has
to wait for it.
"""

from collections.abc import Iterable
from typing import TypeAlias

Held: TypeAlias = tuple[int, int, int, int, int]
"""Depth of the read-side section, what it is after, depth of preemption off, own grace period,
depth of interrupts off.
"""


class Sections:
    """What every thread holds; `begun` grace periods have begun, and up to `ended` have ended."""

    __slots__ = ("_held", "begun", "ended")

    def __init__(self, threads: Iterable[str]) -> None:
        self.begun = self.ended = 0
        self._held: dict[str, Held] = dict.fromkeys(threads, (0, 0, 0, 0, 0))

    def take(self, thread: str, operation: str, *, after: int | None = None) -> None:
        """Open, close or await sections; a new one is after all that begun unless stated."""
        depth, latest, preempt, grace, interrupts = self._held[thread]
        if operation == "rcu_read_lock":
            if depth == 0:
                latest = self.begun if after is None else after
            depth += 1
        elif operation == "rcu_read_unlock":
            depth -= 1
        elif operation == "preempt_disable":
            preempt += 1
        elif operation == "preempt_enable":
            preempt -= 1
        elif operation == "local_irq_save":
            interrupts += 1
        elif operation == "local_irq_restore":
            interrupts -= 1
        elif operation == "synchronize_rcu_begin":
            self.begun += 1
            grace = self.begun
        elif operation == "synchronize_rcu_end":
            self.ended = max(self.ended, grace)
        self._held = {**self._held, thread: (depth, latest, preempt, grace, interrupts)}

    def depth(self, thread: str) -> int:
        """How many nested sections a thread has open."""
        return self._held[thread][0]

    def after(self, thread: str) -> int:
        """The latest grace period that a thread's section is after."""
        return self._held[thread][1]

    def grace(self, thread: str) -> int:
        """The number of the latest grace period a thread began."""
        return self._held[thread][3]

    def awaited(self, thread: str) -> list[str]:
        """The threads whose sections a thread's grace period has to wait for."""
        number = self._held[thread][3]
        return [name for name, (depth, after, *_) in self._held.items() if depth and after < number]

    def unstoppable(self, thread: str) -> list[str]:
        """The threads other than this one that have preemption off."""
        return [name for name, held in self._held.items() if held[2] and name != thread]

    def interrupts_off(self, thread: str) -> bool:
        """Whether a thread keeps interrupts off its CPU."""
        return self._held[thread][4] > 0

    def reason(self, thread: str, operation: str) -> str:
        """Why a step waits, as the end of the sentence "thread waits ..."."""
        if operation == "stop_machine":
            return f"to stop {', '.join(self.unstoppable(thread))} with preemption off"
        return f"for the read-side section of {', '.join(self.awaited(thread))}"

    def copy(self) -> "Sections":
        """Return an independent copy."""
        other = Sections(())
        other.begun, other.ended, other._held = self.begun, self.ended, self._held
        return other

    def key(self) -> tuple[object, ...]:
        """Return what tells this state from others."""
        return (self.begun, self.ended, *self._held.values())
