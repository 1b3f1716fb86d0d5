"""One program of a scheduled run, and where it stands."""

from collections import deque
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeAlias

from impl.access import Access
from impl.interrupt import Stage
from impl.memory import Memory, Word

NOTHING = Word(0)

Program: TypeAlias = Callable[[Memory], object]
"""One thread's code. Its steps must depend on nothing but what it loads, and must be finite.

They may be endless where the program tells what it goes on from (`Memory.arrive`): sequentially
consistent runs then notice that it goes on for ever.
"""


class Member:
    """One program of a run and where it stands.

    `arrival` is what it went on from when it was last alone.
    """

    __slots__ = (
        "answer",
        "arrival",
        "baton",
        "has_begun",
        "name",
        "parked",
        "program",
        "queue",
        "result",
    )

    def __init__(self, name: str, program: Program) -> None:
        self.name = name
        self.program = program
        self.queue: deque[Access] = deque()
        self.answer = NOTHING
        self.baton = Lock()
        self.baton.acquire()
        self.parked = False
        self.result: list[object] = []
        self.has_begun = False
        self.arrival: tuple[Hashable, ...] = ()

    @property
    def pending(self) -> Access | None:
        """The next step, None = it has taken all."""
        return self.queue[0] if self.queue else None

    @property
    def stage(self) -> Stage:
        """How far it is."""
        if self.result and not self.queue:
            return "done"
        return "going" if self.has_begun else "new"
