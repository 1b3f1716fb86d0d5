"""Who waits for what where nobody can go on."""

from collections.abc import Mapping

from impl.access import Access
from impl.interrupt import Interrupt, Stage
from impl.machine import Machine


def waits(
    machine: Machine,
    pending: Mapping[str, Access | None],
    stages: Mapping[str, Stage],
    interrupt: Interrupt | None,
) -> tuple[str, ...]:
    """Return a clause for each thread that is unfinished, in the order of their names.

    Args:
        machine: As it stands.
        pending: The next step of every thread, None = it has taken all.
        stages: How far every thread is.
        interrupt: Which of them is an interrupt.
    """
    clauses = []
    for name, access in sorted(pending.items()):
        if access is None and not machine.keeps(name):
            continue
        held = None if interrupt is None else interrupt.holds(name, stages, machine)
        clauses.append(f"{name} waits {held or machine.reason(name, access)}")
    return tuple(clauses)
