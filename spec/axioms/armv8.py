"""ARMv8: the multicopy-atomic model of AArch64.

Source: Pulte, Flur, Deacon, French, Sarkar, Sewell, "Simplifying ARM concurrency", POPL 2018, and
herd's ``aarch64.cat`` with ``aarch64hwreqs.cat`` as of herdtools7 7.58, without what no kernel
primitive produces (translation tables, tags, instruction fetch, ISB, DSB, LDAPR).

The kernel's primitives on arm64 (``arch/arm64/include/asm/barrier.h``, ``atomic*.h``,
``spinlock.h``):

- accesses are LDR and STR, ``smp_load_acquire()`` LDAR, ``smp_store_release()`` STLR;
- ``smp_mb()``, ``smp_mb__before_atomic()``, ``..after_atomic()`` and ``..after_spinlock()`` are
  DMB ISH, ``smp_rmb()`` DMB ISHLD, ``smp_wmb()`` DMB ISHST. ``smp_mb__after_unlock_lock()`` is
  nothing (``include/linux/rcupdate.h``): a release and then an acquire order what is around them;
- a read-modify-write loads with acquire if it is one, and stores with release if it is one. A
  fully ordered one has a DMB ISH on either side here; arm64 gets by with less (SWPAL, or STLXR and
  one DMB ISH), which the LKMM does not promise. One that fails orders nothing;
- DMB ISHLD does not order the load of an atomic operation that returns nothing (STADD);
- ``spin_lock()`` is a read-modify-write with acquire, ``spin_unlock()`` STLR;
- ``synchronize_rcu()`` is DMB ISH and the law in ``grace``.
"""

from spec.axioms import grace
from spec.axioms.algebra import Relation, identity, union
from spec.axioms.execution import Execution
from spec.axioms.violation import Violation, acyclic, empty

NAME = "armv8"

FULL = ("mb", "before-atomic", "after-atomic", "after-spinlock")
"""Fences that are DMB ISH."""


def violation(execution: Execution) -> Violation | None:
    """The axiom of ARMv8 that an execution breaks, or None."""
    observed = execution.rfe | execution.fre | execution.coe
    order = observed | locally_ordered(execution) | execution.stopped
    return (
        acyclic(NAME, "internal", execution.po_loc | execution.com)
        or empty(NAME, "atomic", execution.atomicity)
        or grace.violation(NAME, "external", order, execution)
    )


def locally_ordered(execution: Execution) -> Relation:
    """``lob``, one step: what the CPU itself keeps in order."""
    po_loc, accesses, writes = execution.po_loc, execution.accesses, execution.writes
    local_successor = po_loc.within(accesses, writes)
    return union(local_successor, dependencies(execution), atomics(execution), barriers(execution))


def local_reads(execution: Execution) -> Relation:
    """``lrs``: from a store to the later loads of its location with no other store in between."""
    po_loc = execution.po_loc
    between = po_loc.within(execution.everything, execution.writes) @ po_loc
    return (po_loc - between).within(execution.writes, execution.reads)


def dependencies(execution: Execution) -> Relation:
    """``dob``: ordered by a dependency through registers, which an LDADD has none inside."""
    addr, everything = execution.addr, execution.everything
    data = execution.data - execution.rmw
    return union(
        addr,
        data,
        execution.ctrl.within(everything, execution.writes),
        (addr @ execution.po).within(everything, execution.writes),
        (addr | data) @ local_reads(execution),
    )


def atomics(execution: Execution) -> Relation:
    """``aob``: ordered by being one read-modify-write."""
    acquires = execution.tagged("acquire", "LKR") & execution.reads
    rmw = execution.rmw
    return rmw | (rmw @ local_reads(execution)).within(execution.everything, acquires)


def barriers(execution: Execution) -> Relation:
    """``bob``: ordered by a barrier, an acquire or a release."""
    po, everything, accesses = execution.po, execution.everything, execution.accesses
    reads, writes = execution.reads, execution.writes
    acquires = execution.tagged("acquire", "LKR") & reads
    releases = execution.tagged("release", "UL") & writes

    # Through the fence as an event of its own, so that a grace period can follow on it.
    fences = identity(execution.size, execution.tagged(*FULL) | execution.synchronizing)
    fully = execution.tagged("full") & execution.rmw.domain()
    surrounded = execution.tagged("full") & execution.rmw.range()
    returning = reads & ~execution.tagged("noreturn")
    return union(
        po @ fences,
        fences @ po,
        po.within(everything, fully) @ po.optional(),
        po.optional() @ po.within(surrounded, everything),
        execution.fencerel(execution.tagged("rmb")).within(returning, accesses),
        execution.fencerel(execution.tagged("wmb")).within(writes, writes),
        po.within(releases, acquires),
        po.within(acquires, accesses),
        po.within(accesses, releases),
    )
