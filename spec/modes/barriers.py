"""``--barriers``: the fewest barriers that a strategy needs."""

import json

from spec.advice import advice, cheapest, document
from spec.errors import UsageError
from spec.legend import within
from spec.modes.desk import answers, asking
from spec.modes.request import Outcome, Request
from spec.page import applicable, property_named, strategy_named
from spec.properties import Property
from spec.report import tabulated
from spec.vocabulary import Strategy
from spec.work import orders


def run(request: Request) -> Outcome:
    """Look for barriers, for one property or for all that are asked for kinds of rebuild.

    Raises:
        UsageError: what is asked for has no barriers that could help.
    """
    options = request.options
    name, separator, prop_name = options.barriers.partition("::")
    strategy = strategy_named(name, request.pages)
    models = request.models if options.model else ("lkmm",)
    if "sc" in models:
        raise UsageError("under sc no barrier makes a difference: give --model tso, armv8 or lkmm")
    props = [property_named(prop_name)] if separator else list(applicable(strategy))
    kind = _kind(request, strategy, props, alone=bool(separator))
    asks = [
        orders.barriers(
            name, prop.name, kind, request.bounds, request.budget, model, reasons=bool(separator)
        )
        for model in models
        for prop in props
        if not prop.contexts
    ]
    page = request.travelling(strategy)
    with asking(request) as desk:
        answered = answers(desk, request, [(page, ask) for ask in asks])
    found = [told for told in answered if told is not None]
    exit_code = 4 if None in answered else 0
    if tabulated(request.form) == "json":
        return request.printed(json.dumps(document(found), indent=2), exit_code)
    if separator:
        text = "\n\n".join(advice(told, strategy) for told in found)
    else:
        text = "\n".join(map(cheapest, found))
    text += "\n" + within(request.bounds, " ".join(models))
    return request.printed(text if found else "", exit_code)


def _kind(request: Request, strategy: Strategy, props: list[Property], *, alone: bool) -> str:
    """The kind of rebuild that is asked about.

    Raises:
        UsageError: barriers have nothing to do there.
    """
    if alone and not props[0].applies(strategy):
        raise UsageError(f"{props[0].name} says nothing about {strategy.name}")
    if alone and props[0].contexts:
        raise UsageError(
            f"{props[0].name} is asked for contexts, and --barriers for kinds of rebuild"
        )
    asked = request.options.kinds
    if len(asked) > 1:
        raise UsageError("--barriers takes one kind of rebuild: give --rebuild once, or not at all")
    kind = asked[0] if asked else "any"
    kinds = next(prop for prop in props if not prop.contexts).kinds(strategy)
    if kind not in kinds:
        raise UsageError(f"{strategy.name} is asked for {', '.join(kinds)}: name one of those")
    return str(kind)
