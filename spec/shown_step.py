"""One step of a schedule in words, and what a thread that takes no step waits for."""

from typing import Any

from spec.machine import Request, Step
from spec.nodeset import mask_of, nodes_of, nodeset
from spec.vocabulary import Location, Strategy


def step_words(step: Step, strategy: Strategy, zones: int) -> str:
    """The step as a load ``->``, a store ``=``, an update ``:=`` or a call.

    Args:
        step: a step taken.
        strategy: whose pointers and masks have names.
        zones: how many zones, and so nodes, there are.
    """
    if step.action in ("load", "wait"):
        return f"{step.location} -> {_value(step.location, step.value, strategy, zones)}"
    if step.action == "store":
        return f"{step.location} = {_value(step.location, step.value, strategy, zones)}"
    if step.action == "update":
        return f"{step.location} := {step.value}"
    if step.action == "stop_machine":
        return f"stop_machine: {len(step.value)} stores"
    return {
        "synchronize_rcu begin": "synchronize_rcu() {",
        "synchronize_rcu end": "} synchronize_rcu()",
    }.get(step.action, f"{step.action}()")


def _value(location: Location | None, value: Any, strategy: Strategy, zones: int) -> str:
    assert location is not None
    if isinstance(value, tuple):
        return _value(location._replace(word="zone"), value[0], strategy, zones)
    for pointer in strategy.pointers:
        if location.name == pointer.name:
            return pointer.arrays[value % 2].name
    mask = mask_of(strategy, location)
    if mask is not None:
        return nodeset(nodes_of(mask, location, value, zones))
    if location.word == "zone" and value == 0:
        return "END"
    return str(value)


def awaited(request: Request) -> str:
    """What has to come before the step: a word's value, or what readers have begun."""
    if request.location is not None:
        return str(request.location)
    return {
        "synchronize_rcu end": "a grace period",
        "stop_machine": "a CPU with preemption off",
    }[request.action]
