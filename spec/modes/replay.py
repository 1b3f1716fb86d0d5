"""``--replay``: a printed schedule, run again."""

from spec.axioms.check import allowed
from spec.errors import UsageError
from spec.interpreter import replay
from spec.modes.request import Outcome, Request
from spec.page import property_named, strategy_named
from spec.replayed_graph import graph_of
from spec.report import replayed
from spec.scenario import parse
from spec.search.minimal import checked


def run(request: Request) -> Outcome:
    """Run the schedule; the exit code is 1 if it violates nothing.

    Raises:
        DisagreementError: search and replay disagree about it.
        UsageError: it is no schedule of the page, or the memory model forbids what it reads.
    """
    scenario = parse(request.options.replay)
    strategy = strategy_named(scenario.strategy, request.pages)
    prop = property_named(scenario.prop)
    shown = replay(strategy, scenario)
    forbidden = allowed(graph_of(shown), scenario.model) if scenario.reads else None
    if forbidden is not None:
        raise UsageError(
            f"{scenario.model} forbids these reads ({forbidden.axiom}): "
            "change what is read, or the model"
        )
    violated = bool(prop.violated(scenario.instance(), shown.run))
    if violated:
        checked(strategy, prop, scenario)
    return request.printed(replayed(shown, strategy, violated=violated), 0 if violated else 1)
