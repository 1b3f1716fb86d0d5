"""What a command line says about the odds: lists, request, pages and speed, read and written."""

import re
from collections.abc import Callable
from fractions import Fraction

from spec.errors import UsageError
from spec.odds.scenarios import with_pages
from spec.properties import Property
from spec.scenario import Scenario, parse
from spec.vocabulary import Strategy

PARTS = ("types", "nodes", "limit", "mask", "pages", "tries", "events", "before")
LISTS = re.compile(r"\d+(\.\d+)*(/\d+(\.\d+)*)*")
MOST_ZONES = 8

Readings = Callable[[Strategy, Property, str], list[Scenario]]
"""From a strategy, a property and a reader to the scenarios that a text means for them."""


def circumstances(scenario: Scenario) -> str:
    """Everything but the schedule, as ``--lists`` reads it back; what satisfies all is left out."""
    parts = ["/".join(_dotted(names) for names in scenario.lists)]
    if any(scenario.types):
        parts.append("types=" + _dotted(scenario.types))
    if scenario.limit:
        parts.append(f"limit={scenario.limit}")
    if scenario.mask is not None:
        parts.append("nodes=" + _dotted(scenario.nodes))
        parts.append("mask=" + (_dotted(sorted(scenario.mask)) or "empty"))
    if scenario.events:
        parts.append("events=" + _dotted(scenario.events))
        parts.append("before=" + _dotted(map(int, scenario.pages_before)))
    elif scenario.reader == "allocation":
        firsts = ("never" if first is None else first for first in scenario.pages_from)
        parts.append("pages=" + _dotted(firsts))
    if scenario.reader == "allocation":
        parts.append(f"tries={scenario.tries}")
    return " ".join(parts)


def _dotted(values: object) -> str:
    return ".".join(str(value) for value in values)  # type: ignore[attr-defined]


def ratio_of(text: str) -> Fraction:
    """The speed of the writer over that of the reader.

    Raises:
        UsageError: it is no positive number.
    """
    if re.fullmatch(r"\d{1,9}(/\d{1,9}|\.\d{1,9})?", text):
        numerator, _, denominator = text.partition("/")
        if int(denominator or 1) and (ratio := Fraction(numerator) / int(denominator or 1)):
            return ratio
    raise UsageError(f"--ratio takes a positive number such as 1, 3/2 or 0.1, not {text!r}")


def readings_of(text: str, tries: int) -> Readings:
    """What ``--lists`` means.

    Args:
        text: the lists, such as ``1.2/2``, then parts such as ``types=0.1``; without them every
            zone satisfies the request, and, for an allocation, one zone that is listed throughout
            has pages as late as the property allows.
        tries: slow-path tries, unless the text says so.

    Returns:
        The scenarios, for each strategy, property and reader; a ``UsageError`` is raised where
        the lists do not suit the strategy.

    Raises:
        UsageError: the text has no lists, or a part that means nothing.
    """
    first, *rest = text.split() or [""]
    lists = first.removeprefix("lists=")
    if not LISTS.fullmatch(lists):
        raise UsageError(
            "--lists takes lists of zones such as 1.2/2, the old list first, and then parts such "
            f"as types=0.1, not {text!r}"
        )
    given = dict(part.partition("=")[::2] for part in rest)
    unknown = [part for part in rest if part.partition("=")[0] not in PARTS or part[-1] == "="]
    if unknown:
        raise UsageError(
            f"--lists takes {', '.join(PARTS)} as key=value after the lists, not {unknown[0]!r}"
        )
    zones = max(int(zone) for zone in re.split(r"[./]", lists))
    if zones > MOST_ZONES:
        raise UsageError(f"--lists takes zones 1 to {MOST_ZONES}, not {zones}: name them anew")
    given = {"types": _dotted([0] * zones), "tries": str(tries), **given, "lists": lists}
    if "events" in given:
        given.setdefault("before", _dotted([0] * len(given["types"].split("."))))
    parts = " ".join(f"{key}={value}" for key, value in given.items())

    def read(strategy: Strategy, prop: Property, reader: str) -> list[Scenario]:
        scenario = parse(f"{strategy.name}::{prop.name} reader={reader} schedule=w {parts}")
        moving = strategy.moves == "pages"
        if moving and (len(scenario.lists) > 1 or not scenario.events):
            raise UsageError(f"{strategy.name} takes one list and events, such as 1.2 events=1")
        if not moving and (len(scenario.lists) == 1 or scenario.events):
            raise UsageError(
                f"{strategy.name} takes two lists or more and no events: such as 1.2/2"
            )
        if scenario.reader == "allocation" and "pages" not in given:
            return list(with_pages(scenario)) or [scenario]
        return [scenario]

    return read
