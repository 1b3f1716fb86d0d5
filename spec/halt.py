"""A writer that never takes its next step: interrupted for good, waiting in vain, or finished."""

from spec.errors import PageError
from spec.events import Event
from spec.term import Bool, at_most, equal, less, number

MOST_STEPS = 4095


class Halt:
    """A writer that stands still for good at some point of its program.

    Attributes:
        before: the step that it does not take any more, counted from 0.
        blocked: it stands there because what it waits for is not so.
        interrupts_off: interrupts are off on its CPU there.
        sections: it waits there for these kinds of readers' sections to end.
    """

    def __init__(self) -> None:
        self.before = number("writer halts before", MOST_STEPS)
        self.blocked: Bool = False
        self.interrupts_off: Bool = False
        self.sections: list[tuple[str, Bool, Event | None]] = []
        self._steps = 0

    def step(self) -> Bool:
        """Whether the writer gets to take its next step.

        Raises:
            PageError: it takes too many.
        """
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise PageError(f"the writer takes more than {MOST_STEPS} steps: lower a bound")
        return less(self._steps - 1, self.before)

    @property
    def here(self) -> Bool:
        """Whether it halts before its next step."""
        return equal(self.before, self._steps)

    @property
    def taken(self) -> Bool:
        """Whether the step before has been taken."""
        return less(self._steps - 1, self.before)

    @property
    def finished(self) -> Bool:
        """Whether it has come to its end, once it is unrolled."""
        return at_most(self._steps, self.before)
