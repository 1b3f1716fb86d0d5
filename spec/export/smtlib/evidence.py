"""The questions that a verdict rests on, each with the answer that it stands for."""

from dataclasses import replace

from spec.export.smtlib.query import Query, query, readers_of
from spec.instance import Bounds
from spec.program import Within
from spec.properties import Property
from spec.verdict import PROVED, REFUTED, Verdict
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


def evidence(  # noqa: PLR0917 - a question in full
    strategy: Strategy,
    prop: Property,
    kind: str,
    bounds: Bounds,
    model: str,
    verdict: Verdict | None = None,
) -> tuple[Query, ...]:
    """All questions behind a verdict, with the answers it stands for.

    Args:
        strategy: the page.
        prop: the property.
        kind: of rebuild or rebind, or the context.
        bounds: zones, rebuilds, tries and readers.
        model: the memory model's name.
        verdict: what was decided; a proof by default. Where it is vacuous, one of several twins
            is unsat, and nothing is expected of each.

    Raises:
        UsageError: the property says nothing about this, or there is no such kind or model.
    """
    if verdict is not None and verdict.word == REFUTED:
        asked = query(strategy, prop, kind, bounds, model, verdict.reader)
        return (replace(asked, expected="sat"),)
    seen = twins(strategy, prop, kind, bounds, model)
    if verdict is not None and verdict.word != PROVED:
        seen = tuple(replace(each, expected="unsat" if len(seen) == 1 else "") for each in seen)
    return (*violations(strategy, prop, kind, bounds, model), *seen)
