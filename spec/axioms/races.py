"""Plain accesses in the kernel's model: what bounds them, what they may see, when they race.

Source: the part "Plain accesses and data races" of ``tools/memory-model/linux-kernel.cat``, under
that file's names; ``explanation.txt`` beside it has the reasons.
"""

from dataclasses import dataclass
from functools import cached_property

from spec.axioms.algebra import Relation, product, relation, sequence, union
from spec.axioms.ordering import KernelOrder


@dataclass(frozen=True)
class Bounds:
    """How far a plain access reaches, and what is ordered around it.

    Attributes:
        ordering: of the execution it is in.
    """

    ordering: KernelOrder

    @cached_property
    def xbstar(self) -> Relation:
        """``xbstar``: executes-before, or the same."""
        order = self.ordering
        return (order.hb | order.pb | order.rb).star()

    @cached_property
    def vis(self) -> Relation:
        """``vis``: the store is visible before the access executes."""
        order, run = self.ordering, self.ordering.run
        marked = order.only(order.marked)
        after = sequence(order.strong_fence, marked, self.xbstar) | (self.xbstar & run.internal)
        return sequence(order.cumul_fence.star(), run.rfe.optional(), marked, after)

    @cached_property
    def w_pre_bounded(self) -> Relation:
        """``w-pre-bounded``: the store executes after the marked access."""
        order = self.ordering
        return order.only(order.marked) @ (order.addr | order.fence).optional()

    @cached_property
    def r_pre_bounded(self) -> Relation:
        """``r-pre-bounded``: the load executes after the marked access."""
        order, run = self.ordering, self.ordering.run
        rmb = run.fencerel(run.tagged("rmb")).within(order.r4rmb, run.everything & ~order.noreturn)
        return order.only(order.marked) @ union(order.addr, order.nonrw_fence, rmb).optional()

    @cached_property
    def w_post_bounded(self) -> Relation:
        """``w-post-bounded``: the store executes before the marked access."""
        order = self.ordering
        return sequence(order.fence.optional(), order.only(order.marked), order.rmw_sequence)

    @cached_property
    def r_post_bounded(self) -> Relation:
        """``r-post-bounded``: the load executes before the marked access."""
        order, run = self.ordering, self.ordering.run
        rmb = run.fencerel(run.tagged("rmb")).within(run.everything & ~order.noreturn, order.r4rmb)
        return (order.nonrw_fence | rmb).optional() @ order.only(order.marked)

    @cached_property
    def ww_vis(self) -> Relation:
        """``ww-vis``: the one store is visible before the other executes."""
        return self._visible(self.w_pre_bounded)

    @cached_property
    def wr_vis(self) -> Relation:
        """``wr-vis``: the store is visible before the load executes."""
        return self._visible(self.r_pre_bounded)

    def _visible(self, bounded: Relation) -> Relation:
        order = self.ordering
        return union(
            order.fence,
            sequence(order.strong_fence, self.xbstar, bounded),
            sequence(self.w_post_bounded, self.vis, bounded),
        )

    @cached_property
    def rw_xbstar(self) -> Relation:
        """``rw-xbstar``: the load executes before the store."""
        around = sequence(self.r_post_bounded, self.xbstar, self.w_pre_bounded)
        return self.ordering.fence | around

    @cached_property
    def pre_race(self) -> Relation:
        """``pre-race``: accesses of different CPUs, one of them plain."""
        order, run = self.ordering, self.ordering.run
        plain, accesses = order.plain, run.accesses
        first = product(run.size, plain, accesses)
        second = product(run.size, accesses & ~run.initial, plain)
        return run.external & (first | second)


def incoherent(ordering: KernelOrder) -> Relation:
    """``wr-incoh | rw-incoh | ww-incoh``: communication of plain accesses against their order."""
    run = ordering.run
    if not ordering.plain:
        return relation(run.size)
    bounds = Bounds(ordering)
    return bounds.pre_race & union(
        run.rf & bounds.rw_xbstar.inverse(),
        run.fr & bounds.wr_vis.inverse(),
        run.co & bounds.ww_vis.inverse(),
    )


def racing(ordering: KernelOrder) -> Relation:
    """``ww-race | wr-race | rw-race``: conflicting accesses that nothing orders."""
    run = ordering.run
    if not ordering.plain:
        return relation(run.size)
    bounds = Bounds(ordering)
    ending_marked = product(run.size, run.everything, ordering.marked)
    ordered = (
        bounds.ww_vis
        & (product(run.size, ordering.marked, run.everything) | bounds.rw_xbstar)
        & (ending_marked | bounds.wr_vis)
    )
    read = run.co.optional() @ run.rf
    return bounds.pre_race & union(
        run.co - ordered,
        read - bounds.wr_vis - bounds.rw_xbstar.inverse(),
        run.fr - bounds.rw_xbstar,
    )


def mixed(ordering: KernelOrder) -> Relation:
    """``mixed-accesses``: plain stores and marked accesses of one CPU that no barrier separates."""
    run = ordering.run
    stores = ordering.plain & run.writes
    barrier = union(
        run.fencerel(
            run.tagged("barrier", "rmb", "wmb", "mb", "before-atomic", "after-atomic")
            | run.tagged("full", "rcu-lock", "rcu-unlock")
            | run.synchronizing
            | ordering.acquires
            | ordering.releases
        ),
        run.po.within(run.everything, ordering.releases),
        run.po.within(ordering.acquires, run.everything),
        run.stopped,
    )
    together = run.po_loc - barrier
    return together.within(stores, ordering.marked) | together.within(ordering.marked, stores)


def flags(ordering: KernelOrder) -> tuple[str, ...]:
    """``data-race`` and ``mixed-accesses``, where they apply."""
    found = {"data-race": racing(ordering), "mixed-accesses": mixed(ordering)}
    return tuple(name for name, pairs in found.items() if pairs)
