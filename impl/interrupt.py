"""A thread that is an interrupt on another one's CPU: who of the two stands still when."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from impl.machine import Machine, MachineName

Stage: TypeAlias = Literal["new", "going", "done"]
"""Whether a thread has not begun yet, has, or has taken all its steps."""


@dataclass(frozen=True, slots=True)
class Interrupt:
    """The thread `handler` comes once, between two steps of `interrupted` that let interrupts in.

    It runs to its end while `interrupted` stands still. It may come before the first step and after
    the last one. Threads other than these two have CPUs of their own.

    If its first step has to wait, it can come all the same: its first move is no step then.
    """

    handler: str = "reader"
    interrupted: str = "writer"

    def holds(self, thread: str, stages: Mapping[str, Stage], machine: Machine) -> str | None:
        """Why a thread has to stand still, as the end of "thread waits ..."; None = it may go."""
        stage = stages[self.handler]
        if thread == self.interrupted and stage == "going":
            return f"for the interrupt {self.handler} to return"
        if thread == self.handler and stage == "new" and machine.interrupts_off(self.interrupted):
            return f"for {self.interrupted} to let interrupts in"
        return None

    def comes(self, thread: str, stages: Mapping[str, Stage], ways: tuple[str, ...]) -> bool:
        """Whether a thread that is not held can come though its first step leaves it no way."""
        return thread == self.handler and stages[thread] == "new" and not ways

    def require(self, machine: MachineName) -> None:
        """Refuse a machine on which an interrupt does not see what its CPU keeps back.

        Raises:
            ValueError: If memory is weak.
        """
        if machine != "sc":
            raise ValueError(f"Run interrupts on the machine sc: {machine} gives each a CPU.")
