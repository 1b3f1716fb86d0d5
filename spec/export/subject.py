"""What an export is about: a question, an instance, or a counterexample."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

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

OF_LISTS = "lists=1.2/2 types=0.0"
OF_PAGES = "lists=1.2 types=0.0 events=1 before=1.0"
OF_MASKS = "lists=1.2 types=0.0 nodes=0.1 masks="
"""An instance of one change, by what changes."""

EXAMPLE = "'in_place::no_missed_zone reader=pass lists=1.2/2 types=0.0'"


Export: TypeAlias = Callable[[Scenario], str]
"""What makes a text of an instance."""


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
    subject: Subject, kind: str, bounds: Bounds, model: str, *, budget: Budget, export: Export
) -> str:
    """What becomes of the instance that a question stands for: its minimal counterexample's.

    Args:
        subject: the question.
        kind: of every change.
        bounds: where it is searched.
        model: the memory model.
        budget: for one question of the search.
        export: what is to be done with it; what it refuses is not searched for.

    Raises:
        UndecidedError: the budget was used up.
        UsageError: there is none inside the bounds.
    """
    strategy, prop = subject.strategy, subject.prop
    text = example(strategy, prop)
    export(replace(parse(f"{text} schedule=w"), schedule="", model=model))
    shown = minimal_violation(strategy, prop, kind, bounds, budget, model)
    if shown is not None:
        return export(shown.scenario)
    raise UsageError(
        f"{strategy.name}::{prop.name} has no counterexample under {model} and {kind} inside "
        f"{bounds.zones} zones and {bounds.rebuilds} rebuilds: name an instance, such as "
        f"{shlex.quote(text)}"
    )


def example(strategy: Strategy, prop: Property) -> str:
    """An instance of a strategy that a property is asked of, in words."""
    parts = {"lists": OF_LISTS, "pages": OF_PAGES, "masks": OF_MASKS}[strategy.moves]
    if strategy.moves == "masks":
        parts += "+".join(f"{mask.name}:0/1" for mask in strategy.masks)
        parts += " policy=task" * (len(strategy.masks) > 1 and bool(prop.readers))
    readers = prop.readers or prop.contexts
    reader = "pass" if "pass" in readers else readers[-1]
    return f"{strategy.name}::{prop.name} reader={reader} {parts}"
