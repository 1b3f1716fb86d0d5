"""Sequential consistency: one order of all events that every CPU agrees on.

Source: Lamport, "How to make a multiprocessor computer that correctly executes multiprocess
programs", 1979, as in herd's ``sc.cat``: program order and communication have no cycle. Barriers
add nothing. Read-modify-writes are atomic, grace periods follow the law in ``grace``.
"""

from spec.axioms import grace
from spec.axioms.execution import Execution
from spec.axioms.violation import Violation, empty

NAME = "sc"


def violation(execution: Execution) -> Violation | None:
    """The axiom of sequential consistency that an execution breaks, or None."""
    order = execution.po | execution.com | execution.stopped
    return empty(NAME, "atomic", execution.atomicity) or grace.violation(
        NAME, "sc", order, execution
    )
