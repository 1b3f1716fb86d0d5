"""The odds of strategies and properties: for given lists, or the worst lists inside the bounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from typing import Any

from spec.errors import UsageError
from spec.kinds import constraint
from spec.odds.scenarios import ALONE, LATER, Reach, reader_of, scenarios
from spec.odds.share import Counter, Share
from spec.odds.wording import Readings, circumstances
from spec.properties import Property
from spec.scenario import Scenario
from spec.vocabulary import Strategy

VERSION = 1
KINDS = ("online", "offline", "reorder")


@dataclass(slots=True)
class Worst:
    """The scenarios in which most racing runs violate a property, one for each measure.

    Attributes:
        strategy: the page.
        prop: the property.
        scenarios: how many were looked at.
        racing: in how many of them some run races.
        even: the worst if every racing run weighs the same; None if none races.
        drawn: the worst if every step is drawn.
        kinds: for each kind of rebuild that some racing scenario has, the greatest share if every
            run weighs the same.
    """

    strategy: str
    prop: str
    scenarios: int = 0
    racing: int = 0
    even: Share | None = None
    drawn: Share | None = None
    kinds: dict[str, Share] = field(default_factory=dict)

    def add(self, share: Share, kinds: Iterable[str]) -> None:
        """Look at one more scenario; of equals the first is kept."""
        self.scenarios += 1
        if share.even is None:
            return
        self.racing += 1
        self.even = _greater(self.even, share, "even")
        self.drawn = _greater(self.drawn, share, "drawn")
        for kind in kinds:
            self.kinds[kind] = _greater(self.kinds.get(kind), share, "even")

    @property
    def never(self) -> bool:
        """No racing run violates."""
        return self.even is None or not self.even.violating.runs


def _greater(known: Share | None, share: Share, measure: str) -> Share:
    if known is None or getattr(share, measure) > getattr(known, measure):
        return share
    return known


@dataclass(slots=True)
class Odds:
    """What was counted.

    Attributes:
        ratio: while both can move, the writer moves next with ``ratio / (1 + ratio)``.
        reach: how far worst lists were looked for; None if the lists were given.
        worst: for each strategy and property.
        skipped: why a strategy was left out, one sentence each.
    """

    ratio: Fraction
    reach: Reach | None
    worst: list[Worst] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """The odds as plain JSON; fractions are text such as ``2/5``."""
        shares: dict[str, Any] = {}
        for item in self.worst:
            shares.setdefault(item.strategy, {})[item.prop] = {
                "scenarios": item.scenarios,
                "racing_scenarios": item.racing,
                "each_run_alike": _shown(item.even),
                "each_step_drawn": _shown(item.drawn),
                "each_run_alike_by_kind": {
                    kind: _shown(item.kinds[kind]) for kind in KINDS if kind in item.kinds
                },
            }
        return {
            "version": VERSION,
            "ratio": str(self.ratio),
            "reach": asdict(self.reach) if self.reach else None,
            "skipped": list(self.skipped),
            "shares": shares,
        }


def _shown(share: Share | None) -> dict[str, Any] | None:
    if share is None:
        return None
    return {
        "lists": circumstances(share.scenario),
        "racing_runs": share.racing.runs,
        "violating_runs": share.violating.runs,
        "each_run_alike": str(share.even),
        "each_step_drawn": str(share.drawn),
        "chance_of_racing": str(share.racing.chance),
        "chance_of_violating": str(share.violating.chance),
    }


def worst_lists(
    strategies: Sequence[Strategy],
    props: Sequence[Property],
    reach: Reach,
    ratio: Fraction,
) -> Odds:
    """Find the worst lists, request and pages inside the bounds, exhaustively.

    Args:
        strategies: the pages.
        props: the properties; those that say nothing about a strategy are left out for it.
        reach: the bounds.
        ratio: the writer's speed over the reader's.

    Raises:
        UsageError: a strategy has runs without end, or none of them has lists that move.
    """
    counted, aside = countable(props)
    listed, left_out = moving(strategies)
    found = Odds(ratio, reach, skipped=[*aside, *left_out])
    for strategy in listed:
        counter = Counter(strategy, ratio)
        asked = [prop for prop in counted if prop.applies(strategy)]
        rows = {prop.name: Worst(strategy.name, prop.name) for prop in asked}
        passes = [prop for prop in asked if reader_of(prop) == "pass"]
        # Properties of a reader share its runs; only one of a pass has scenarios of its own.
        alone = [prop for prop in passes if prop.name == ALONE]
        for scenario in _scenarios(strategy, alone or passes, reach, "pass"):
            _add(rows, counter, scenario, passes if scenario.mask is None else alone)
        ends = [prop for prop in asked if prop not in passes]
        also = [prop for prop in passes if _also(prop, rows[prop.name])]
        if LATER in (names := [prop.name for prop in ends]):
            last = [ends.pop(names.index(LATER))]
            for scenario in _scenarios(strategy, last, reach, "allocation"):
                _add(rows, counter, scenario, last)
        for scenario in _scenarios(strategy, ends or also, reach, "allocation"):
            _add(rows, counter, scenario, [*ends, *also])
        found.worst += rows.values()
    return found


def given_lists(
    strategies: Sequence[Strategy],
    props: Sequence[Property],
    readings: Readings,
    ratio: Fraction,
) -> Odds:
    """The odds for lists that somebody asks about.

    Args:
        strategies: the pages.
        props: the properties.
        readings: the scenarios that the lists mean; the worst counts.
        ratio: the writer's speed over the reader's.

    Raises:
        UsageError: a strategy has runs without end.
    """
    counted, aside = countable(props)
    listed, left_out = moving(strategies)
    found = Odds(ratio, None, skipped=[*aside, *left_out])
    told: dict[str, None] = {}
    for strategy in listed:
        counter = Counter(strategy, ratio)
        for prop in counted:
            if not prop.applies(strategy):
                continue
            try:
                scenarios_meant = readings(strategy, prop, reader_of(prop) or "")
            except UsageError as error:
                told[str(error)] = None
                continue
            row = {prop.name: Worst(strategy.name, prop.name)}
            for scenario in scenarios_meant:
                _add(row, counter, scenario, [prop])
            if _also(prop, row[prop.name]):
                for scenario in readings(strategy, prop, "allocation"):
                    _add(row, counter, scenario, [prop])
            found.worst += row.values()
    found.skipped += told
    return found


def together(documents: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The documents of several strategies as one; empty for none."""
    if not documents:
        return {}
    shares = {name: found for each in documents for name, found in each["shares"].items()}
    skipped = dict.fromkeys(sentence for each in documents for sentence in each["skipped"])
    return {**documents[0], "skipped": list(skipped), "shares": shares}


def _also(prop: Property, row: Worst) -> bool:
    """No pass violates it, but it is asked of an allocation too, which keeps a slot for longer."""
    return "allocation" in prop.readers and reader_of(prop) == "pass" and row.never


def _scenarios(
    strategy: Strategy, props: Sequence[Property], reach: Reach, reader: str
) -> Iterable[Scenario]:
    return scenarios(strategy, props[0], reach, reader) if props else ()


def countable(props: Sequence[Property]) -> tuple[list[Property], list[str]]:
    """The properties that a run by itself violates or not, and a sentence for each other one.

    Raises:
        UsageError: there is none.
    """
    counted = [prop for prop in props if reader_of(prop)]
    others = [
        f"{prop.name} is not about one run that comes to its end: it is left out"
        for prop in props
        if prop not in counted
    ]
    if others and not counted:
        raise UsageError(f"{others[0]}; name a property that is")
    return counted, others


def moving(strategies: Sequence[Strategy]) -> tuple[list[Strategy], list[str]]:
    """The strategies whose list or pages move, and a sentence for each other one.

    Raises:
        UsageError: there is none.
    """
    listed = [
        strategy
        for strategy in strategies
        if strategy.moves in ("lists", "pages") and not strategy.masks
    ]
    others = [
        f"{strategy.name} moves nodemasks, not lists: it is left out"
        for strategy in strategies
        if strategy not in listed
    ]
    if others and not listed:
        raise UsageError(f"{others[0]}; name a strategy that does")
    return listed, others


def _add(
    rows: dict[str, Worst], counter: Counter, scenario: Scenario, props: Sequence[Property]
) -> None:
    instance = scenario.instance()
    kinds = [kind for kind in KINDS if constraint(instance, kind) is True]
    for share in counter.shares(scenario, props):
        rows[share.prop].add(share, kinds)
