"""Sets of barriers, by what needs them and under which model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spec.legend import counted
from spec.placed import Site


@dataclass(frozen=True, slots=True)
class Needs:
    """What one property of one strategy needs.

    Attributes:
        strategy: the page's id.
        prop: the property.
        kind: of rebuild.
        sets: for each model every minimal set, cheapest first, each place as text; no set at all
            where no placement helps, an empty one where nothing is needed.
        dearer: models under which there are more sets than these.
    """

    strategy: str
    prop: str
    kind: str
    sets: dict[str, list[list[str]]] = field(default_factory=dict)
    dearer: set[str] = field(default_factory=set)


def needs(barriers: Mapping[str, Any]) -> list[Needs]:
    """A row for each property that was asked about."""
    found: dict[tuple[str, str, str], Needs] = {}
    for item in barriers["placements"]:
        key = item["strategy"], item["property"], item["rebuild"]
        row = found.setdefault(key, Needs(*key))
        row.sets[item["model"]] = [
            [str(Site(**site)) for site in chosen] for chosen in item["sets"]
        ]
        if not item["complete"]:
            row.dearer.add(item["model"])
    return list(found.values())


def inside(barriers: Mapping[str, Any]) -> str:
    """The bounds inside which the sets are enough; they are smaller than the verdicts'."""
    bounds = dict.fromkeys(tuple(item["bounds"].items()) for item in barriers["placements"])
    return "; ".join(
        f"{counted(each['zones'], 'zone', 'zones')}, "
        f"{counted(each['rebuilds'], 'rebuild', 'rebuilds')}, "
        f"{counted(each['tries'], 'slow-path try', 'slow-path tries')}"
        for each in map(dict, bounds)
    )


def models(rows: list[Needs]) -> list[str]:
    """The models asked about, in order."""
    return list(dict.fromkeys(model for row in rows for model in row.sets))
