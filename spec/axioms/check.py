"""May this execution happen? One question for all memory models."""

from spec.axioms import armv8, lkmm, races, sc, tso
from spec.axioms.execution import Execution
from spec.axioms.graph import Graph
from spec.axioms.ordering import KernelOrder
from spec.axioms.violation import Violation
from spec.errors import UsageError

__all__ = ["MODELS", "Violation", "allowed", "flags", "racing_pairs"]

PAGES = {
    sc.NAME: sc.violation,
    tso.NAME: tso.violation,
    armv8.NAME: armv8.violation,
    lkmm.NAME: lkmm.violation,
}

MODELS = tuple(PAGES)
"""The models, strongest first."""


def allowed(graph: Graph, model: str) -> Violation | None:
    """Why a memory model forbids an execution.

    Args:
        graph: the execution, complete: a store for each read, an order of each location's stores.
        model: one of ``MODELS``.

    Returns:
        None if it may happen, else the first axiom it breaks.

    Raises:
        UsageError: if there is no such model.
    """
    if model not in PAGES:
        known = ", ".join(MODELS)
        raise UsageError(f"there is no memory model {model!r}; choose one of {known}")
    return PAGES[model](Execution(graph))


def flags(graph: Graph) -> tuple[str, ...]:
    """What the kernel's model warns of in an execution that it allows.

    Args:
        graph: the execution.

    Returns:
        Names of ``linux-kernel.cat``, ``.bell`` and ``lock.cat``, sorted: ``data-race``,
        ``mixed-accesses``, ``mixed-lock-accesses``, ``unmatched-unlock``,
        ``unmatched-rcu-lock``, ``unmatched-rcu-unlock``, ``unpaired-LKR``, ``unpaired-LKW``.
    """
    return lkmm.flags(Execution(graph))


def racing_pairs(graph: Graph) -> frozenset[tuple[int, int]]:
    """The data races of an execution, as the kernel's model defines them.

    Args:
        graph: the execution.

    Returns:
        Pairs of events: two stores in coherence order; a store and a load that reads it or a later
        one; a load and a store that came after the one it read. Empty unless ``flags`` names
        ``data-race``.
    """
    return frozenset(races.racing(KernelOrder(Execution(graph))))
