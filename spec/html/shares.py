"""The odds as bars: which share of the racing runs violates, a panel for each property."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from spec.odds.report import MEANING, decimal


@dataclass(frozen=True, slots=True)
class Share:
    """One bar.

    Attributes:
        exact: the fraction, as text.
        decimal: the same with four digits.
        width: the bar's length, in hundredths of the axis.
        lists: the lists and the request with that share.
    """

    exact: str
    decimal: str
    width: str
    lists: str


@dataclass(frozen=True, slots=True)
class Row:
    """One strategy in the panel of a property.

    Attributes:
        strategy: the page's id.
        alike: if every racing run weighs the same; None if no run races.
        drawn: if every step is drawn.
        never: no racing run violates.
        kinds: the share of each kind of rebuild, in four digits.
    """

    strategy: str
    alike: Share | None
    drawn: Share | None
    never: bool
    kinds: dict[str, str]


def panels(odds: Mapping[str, Any]) -> dict[str, list[Row]]:
    """For each property a row for each strategy that was counted for it."""
    found: dict[str, list[Row]] = {}
    for strategy, properties in odds["shares"].items():
        for prop, item in properties.items():
            found.setdefault(prop, []).append(_row(strategy, item))
    return found


def _row(strategy: str, item: Mapping[str, Any]) -> Row:
    alike, drawn = (_share(item[key], key) for key in ("each_run_alike", "each_step_drawn"))
    kinds = {
        kind: decimal(Fraction(share["each_run_alike"]))
        for kind, share in item["each_run_alike_by_kind"].items()
    }
    return Row(strategy, alike, drawn, alike is not None and alike.exact == "0", kinds)


def _share(item: Mapping[str, Any] | None, key: str) -> Share | None:
    if item is None:
        return None
    share = Fraction(item[key])
    return Share(item[key], decimal(share), f"{float(share * 100):.2f}", item["lists"])


def meaning(odds: Mapping[str, Any]) -> str:
    """What the numbers are, and what they are not."""
    ratio = Fraction(odds["ratio"])
    return MEANING.format(drawn=ratio / (1 + ratio), ratio=ratio)


def reach(odds: Mapping[str, Any]) -> Iterator[str]:
    """How far the worst lists were looked for; nothing if the lists were given."""
    for name, most in (odds["reach"] or {}).items():
        yield f"{name.replace('_', ' ')}: {most}"
