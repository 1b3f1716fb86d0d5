"""What a machine is to the scheduler: which steps can be taken now, and what each of them does.

A move is the name of a thread and how it goes on: `reader` takes its next step, `reader<1` the same
step with the store before the newest it could see, `writer~` lets a store of its own go to memory.
"""

from collections.abc import Hashable
from typing import Literal, Protocol, TypeAlias

from impl.access import Access
from impl.memory import Location, Value, Word
from impl.trace import Step

MachineName: TypeAlias = Literal["sc", "tso", "armv8", "armv8_graph"]
"""Sequential consistency, x86-TSO, and ARMv8 without load buffering in two descriptions."""

STEP = ("",)
"""The one way of a step that leaves no choice."""

WAITS: tuple[str, ...] = ()
"""The ways of a step that cannot be taken."""

LEAVES = "~"
"""Begins the part of a move that lets a store go to memory."""

OLDER = "<"
"""Begins the part of a move that takes an older store than the newest."""


class Machine(Protocol):
    """Memory and what each thread holds."""

    def ways(self, thread: str, access: Access | None) -> tuple[str, ...]:
        """How a thread can go on whose next step is `access`, None = it has none."""

    def take(self, thread: str, access: Access, how: str) -> tuple[Step, Word | None]:
        """Take a step in one of its ways; return it with its value, and the word a load read."""

    def leave(self, thread: str, how: str) -> Step:
        """Let a store go to memory: a way that begins with `LEAVES`."""

    def keeps(self, thread: str) -> bool:
        """Whether a store of the thread has still to go to memory."""

    def reason(self, thread: str, access: Access | None) -> str:
        """Why a thread cannot go on, as the end of the sentence "thread waits ..."."""

    def interrupts_off(self, thread: str) -> bool:
        """Whether a thread keeps interrupts off its CPU."""

    def values(self) -> dict[Location, Value]:
        """Return what every location holds in the end."""

    def is_private(self, access: Access) -> bool:
        """Whether no thread but its own can tell when this step was taken, or that it was not.

        Where nobody stops the machine, a search may take such steps first.
        """

    def copy(self) -> "Machine":
        """Return an independent copy."""

    def key(self) -> Hashable:
        """Return what tells this state from others that the same programs lead to."""


def older(how: str) -> int:
    """How many stores are newer than the one that a way takes."""
    return int(how.removeprefix(OLDER) or 0)


def choices(candidates: list[int]) -> tuple[str, ...]:
    """Return the ways of a step that can take these, 0 being the newest."""
    return tuple(f"{OLDER}{back}" if back else "" for back in candidates)
