"""What a newcomer has to be told to read a verdict and its schedule."""

import re
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
    "pass": ("pass(es)?", "one walk over the list"),
    "satisfies": (
        "satisf(y|ies|ying)",
        "its type is at most the request's limit, its node in the nodemask",
    ),
    "listed throughout": ("listed throughout", "in every list that the writer makes"),
    "slow path": ("slow path", "what an allocation does when its first pass finds no page"),
    "round": ("rounds?", "the slow path from its start to its last look"),
    "cached slot": ("cached slot", "where the tries begin, looked up once a round"),
    "try": ("try|tries", "a pass of the slow path"),
    "last look": ("last look", "one more pass before the allocation fails"),
    "section": ("sections?", "between rcu_read_lock() and its unlock, or with preemption off"),
    "seen": ("seen:", "a proof counts where that happens inside the bounds"),
    "sc": ("memory model sc", "sequential consistency, all steps in one order"),
}
"""Words with how they look in a text, and what they mean."""
READ = "time goes down; a = 1 stores, a -> 1 loads; . is NULL, END ends a list"


def terms(text: str) -> str:
    """What the words mean that occur in a text; empty if it has none of them."""
    told = (f"{term}: {means}" for term, (looks, means) in TERMS.items() if _has(text, looks))
    return "; ".join(told)


def _has(text: str, looks: str) -> bool:
    return re.search(rf"(?<![\w-])({looks})(?!\w)", text) is not None


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
