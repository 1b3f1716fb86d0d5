"""x86-TSO: a store may wait in its CPU's buffer while later loads go ahead.

Source: Sewell, Sarkar, Owens, Zappa Nardelli, Myreen, "x86-TSO: a rigorous and usable programmer's
model for x86 multiprocessors", CACM 2010, in the form of herd's ``x86tso.cat``.

The kernel's primitives on x86 (``arch/x86/include/asm/barrier.h``, ``atomic.h``): accesses of all
orderings are MOV; ``smp_mb()`` is a full fence; ``smp_rmb()``, ``smp_wmb()`` and the
``smp_mb__*()`` family are nothing, because every read-modify-write is a locked instruction and so a
full fence itself: taking a lock too, and a cmpxchg that fails. Releasing a lock is a MOV, a trylock
that fails and ``spin_is_locked()`` only load. ``synchronize_rcu()`` is a full fence.
"""

from spec.axioms import grace
from spec.axioms.algebra import identity, union
from spec.axioms.execution import Execution
from spec.axioms.violation import Violation, acyclic, empty

NAME = "tso"


def violation(execution: Execution) -> Violation | None:
    """The axiom of x86-TSO that an execution breaks, or None."""
    po = execution.po
    reads, writes, accesses = execution.reads, execution.writes, execution.accesses

    # The two halves of a locked instruction; the read of one that failed was locked as well.
    locked = execution.rmw.domain() | execution.rmw.range() | execution.tagged("failed")
    fences = execution.tagged("mb") | execution.synchronizing

    kept = po.within(accesses, accesses) - po.within(writes, reads)
    implied = po.within(writes & locked, reads) | po.within(writes, reads & locked)
    # Through the fence as an event of its own, so that a grace period can follow on it.
    fence = po @ identity(execution.size, fences) | identity(execution.size, fences) @ po

    order = union(
        kept, implied, fence, execution.rfe, execution.co, execution.fr, execution.stopped
    )
    return (
        acyclic(NAME, "uniproc", execution.po_loc | execution.com)
        or empty(NAME, "atomic", execution.atomicity)
        or grace.violation(NAME, "tso", order, execution)
    )
