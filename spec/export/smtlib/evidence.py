"""The questions that a verdict rests on, each with the answer that it stands for."""

from dataclasses import replace

from spec.export.smtlib.query import Query, query, readers_of
from spec.instance import Bounds
from spec.program import Within
from spec.properties import Property
from spec.vocabulary import Strategy


def violations(  # noqa: PLR0917 - a question in full
    strategy: Strategy,
    prop: Property,
    kind: str,
    bounds: Bounds,
    model: str,
    within: Within | None = None,
) -> tuple[Query, ...]:
    """The questions for a violation, all of them unsat where there is none.

    An allocation is asked about by its essence.
    """
    return tuple(
        replace(
            query(strategy, prop, kind, bounds, model, _cheapest(reader), within=within),
            expected="unsat",
        )
        for reader in readers_of(prop, kind)
    )


def twins(  # noqa: PLR0917 - a question in full
    strategy: Strategy,
    prop: Property,
    kind: str,
    bounds: Bounds,
    model: str,
    within: Within | None = None,
) -> tuple[Query, ...]:
    """The questions for what makes a proof mean something: all of them sat, or it is vacuous."""
    readers = readers_of(prop, kind)
    return tuple(
        replace(
            query(strategy, prop, kind, bounds, model, _cheapest(reader), seen=True, within=within),
            expected="sat",
        )
        for reader in (("pass",) if "pass" in readers else readers)
    )


def _cheapest(reader: str) -> str:
    return "essence" if reader == "allocation" else reader
