"""Questions as SMT-LIB 2 texts, for any solver: of a strategy, of a verdict, of one scenario."""

from dataclasses import replace

from spec.export.smtlib.expectation import by_page, by_search
from spec.export.smtlib.pinned import of_scenario
from spec.export.smtlib.query import Query, query, readers_of
from spec.instance import Bounds
from spec.properties import Property
from spec.scenario import Scenario
from spec.search.solver import Budget
from spec.vocabulary import Strategy

__all__ = ["Query", "instance", "of_scenario", "query", "smtlib"]


def smtlib(  # noqa: PLR0917 - a question in full
    strategy: Strategy,
    prop: Property,
    kind: str,
    bounds: Bounds,
    model: str,
    reader: str = "",
    *,
    seen: bool = False,
    page: str = "",
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
        page: the path of a page of the user's.

    Raises:
        UsageError: the property says nothing about this, or there is no such kind or model.
    """
    asked = query(strategy, prop, kind, bounds, model, reader, seen=seen)
    word = ""
    if prop.name in strategy.expect:
        expected = strategy.expect[prop.name]
        word = expected.verdict(kind, bounds.rebuilds, bounds.zones, model)
    strongest = asked.reader == readers_of(prop, kind)[-1]
    return replace(by_page(asked, word, seen=seen, strongest=strongest), page=page).text()


def instance(
    strategy: Strategy,
    prop: Property,
    scenario: Scenario,
    budget: Budget,
    *,
    page: str = "",
) -> str:
    """The question whether an instance violates a property, or its schedule if it has one.

    Args:
        strategy: the page.
        prop: the property.
        scenario: the instance.
        budget: for the question what to expect.
        page: the path of a page of the user's.

    Raises:
        UndecidedError: the budget was used up.
        UsageError: the property is not asked of this reader, or a step cannot be taken.
    """
    asked = of_scenario(strategy, prop, scenario, schedule=bool(scenario.schedule))
    return replace(by_search(asked, budget), page=page).text()
