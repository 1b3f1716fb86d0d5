"""What is asked: each kind of question, with all that its answer depends on.

``spec.work.answers`` answers them. Whoever asks the same finds the same answer in the cache.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from spec.instance import Bounds
from spec.odds.scenarios import Reach
from spec.search.solver import Budget
from spec.work.job import Ask


def about(strategy: str, prop: str, model: str) -> str:
    """How people call a question."""
    return f"{strategy}::{prop}" + ("" if model == "sc" else f" under {model}")


def setting(bounds: Bounds, budget: Budget, seed: int, model: str) -> dict[str, Any]:
    """What verdicts and schedules depend on, whatever they are about."""
    return {"model": model, "bounds": asdict(bounds), "rlimit": budget.rlimit, "seed": seed}


def schedule(strategy: str, prop: str, kind: str, within: Mapping[str, Any]) -> Ask:
    """The shortest schedule that violates a property.

    Args:
        strategy: the page's name.
        prop: the property.
        kind: of rebuild.
        within: the ``setting``.
    """
    told = f"{about(strategy, prop, within['model'])}: schedule"
    return Ask("schedule", told, {"property": prop, "kind": kind, **within})


def barriers(  # noqa: PLR0917 - a question in full
    strategy: str,
    prop: str,
    kind: str,
    bounds: Bounds,
    budget: Budget,
    model: str,
    *,
    reasons: bool = False,
) -> Ask:
    """The fewest barriers that a property needs.

    Args:
        strategy: the page's name.
        prop: the property.
        kind: of rebuild.
        bounds: inside which they are to be enough.
        budget: for each query.
        model: the memory model.
        reasons: find schedules that show why each is needed.
    """
    order = {
        "property": prop,
        "model": model,
        "kind": kind,
        "bounds": asdict(bounds),
        "rlimit": budget.rlimit,
        "reasons": reasons,
    }
    return Ask("barriers", f"{about(strategy, prop, model)}: barriers", order)


def claim(number: int, bounds: Bounds, budget: Budget) -> Ask:
    """One claim of the thread."""
    order = {"claim": number, "bounds": asdict(bounds), "rlimit": budget.rlimit}
    return Ask("claim", f"claim {number}", order)


def history(entry: str, budget: Budget, seed: int) -> Ask:
    """One bug or finding, asked of every era."""
    order = {"entry": entry, "rlimit": budget.rlimit, "seed": seed}
    return Ask("history", f"{entry} of the history", order)


def odds(strategy: str, props: Sequence[str], ratio: str, reach: Reach, lists: str = "") -> Ask:
    """The odds of properties of one strategy.

    Args:
        strategy: the page's name.
        props: the properties.
        ratio: how fast the writer is, as ``--ratio`` takes it.
        reach: how far the worst lists are looked for.
        lists: that somebody asks about, as ``--lists`` takes them; empty for the worst.
    """
    order = {
        "properties": list(props),
        "ratio": ratio,
        "reach": asdict(reach),
        "lists": lists,
        "rlimit": 0,
    }
    return Ask("odds", f"{strategy}: odds", order)


def races(strategy: str, bounds: Bounds, budget: Budget) -> Ask:
    """The words of one strategy that race."""
    order = {"bounds": asdict(bounds), "rlimit": budget.rlimit}
    return Ask("races", f"{strategy}: races", order)
