"""Every scenario inside the bounds: lists, what the request leaves of them, and who has pages.

Zones are named so that L0 is 1, 2, 3, ... and a new zone gets the next number; a type is at most
the limit or above it. Both lose nothing, see ``spec.instance``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations, product

from spec.properties import Property
from spec.scenario import Scenario
from spec.vocabulary import Strategy

Lists = tuple[tuple[int, ...], ...]

ALONE = "eligible_zone_always_visible"
"""The one property of a pass that a nodemask can only help to violate.

A mask takes nothing but visits away from a pass. The other properties are violated without the
mask wherever they are with it, in the same runs; and this one by the mask of a single node
wherever it is by a wider one that leaves the same zone out.
"""


LATER = "no_premature_oom_last_look"
"""The one property of an allocation that asks for pages that only the last look can find."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far worst lists are looked for.

    Attributes:
        zones: most zones for a pass.
        allocation_zones: most zones for an allocation, whose runs are longer and more varied.
        rebuilds: how many rebuilds there are.
        tries: slow-path tries of a round, before the last look.
    """

    zones: int = 3
    allocation_zones: int = 2
    rebuilds: int = 1
    tries: int = 1


def lists_within(zones: int, rebuilds: int) -> Iterator[Lists]:
    """All lists with so many rebuilds and at most so many zones, up to the names of zones."""
    for size in range(1, zones + 1):
        yield from _rebuilt((tuple(range(1, size + 1)),), zones, rebuilds)


def _rebuilt(lists: Lists, zones: int, rebuilds: int) -> Iterator[Lists]:
    if not rebuilds:
        yield lists
        return
    known = max(zone for names in lists for zone in names)
    for size in range(1, zones + 1):
        for names in permutations(range(1, zones + 1), size):
            fresh = [zone for zone in names if zone > known]
            if fresh == [*range(known + 1, known + 1 + len(fresh))]:
                yield from _rebuilt((*lists, names), zones, rebuilds - 1)


def reader_of(prop: Property) -> str | None:
    """The reader whose runs are counted; None for a property that no single run violates."""
    return next((reader for reader in prop.readers if reader in ("pass", "allocation")), None)


def scenarios(
    strategy: Strategy, prop: Property, reach: Reach, reader: str | None = None
) -> Iterator[Scenario]:
    """Every scenario for the property; the properties of a reader share all but those with a mask.

    Args:
        strategy: the page.
        prop: the property.
        reach: the bounds.
        reader: ``pass`` or ``allocation``, if not as ``reader_of`` has it.
    """
    reader = reader or reader_of(prop)
    assert reader is not None
    zones = reach.zones if reader == "pass" else reach.allocation_zones
    rebuilds = 0 if strategy.moves == "pages" else reach.rebuilds
    for lists in lists_within(zones, rebuilds):
        size = max(zone for names in lists for zone in names)
        plain = Scenario(
            strategy.name, prop.name, reader, lists, (0,) * size, tuple(range(size)), 0, None,
            (None,) * size, "w", reach.tries,
        )  # fmt: skip
        for asked in _requests(plain):
            for scenario in (
                _moving(asked, reach.rebuilds) if strategy.moves == "pages" else (asked,)
            ):
                if reader == "allocation":
                    yield from with_pages(scenario)
                else:
                    yield scenario


def _requests(plain: Scenario) -> Iterator[Scenario]:
    """What the request leaves: a type for each zone, and the masks that matter."""
    zones = range(1, plain.zones + 1)
    for types in product((0, 1), repeat=plain.zones):
        asked = replace(plain, types=types)
        if plain.reader == "allocation":
            yield asked
            for size in range(1, plain.zones):
                for nodes in permutations(range(plain.zones), size):
                    if list(nodes) == sorted(nodes):
                        yield replace(asked, mask=frozenset(nodes))
            continue
        yield asked
        if plain.prop == ALONE:
            for zone in _throughout(plain):
                if asked.satisfies(zone) and len(zones) > 1:
                    yield replace(asked, mask=frozenset({zone - 1}))


def _moving(asked: Scenario, events: int) -> Iterator[Scenario]:
    """A fixed list: which zones have pages at first, and which gain or lose them."""
    for zones in product(asked.lists[0], repeat=events):
        for before in product((False, True), repeat=asked.zones):
            yield replace(asked, events=zones, pages_before=before)


def with_pages(asked: Scenario) -> Iterator[Scenario]:
    """For an allocation: one zone that could serve it has pages, as late as the property allows.

    That is from the last try on, or from the last look on; the other zones never have any.
    """
    if asked.events:
        yield asked
        return
    first = asked.tries + (asked.prop == LATER)
    for zone in _throughout(asked):
        if asked.satisfies(zone):
            pages = tuple(first if zone == other else None for other in range(1, asked.zones + 1))
            yield replace(asked, pages_from=pages)


def _throughout(asked: Scenario) -> list[int]:
    return sorted(set.intersection(*map(set, asked.lists)))
