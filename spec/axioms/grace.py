"""Grace periods for the models that know none: the fundamental law of RCU.

Of a read-side section and a grace period one of two things holds: the section is over before the
grace period is, or the grace period has begun before the section does; and whatever came before
the earlier of the two points, on its CPU, is before whatever follows the later one (Alglave,
Maranget, McKenney, Parri, Stern, "Frightening small children and disconcerting grown-ups:
Concurrency in the Linux kernel", ASPLOS 2018: the law, and a proof that the axioms of the kernel's
model say the same). An execution is fine if for every section and grace period one of the two can
be chosen without closing a cycle.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from spec.axioms.algebra import Events, Relation, members, product
from spec.axioms.execution import Execution
from spec.axioms.violation import Violation


@dataclass(frozen=True, slots=True)
class Barrier:
    """One answer to the question which of the two was first.

    Attributes:
        before: the events it puts before
        after: these.
    """

    before: Events
    after: Events


def alternatives(execution: Execution) -> Iterator[tuple[Barrier, Barrier]]:
    """Section first or grace period first, for every section and grace period."""
    later = execution.po.rows
    earlier = execution.po.inverse().rows
    for lock, unlock in execution.sections:
        for begin, end in execution.grace_periods:
            yield (
                Barrier(earlier[unlock], 1 << end | later[end]),
                Barrier(earlier[begin], 1 << lock | later[lock]),
            )


def violation(model: str, axiom: str, order: Relation, execution: Execution) -> Violation | None:
    """Why ``order`` cannot be acyclic together with some choice for each grace period.

    Args:
        model: whose order it is.
        axiom: what that model calls its acyclicity.
        order: what is ordered without any grace period; its edges may start and end at fences.
        execution: whose order it is.

    Returns:
        None if some choice is acyclic; ``axiom`` if the order itself is not, else ``rcu`` with a
        cycle of one choice.
    """
    cycle = order.cycle()
    if cycle is not None:
        return Violation(model, axiom, cycle)
    pending = list(alternatives(execution))
    if not pending or _settled(list(order.star().rows), pending):
        return None
    for first, _ in pending:
        order |= product(execution.size, first.before, first.after)
    cycle = order.cycle()
    assert cycle is not None
    return Violation(model, "rcu", cycle)


def _settled(reach: list[Events], pending: list[tuple[Barrier, Barrier]]) -> bool:
    """Whether all pending choices can be made.

    What can be chosen in one way only is chosen at once; the rest is tried.
    """
    undecided = []
    for first, second in pending:
        possible = [one for one in (first, second) if not _closes(reach, one)]
        if not possible:
            return False
        if len(possible) == 1:
            _extend(reach, possible[0])
        else:
            undecided.append((first, second))
    if not undecided:
        return True
    if len(undecided) < len(pending):
        return _settled(reach, undecided)
    for one in undecided[0]:
        attempt = list(reach)
        _extend(attempt, one)
        if _settled(attempt, undecided[1:]):
            return True
    return False


def _closes(reach: list[Events], barrier: Barrier) -> bool:
    return any(reach[event] & barrier.before for event in members(barrier.after))


def _extend(reach: list[Events], barrier: Barrier) -> None:
    gained = 0
    for event in members(barrier.after):
        gained |= reach[event]
    for index, row in enumerate(reach):
        if row & barrier.before:
            reach[index] = row | gained
