"""The Linux kernel's memory model.

Source: Alglave, Maranget, McKenney, Parri, Stern, "Frightening small children and disconcerting
grown-ups: Concurrency in the Linux kernel", ASPLOS 2018, in the form of
``tools/memory-model/linux-kernel.cat`` that needs herd7's variant ``lkmmv2``. The relations are in
``ordering``, what plain accesses add is in ``races``, spinlocks are in ``locks``.
"""

from spec.axioms import locks, races
from spec.axioms.execution import Execution
from spec.axioms.ordering import KernelOrder
from spec.axioms.violation import Violation, acyclic, empty, irreflexive

NAME = "lkmm"


def violation(execution: Execution) -> Violation | None:
    """The axiom of the kernel's model that an execution breaks, or None."""
    ordering = KernelOrder(execution)
    return (
        locks.violation(NAME, execution)
        or acyclic(NAME, "coherence", execution.po_loc | execution.com)
        or empty(NAME, "atomic", execution.atomicity)
        or acyclic(NAME, "happens-before", ordering.hb)
        or acyclic(NAME, "propagation", ordering.pb)
        or irreflexive(NAME, "rcu", ordering.rb)
        or empty(NAME, "plain-coherence", races.incoherent(ordering))
    )


def flags(execution: Execution) -> tuple[str, ...]:
    """What the kernel's model warns of in an execution, by the names of its cat files, sorted."""
    found = {*locks.flags(execution), *races.flags(KernelOrder(execution))}
    locked = {event for section in execution.sections for event in section}
    for node in execution.graph.nodes:
        if node.index not in locked:
            found |= {f"unmatched-{tag}" for tag in node.tags & {"rcu-lock", "rcu-unlock"}}
    return tuple(sorted(found))
