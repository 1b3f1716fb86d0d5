"""What a newcomer has to be told to read a verdict and its schedule."""

from collections.abc import Iterator

from spec.interpreter import Replay
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS

MEANS = {
    PROVED: "no list, request or schedule inside the bounds breaks it",
    REFUTED: "some list, request and schedule break it",
    VACUOUS: "nothing that it is about can happen here",
    UNDECIDED: "the solver gave up: neither proved nor refuted",
}
TERMS = {
    "pass": "one walk over the list",
    "satisf": "its type is at most the request's limit, its node in the nodemask",
    "throughout": "in every list that the writer makes",
    "last look": "one more pass before the allocation fails",
    "slow path": "what an allocation does when its first pass finds no page",
    "section": "between rcu_read_lock() and its unlock, or with preemption off",
}
"""Words of the properties, by how they begin."""
SPELLED = {"satisf": "satisfies", "throughout": "listed throughout"}
READ = "time goes down; a = 1 stores, a -> 1 loads; . is NULL, END ends a list"


def terms(text: str) -> str:
    """What the words mean that occur in a text; empty if it has none of them."""
    told = (f"{SPELLED.get(term, term)}: {TERMS[term]}" for term in TERMS if term in text)
    return "; ".join(told)


def reading(shown: Replay) -> str:
    """How the columns are read."""
    return "; ".join(_reading(shown))


def _reading(shown: Replay) -> Iterator[str]:
    yield READ
    if any(step.action == "update" for step in shown.trace):
        yield "a := 1 loads and stores at once"
    if shown.scenario.prop == "no_use_after_free":
        yield "x is FREED"
    if shown.scenario.reads:
        yield "(of step 9): what a load returns was stored by that step"
    yield "visited: the zones of the pass that is on"


def size(shown: Replay) -> str:
    """How small the schedule is."""
    scenario = shown.scenario
    zones = len(scenario.types)
    events = "rebuild" if not scenario.masks else "rebind"
    events = "change of pages" if scenario.events else events
    changes = f"{scenario.changes} {events}{'s' if scenario.changes != 1 else ''}"
    return f"the smallest there is: {changes}, {zones} zone{'s' if zones != 1 else ''}"
