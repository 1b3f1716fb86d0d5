"""What an export is about: a question, an instance, or a counterexample."""

from dataclasses import dataclass, replace

from spec.axioms.check import allowed
from spec.errors import UsageError
from spec.instance import Bounds
from spec.interpreter import replay
from spec.page import property_named, strategy_named
from spec.properties import Property
from spec.replayed_graph import graph_of
from spec.scenario import Scenario, parse
from spec.search.minimal import minimal_violation
from spec.search.solver import Budget
from spec.vocabulary import Strategy

EXAMPLE = "'in_place::no_missed_zone reader=pass lists=1.2/2 types=0.0'"


@dataclass(frozen=True, slots=True)
class Subject:
    """What was named on the command line.

    Attributes:
        strategy: the page.
        prop: the property.
        scenario: the instance; its schedule is empty if none was given. None for a question
            about all instances.
    """

    strategy: Strategy
    prop: Property
    scenario: Scenario | None = None


def subject_of(text: str, pages: tuple[Strategy, ...]) -> Subject:
    """Read ``STRATEGY::PROPERTY``, which parts such as ``lists=1.2/2`` may follow.

    Raises:
        UsageError: it is neither, or the schedule in it cannot be followed.
    """
    head, _, parts = text.strip().partition(" ")
    name, separator, prop_name = head.partition("::")
    if not separator:
        raise UsageError(f"an export is of STRATEGY::PROPERTY or of {EXAMPLE}, not {text!r}")
    strategy, prop = strategy_named(name, pages), property_named(prop_name)
    if not prop.applies(strategy):
        raise UsageError(f"{prop.name} says nothing about {strategy.name}")
    if not parts.strip():
        return Subject(strategy, prop)
    scheduled = any(part.startswith("schedule=") for part in parts.split())
    scenario = parse(text if scheduled else f"{text} schedule=w")
    if not scheduled:
        scenario = replace(scenario, schedule="")
    forbidden = allowed(graph_of(replay(strategy, scenario)), scenario.model)
    if forbidden is not None:
        raise UsageError(
            f"{scenario.model} forbids these reads ({forbidden.axiom}): "
            "change what is read, or the model"
        )
    return Subject(strategy, prop, scenario)


def counterexample(
    subject: Subject, kind: str, bounds: Bounds, budget: Budget, model: str
) -> Scenario:
    """The instance that a question stands for: that of its minimal counterexample.

    Raises:
        UndecidedError: the budget was used up.
        UsageError: there is none inside the bounds.
    """
    strategy, prop = subject.strategy, subject.prop
    shown = minimal_violation(strategy, prop, kind, bounds, budget, model)
    if shown is not None:
        return shown.scenario
    example = EXAMPLE.strip("'").partition(" ")[2]
    raise UsageError(
        f"{strategy.name}::{prop.name} has no counterexample under {model} and {kind} inside "
        f"{bounds.zones} zones and {bounds.rebuilds} rebuilds: name an instance, such as "
        f"'{strategy.name}::{prop.name} {example}'"
    )
