"""The odds as text: a table, what was found never to happen, and what the numbers mean."""

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from tabulate import tabulate

from spec.odds.survey import KINDS

MEANING = (
    "A run races if the writer takes a step between the reader's first and last load; both threads "
    "go on to their ends, under sequential consistency. The shares are exact: racing runs that "
    "violate, of all that race. Runs alike: every such run weighs the same. Steps drawn: while "
    "both can move, the writer moves next with probability {drawn} (speed ratio {ratio}), given "
    "that the run races. The two differ: a run in which the threads take turns for long is one "
    "run, but needs many draws to come out so. Neither is a probability on the clock: that takes "
    "how long each step lasts, how often lists are rebuilt and what else the machine does, and "
    "nothing here knows that."
)


Json = Mapping[str, Any]


def render(odds: Json, style: str) -> str:
    """The odds as text.

    Args:
        odds: their document, as ``spec.odds.survey`` makes it.
        style: ``table``, ``github`` or ``json``.
    """
    if style == "json":
        return json.dumps(odds, indent=2)
    searched = odds["reach"] is not None
    ratio = Fraction(odds["ratio"])
    drawn = ratio / (1 + ratio)
    rows = [
        _row(strategy, prop, share, searched)
        for strategy, props in odds["shares"].items()
        for prop, share in props.items()
        if share["each_run_alike"] is not None and not _never(share)
    ]
    where = "worst lists" if searched else "lists"
    heads = ["strategy", "property", "runs alike", "", where, f"steps drawn ({drawn})", ""]
    heads += ["its lists", "on/off/re alike"] if searched else []
    lines = []
    if rows:
        form = "github" if style == "github" else "simple"
        lines.append(tabulate(rows, heads, tablefmt=form, disable_numparse=True))
        lines.append("")
    lines += _none(odds["shares"])
    lines += odds["skipped"]
    lines.append(MEANING.format(drawn=drawn, ratio=ratio))
    if searched:
        lines.append(_within(odds["reach"]))
    return "\n".join(lines)


def _row(strategy: str, prop: str, share: Json, searched: bool) -> list[str]:
    even, drawn = share["each_run_alike"], share["each_step_drawn"]
    alike, steps = even["each_run_alike"], drawn["each_step_drawn"]
    row = [strategy, prop, alike, _decimal(alike), even["lists"], steps, _decimal(steps)]
    if searched:
        kinds = share["each_run_alike_by_kind"]
        row.append("the same" if even["lists"] == drawn["lists"] else drawn["lists"])
        row.append(" ".join(_kind(kinds.get(kind)) for kind in KINDS))
    return row


def _kind(share: Json | None) -> str:
    return "-" if share is None else _decimal(share["each_run_alike"])


def _never(share: Json) -> bool:
    """Some run races, and none that does violates."""
    even = share["each_run_alike"]
    return even is not None and not even["violating_runs"]


def _decimal(share: str) -> str:
    return decimal(Fraction(share))


def decimal(share: Fraction) -> str:
    """Four digits behind the point; what is neither 0 nor 1 is not rounded to them."""
    digits = round(share * 10_000)
    if digits == 0 and share:
        return "<0.0001"
    if digits == 10_000 and share != 1:
        return ">0.9999"
    return f"{digits // 10_000}.{digits % 10_000:04}"


def _none(shares: Mapping[str, Mapping[str, Json]]) -> Iterator[str]:
    """What no racing run violates, and what never races."""
    for strategy, props in shares.items():
        safe = [prop for prop, share in props.items() if _never(share)]
        if safe:
            which = "any property" if len(safe) == len(props) > 1 else ", ".join(safe)
            yield f"{strategy}: no racing run violates {which}"
    for strategy, props in shares.items():
        apart = [prop for prop, share in props.items() if share["each_run_alike"] is None]
        if apart:
            yield f"{strategy}: no run races, so there is no share, for {', '.join(apart)}"


def _within(reach: Json) -> str:
    return (
        f"within: a pass over {reach['zones']} zones, an allocation over "
        f"{reach['allocation_zones']}; rebuilds: {reach['rebuilds']}; slow-path tries before the "
        f"last look: {reach['tries']}; every list, every type in or above the request's limit, "
        "every mask that matters; for an allocation one zone has pages, as late as the property "
        "allows; where no pass violates a property, an allocation may"
    )
