"""A memory that nobody else touches, and notes of everything that one thread asks of it."""

from dataclasses import dataclass, field
from typing import Any

from spec.machine import Request
from spec.words import Location

MOST = 100_000
"""A thread that asks for more than this on a list of a few zones goes round in circles."""


class StuckError(Exception):
    """The thread waits for somebody else, or repeats itself for ever."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that a thread did.

    Attributes:
        phase: the part of the thread that did it.
        request: what it asked for; ``compare`` for a comparison of loaded values and ``free`` for
            the release of an array, which are no steps of a replay.
        value: what was in the word, for a memory access.
        scanned: it is part of a walk, or of the search for the first slot.
    """

    phase: str
    request: Request
    value: Any = None
    scanned: bool = False


@dataclass(slots=True)
class Recording:
    """Answers one thread from a quiescent memory.

    Attributes:
        memory: every word.
        phase: the part of the thread that is running.
        scanning: it is in the middle of a walk.
        noted: what it did so far.
    """

    memory: dict[Location, Any]
    phase: str = ""
    scanning: bool = False
    noted: list[Noted] = field(default_factory=list)

    def note(self, request: Request, value: Any = None) -> None:
        """Remember something.

        Raises:
            StuckError: there is no end to it.
        """
        if len(self.noted) == MOST:
            raise StuckError
        self.noted.append(Noted(self.phase, request, value, self.scanning))

    def ask(self, request: Request) -> Any:
        """Do what a thread asks for; returns what a load returns, value and age.

        Raises:
            StuckError: it has to wait, and nobody will come.
        """
        location = request.location
        if location is None:
            self.note(request)
            return None
        value = self.memory.get(location, 0)
        self.note(request, value)
        if request.when is not None and not request.when(value):
            raise StuckError
        if request.change is not None:
            self.memory[location] = request.change(value)
        elif request.value is not None:
            self.memory[location] = request.value
        return value, 0
