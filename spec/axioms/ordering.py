"""What the Linux kernel's memory model says about order, relation by relation.

Source: ``tools/memory-model/linux-kernel.cat`` and ``linux-kernel.bell`` in the form
that tags read-modify-writes (``MB``; herd7's variant ``lkmmv2``), without SRCU; why it is so is in
``tools/memory-model/Documentation/explanation.txt``. Definitions stand in that file's order under
that file's names; the axioms over them are in ``lkmm``. Added here: a stopped machine is a strong
fence across CPUs, and a grace period may be two events, then it is one step from its begin to its
end, each of which is a strong fence.
"""

from dataclasses import dataclass
from functools import cached_property

from spec.axioms.algebra import Events, Relation, identity, relation, sequence, union
from spec.axioms.execution import LOCKED, Execution

MARKED = ("once", "acquire", "release", "full", "noreturn", "rmw", "failed", *LOCKED)
"""Tags that mark an access; one without any is plain."""


@dataclass(frozen=True)
class KernelOrder:
    """The relations of an execution, each computed when it is first asked for.

    Attributes:
        run: the execution.
    """

    run: Execution

    @cached_property
    def marked(self) -> Events:
        """Marked: not plain; fences and initial stores count."""
        return self.run.kind("F") | self.run.initial | self.run.tagged(*MARKED)

    @property
    def plain(self) -> Events:
        """Plain: the compiler may do as it likes with these."""
        return self.run.everything & ~self.marked

    def only(self, events: Events) -> Relation:
        """``[events]``."""
        return identity(self.run.size, events)

    @cached_property
    def carry_dep(self) -> Relation:
        """A dependency goes on through a store and the load that reads it back."""
        return (relation(self.run.size, self.run.graph.data) @ self.run.rfi).star()

    @cached_property
    def addr(self) -> Relation:
        """Address dependencies, carried ones too."""
        return self.carry_dep @ relation(self.run.size, self.run.graph.addr)

    @cached_property
    def data(self) -> Relation:
        """Data dependencies, carried ones too."""
        return self.carry_dep @ relation(self.run.size, self.run.graph.data)

    @cached_property
    def ctrl(self) -> Relation:
        """Control dependencies, carried ones too."""
        return self.carry_dep @ relation(self.run.size, self.run.graph.ctrl)

    @cached_property
    def acquires(self) -> Events:
        """Acquire."""
        return self.run.tagged("acquire", "LKR") & self.run.reads

    @cached_property
    def releases(self) -> Events:
        """Release."""
        return self.run.tagged("release", "UL") & self.run.writes

    @cached_property
    def acq_po(self) -> Relation:
        """``acq-po``."""
        return self.run.po.within(self.acquires, self.run.accesses)

    @cached_property
    def po_rel(self) -> Relation:
        """``po-rel``."""
        return self.run.po.within(self.run.accesses, self.releases)

    @cached_property
    def po_unlock_lock_po(self) -> Relation:
        """``po-unlock-lock-po``: across a lock that is dropped and taken again by the next CPU."""
        handed = (self.run.po | self.run.rf).within(self.run.tagged("UL"), self.run.tagged("LKR"))
        return sequence(self.run.po, handed, self.run.po)

    @cached_property
    def r4rmb(self) -> Events:
        """``R4rmb``: the reads that ``smp_rmb()`` orders."""
        return self.run.reads & ~self.noreturn

    @property
    def noreturn(self) -> Events:
        """Noreturn: reads of atomics that return nothing."""
        return self.run.tagged("noreturn") & self.run.reads

    @cached_property
    def rmb(self) -> Relation:
        """``rmb``."""
        return self.run.fencerel(self.run.tagged("rmb")).within(self.r4rmb, self.r4rmb)

    @cached_property
    def wmb(self) -> Relation:
        """``wmb``."""
        return self.run.fencerel(self.run.tagged("wmb")).within(self.run.writes, self.run.writes)

    @cached_property
    def mb(self) -> Relation:
        """``mb``: full barriers of every kind."""
        po, accesses = self.run.po, self.run.accesses
        atomic = self.run.tagged("rmw", "failed") & ~self.run.tagged(*LOCKED)
        full = self.run.tagged("full")
        reaches = po.optional()
        return union(
            self.run.fencerel(self.run.tagged("mb") | full),
            po.within(accesses, full & self.run.reads),
            po.within(full & self.run.writes, accesses),
            self.run.fencerel(self.run.tagged("before-atomic")).within(accesses, atomic) @ reaches,
            reaches @ self.run.fencerel(self.run.tagged("after-atomic")).within(atomic, accesses),
            reaches
            @ self.run.fencerel(self.run.tagged("after-spinlock")).within(
                self.run.tagged("LKW"), accesses
            ),
            self.po_unlock_lock_po @ self.only(self.run.tagged("after-unlock-lock")) @ po,
        ).within(accesses, accesses)

    @cached_property
    def gp(self) -> Relation:
        """``gp``: across a grace period."""
        steps = self.rcu_gp | self.only(self.run.synchronizing)
        return sequence(self.run.po, steps, self.run.po.optional())

    @cached_property
    def local_strong_fence(self) -> Relation:
        """``strong-fence`` as it is before ``rcu-fence`` joins it."""
        return self.mb | self.gp | self.run.stopped

    @cached_property
    def nonrw_fence(self) -> Relation:
        """``nonrw-fence``: what orders reads and writes alike."""
        return self.local_strong_fence | self.po_rel | self.acq_po

    @cached_property
    def local_fence(self) -> Relation:
        """``fence`` as it is before ``rcu-fence`` joins it."""
        return self.nonrw_fence | self.wmb | self.rmb

    @cached_property
    def ppo(self) -> Relation:
        """Preserved program order."""
        everything, writes = self.run.everything, self.run.writes
        dep = self.addr | self.data
        rwdep = (dep | self.ctrl).within(everything, writes)
        overwrite = (self.run.co | self.run.fr) & self.run.internal
        to_w = rwdep | overwrite | self.addr.within(everything, self.plain) @ self.wmb
        carried = dep.within(everything, self.marked) @ self.run.rfi
        to_r = self.addr.within(everything, self.run.reads) | carried
        return to_r | to_w | ((self.local_fence | self.po_unlock_lock_po) & self.run.internal)

    @cached_property
    def rmw_sequence(self) -> Relation:
        """``rmw-sequence``: on through read-modify-writes of the same location."""
        return (self.run.rf @ self.run.rmw).star()

    @cached_property
    def cumul_fence(self) -> Relation:
        """``cumul-fence``: stores on its left propagate before those on its right."""
        marked = self.marked
        read_from = self.run.rfe.within(self.run.everything, marked).optional()
        cumulative = read_from @ (self.local_strong_fence | self.po_rel)
        fence = cumulative | self.wmb | self.po_unlock_lock_po
        return fence.within(marked, marked) @ self.rmw_sequence

    @cached_property
    def prop(self) -> Relation:
        """``prop``: the propagation of one store before another's."""
        overwrite = ((self.run.co | self.run.fr) & self.run.external).optional()
        marked = self.only(self.marked)
        fences = self.cumul_fence.star()
        return sequence(marked, overwrite, fences, marked, self.run.rfe.optional(), marked)

    @cached_property
    def hb(self) -> Relation:
        """``hb``: happens-before, by the passage of time."""
        local = (self.prop - self.only(self.run.everything)) & self.run.internal
        return (self.ppo | self.run.rfe | local).within(self.marked, self.marked)

    @cached_property
    def pb(self) -> Relation:
        """``pb``: propagates-before."""
        onward = self.hb.star().within(self.run.everything, self.marked)
        return sequence(self.prop, self.local_strong_fence, onward)

    @cached_property
    def rcu_gp(self) -> Relation:
        """``rcu-gp``: from the begin of a grace period to its end, commonly one event."""
        return relation(self.run.size, self.run.grace_periods)

    @cached_property
    def rcu_order(self) -> Relation:
        """``rcu-order``: sequences with at least as many grace periods as sections."""
        if not self.run.grace_periods:
            return relation(self.run.size)
        link = sequence(
            self.run.po.optional(), self.hb.star(), self.pb.star(), self.prop, self.run.po
        )
        gp, rscsi = self.rcu_gp, relation(self.run.size, self.run.sections).inverse()
        found = union(gp, sequence(gp, link, rscsi), sequence(rscsi, link, gp))
        while True:
            inner = sequence(link, found, link)
            grown = union(
                found,
                sequence(gp, inner, rscsi),
                sequence(rscsi, inner, gp),
                sequence(found, link, found),
            )
            if grown == found:
                return found
            found = grown

    @cached_property
    def rcu_fence(self) -> Relation:
        """``rcu-fence``: a strong fence across CPUs."""
        return sequence(self.run.po, self.rcu_order, self.run.po.optional())

    @property
    def fence(self) -> Relation:
        """``fence``, with ``rcu-fence``."""
        return self.local_fence | self.rcu_fence

    @property
    def strong_fence(self) -> Relation:
        """``strong-fence``, with ``rcu-fence``."""
        return self.local_strong_fence | self.rcu_fence

    @cached_property
    def rb(self) -> Relation:
        """``rb``: ordered by grace periods as by ``pb``."""
        onward = self.pb.star().within(self.run.everything, self.marked)
        return sequence(self.prop, self.rcu_fence, self.hb.star(), onward)
