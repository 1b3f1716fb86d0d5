"""Ways to pick the next thread, and the errors of a run that cannot go on."""

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from impl.machine import LEAVES, OLDER
from impl.trace import Step

Pick: TypeAlias = Callable[[tuple[str, ...], Mapping[str, Step]], str | None]
"""Chooses who goes next.

Called before each step with the moves that can be made (see `impl.machine`), in the order of the
programs, and with the pending step of every unfinished thread, enabled or not. Where memory is
sequentially consistent, a move is the name of a thread. None ends the run.
"""


class ScheduleError(ValueError):
    """A schedule names a move that cannot be made."""


class DeadlockError(RuntimeError):
    """Threads are unfinished and none of them can take its step.

    `waits` has a clause for each: "reader waits for seq to be even".
    """

    def __init__(self, steps: int, waits: tuple[str, ...]) -> None:
        super().__init__(f"Deadlock after {steps} steps: {', '.join(waits)}.")
        self.waits = waits


def in_order(enabled: tuple[str, ...], pending: Mapping[str, Step]) -> str:
    """Pick the first thread that can go: each program runs until it has to wait."""
    del pending
    return enabled[0]


def replay(names: Iterable[str], *, then: Pick | None = None) -> Pick:
    """Return a pick that follows a sequence of moves.

    After the last one the run ends with threads unfinished, or goes on with `then` if given.

    Raises:
        ScheduleError: From the run, at the first name that cannot go.
    """
    order = iter(tuple(names))
    taken = 0

    def pick(enabled: tuple[str, ...], pending: Mapping[str, Step]) -> str | None:
        nonlocal taken
        name = next(order, None)
        if name is None:
            return None if then is None else then(enabled, pending)
        taken += 1
        if name not in enabled:
            if name in pending:
                why = "waits"
            else:
                why = "cannot be made" if {OLDER, LEAVES} & {*name} else "has no step left"
            raise ScheduleError(
                f"Step {taken} of the schedule names {name}, which {why}; "
                f"enabled: {', '.join(enabled)}."
            )
        return name

    return pick
