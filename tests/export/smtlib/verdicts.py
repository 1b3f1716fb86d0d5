"""All questions behind a verdict."""

from dataclasses import replace

from spec.export.smtlib.evidence import twins, violations
from spec.export.smtlib.query import Query, query
from spec.instance import Bounds
from spec.properties import Property
from spec.verdict import PROVED, REFUTED, Verdict
from spec.vocabulary import Strategy


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
