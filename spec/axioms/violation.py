"""What a memory model answers about an execution it forbids."""

from dataclasses import dataclass

from spec.axioms.algebra import Relation


@dataclass(frozen=True, slots=True)
class Violation:
    """One axiom that an execution does not satisfy.

    Attributes:
        model: ``sc``, ``tso``, ``armv8`` or ``lkmm``.
        axiom: the name its cat file gives it.
        cycle: events of the graph; each leads to the next in the relation the axiom is about, and
            the last to the first. For an axiom that says that something is empty: a pair of it.
    """

    model: str
    axiom: str
    cycle: tuple[int, ...]


def acyclic(model: str, axiom: str, order: Relation) -> Violation | None:
    """``acyclic order as axiom``."""
    cycle = order.cycle()
    return None if cycle is None else Violation(model, axiom, cycle)


def irreflexive(model: str, axiom: str, order: Relation) -> Violation | None:
    """``irreflexive order as axiom``."""
    loop = order.loop()
    return None if loop is None else Violation(model, axiom, loop)


def empty(model: str, axiom: str, pairs: Relation) -> Violation | None:
    """``empty pairs as axiom``."""
    return next((Violation(model, axiom, pair) for pair in pairs), None)
