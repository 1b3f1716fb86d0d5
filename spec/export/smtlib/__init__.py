"""Questions as SMT-LIB 2 texts, for any solver: of a strategy, of a verdict, of one scenario."""

from spec.export.smtlib.evidence import evidence
from spec.export.smtlib.pinned import of_scenario
from spec.export.smtlib.query import Query, query
from spec.instance import Bounds
from spec.properties import Property
from spec.vocabulary import Strategy

__all__ = ["Query", "evidence", "of_scenario", "query", "smtlib"]


def smtlib(  # noqa: PLR0917 - a question in full
    strategy: Strategy,
    prop: Property,
    kind: str,
    bounds: Bounds,
    model: str,
    reader: str = "",
    *,
    seen: bool = False,
) -> str:
    """The question whether a reader can violate a property, as a text.

    Args:
        strategy: the page.
        prop: the property.
        kind: of rebuild or rebind, or the context.
        bounds: zones, rebuilds, tries and readers; no readers lets the strategy decide.
        model: the memory model's name.
        reader: one that the property is asked of, by default the last, which does the most; or
            ``essence`` in place of ``allocation``.
        seen: ask for the property's "sometimes" twin instead.

    Raises:
        UsageError: the property says nothing about this, or there is no such kind or model.
    """
    return query(strategy, prop, kind, bounds, model, reader, seen=seen).text()
