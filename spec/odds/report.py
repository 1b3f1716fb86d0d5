"""The odds as text: a table, what was found never to happen, and what the numbers mean."""

import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from tabulate import tabulate

from spec.odds.scenarios import Reach
from spec.odds.share import Share
from spec.odds.survey import KINDS, Odds, Worst
from spec.odds.wording import circumstances

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


def render(odds: Odds, style: str) -> str:
    """The odds as ``table``, ``github`` or ``json``."""
    if style == "json":
        return json.dumps(odds.document(), indent=2)
    rows = [_row(item, odds) for item in odds.worst if not item.never]
    drawn = odds.ratio / (1 + odds.ratio)
    heads = ["strategy", "property", "runs alike", "", *_where(odds), f"steps drawn ({drawn})", ""]
    heads += ["its lists"] if odds.reach else []
    kinds = ["on/off/re alike"] if odds.reach else []
    lines = []
    if rows:
        form = "github" if style == "github" else "simple"
        lines.append(tabulate(rows, [*heads, *kinds], tablefmt=form, disable_numparse=True))
        lines.append("")
    lines += _none(odds)
    lines += odds.skipped
    lines.append(MEANING.format(drawn=drawn, ratio=odds.ratio))
    if odds.reach:
        lines.append(_within(odds.reach))
    return "\n".join(lines)


def _where(odds: Odds) -> list[str]:
    return ["worst lists"] if odds.reach else ["lists"]


def _row(item: Worst, odds: Odds) -> list[str]:
    assert item.even is not None
    assert item.drawn is not None
    row = [
        item.strategy,
        item.prop,
        *_fraction(item.even.even),
        circumstances(item.even.scenario),
        *_fraction(item.drawn.drawn),
    ]
    if odds.reach:
        same = item.even.scenario == item.drawn.scenario
        row.append("the same" if same else circumstances(item.drawn.scenario))
        row.append(" ".join(_kind(item.kinds.get(kind)) for kind in KINDS))
    return row


def _fraction(share: Fraction | None) -> tuple[str, str]:
    assert share is not None
    return str(share), decimal(share)


def _kind(share: Share | None) -> str:
    return "-" if share is None or share.even is None else decimal(share.even)


def decimal(share: Fraction) -> str:
    """Four digits behind the point; what is neither 0 nor 1 is not rounded to them."""
    digits = round(share * 10_000)
    if digits == 0 and share:
        return "<0.0001"
    if digits == 10_000 and share != 1:
        return ">0.9999"
    return f"{digits // 10_000}.{digits % 10_000:04}"


def _none(odds: Odds) -> Iterator[str]:
    """What no racing run violates, and what never races."""
    safe: dict[str, list[str]] = {}
    apart: dict[str, list[str]] = {}
    for item in odds.worst:
        if item.even is None:
            apart.setdefault(item.strategy, []).append(item.prop)
        elif item.never:
            safe.setdefault(item.strategy, []).append(item.prop)
    asked = Counter(item.strategy for item in odds.worst)
    for strategy, props in safe.items():
        which = "any property" if len(props) == asked[strategy] > 1 else ", ".join(props)
        yield f"{strategy}: no racing run violates {which}"
    for strategy, props in apart.items():
        yield f"{strategy}: no run races, so there is no share, for {', '.join(props)}"


def _within(reach: Reach) -> str:
    return (
        f"within: a pass over {reach.zones} zones, an allocation over {reach.allocation_zones}; "
        f"rebuilds: {reach.rebuilds}; slow-path tries before the last look: {reach.tries}; every "
        "list, every type in or above the request's limit, every mask that matters; for an "
        "allocation one zone has pages, as late as the property allows; where no pass violates a "
        "property, an allocation may"
    )
