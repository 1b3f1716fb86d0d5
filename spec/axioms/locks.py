"""Spinlocks in the kernel's model: what taking, holding and dropping one must look like.

Source: ``tools/memory-model/lock.cat`` of the kernel. That file also generates ``rf`` and ``co`` of
lock accesses; here they are given. A lock holds 0 while it is free and 1 while it is held.
"""

from spec.axioms.algebra import Relation, identity
from spec.axioms.execution import LOCKED, Execution
from spec.axioms.violation import Violation, empty


def critical(execution: Execution) -> Relation:
    """From the store that takes a lock to the one that drops it."""
    taken, dropped = execution.tagged("LKW"), execution.tagged("UL")
    po_loc, everything = execution.po_loc, execution.everything
    between = po_loc.within(everything, taken | dropped) @ po_loc
    return po_loc.within(taken, dropped) - between


def violation(model: str, execution: Execution) -> Violation | None:
    """A lock taken twice, or free while its holder looks, or never dropped and yet taken again."""
    taken, everything = execution.tagged("LKW"), execution.everything
    if not taken:
        return None
    po_loc = execution.po_loc
    dropped_between = po_loc.within(everything, execution.tagged("UL")) @ po_loc
    held = po_loc.within(taken, everything) - dropped_between
    kept = taken & ~critical(execution).domain()
    deadlocked = execution.loc.within(kept, kept) - identity(execution.size, everything)
    return (
        empty(model, "lock-nest", held.within(everything, execution.tagged("LKR")))
        or empty(model, "nested-is-locked", held.within(everything, execution.tagged("RU")))
        or empty(model, "unmatched-locks", deadlocked)
    )


def flags(execution: Execution) -> tuple[str, ...]:
    """What is wrong with the test, not with the execution."""
    found = []
    locked = execution.tagged(*LOCKED)
    ordinary = execution.accesses & ~execution.initial & ~locked
    if execution.loc.within(ordinary, locked):
        found.append("mixed-lock-accesses")
    if execution.tagged("LKW") & ~execution.lock_rmw.range():
        found.append("unpaired-LKW")
    if execution.tagged("LKR") & ~execution.lock_rmw.domain():
        found.append("unpaired-LKR")
    if execution.tagged("UL") & ~critical(execution).range():
        found.append("unmatched-unlock")
    return tuple(found)
