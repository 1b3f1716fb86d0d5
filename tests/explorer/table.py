"""The table: which properties some instance and schedule inside the bounds violate."""

from collections.abc import Callable, Sequence

from .instance import KINDS, kinds_of
from .representatives import representatives
from .search import search
from .state import Trial
from .strategies import STRATEGIES, Strategy
from .verdict import ALLOCATION_PROPERTIES, BOTH_PROPERTIES, PASS_PROPERTIES, properties_of

Table = dict[tuple[str, str, str], bool]
"""Strategy, property, kind of rebuild: whether it is refuted."""


def refuted(
    strategy: Strategy, properties: Sequence[str], zones: int, rebuilds: int, tries: int
) -> set[tuple[str, str]]:
    """Every (property, kind) of a strategy that some run inside the bounds violates.

    An instance is skipped when all that it could add is known already.
    """
    found: set[tuple[str, str]] = set()
    for own, allocating in ((PASS_PROPERTIES, False), (ALLOCATION_PROPERTIES, True)):
        asked = [one for one in (*BOTH_PROPERTIES, *own) if one in properties]
        for instance in representatives(strategy, zones, rebuilds):
            kinds = kinds_of(instance)
            wanted = {one for one in asked if any((one, kind) not in found for kind in kinds)}
            if wanted:
                trial = Trial(strategy, instance, allocating, tries, open_pages=allocating)
                broken = search(trial, frozenset(wanted)).broken
                found |= {(one, kind) for one in broken for kind in kinds}
    return found


def table(
    zones: int,
    rebuilds: int,
    tries: int,
    *,
    strategies: Sequence[str] = tuple(STRATEGIES),
    progress: Callable[[str], None] | None = None,
) -> Table:
    """Decide every applicable cell, exhaustively, for up to that many zones and rebuilds.

    Args:
        zones: the most zones.
        rebuilds: the most rebuilds (or page events).
        tries: tries in each round of the slow path.
        strategies: the rows.
        progress: called with each strategy's name when its row is done.
    """
    known: dict[Strategy, set[tuple[str, str]]] = {}
    cells: Table = {}
    for name in strategies:
        strategy, properties = STRATEGIES[name], properties_of(name)
        if strategy not in known:
            known[strategy] = refuted(strategy, properties, zones, rebuilds, tries)
        for prop in properties:
            for kind in KINDS:
                cells[name, prop, kind] = (prop, kind) in known[strategy]
        if progress:
            progress(name)
    return cells


def render(cells: Table) -> str:
    """The table as text: for each cell the kinds that refute it, "." for none, "-" for no cell."""
    short = dict(zip(KINDS, ("on", "off", "re", "any"), strict=True))
    lines: list[str] = []
    columns = dict.fromkeys(prop for _, prop, _ in cells)
    for prop in columns:
        lines.append(prop)
        for name in dict.fromkeys(strategy for strategy, _, _ in cells):
            if (name, prop, "any") not in cells:
                text = "-"
            else:
                kinds = [short[kind] for kind in KINDS if cells[name, prop, kind]]
                text = " ".join(kinds) or "."
            lines.append(f"  {name:32}{text}")
    return "\n".join(lines)
