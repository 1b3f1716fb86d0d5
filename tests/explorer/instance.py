"""Concrete instances: lists, zones, one request, pages; and what kind of rebuild they hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, permutations, product

ZoneList = tuple[int, ...]

KINDS = ("online", "offline", "reorder", "any")


@dataclass(frozen=True, slots=True)
class Instance:
    """One choice of everything but the schedule.

    Attributes:
        lists: L0 to LW, each a non-empty sequence of distinct zones counted from 1. With
            ``events`` there is L0 only, as it is never rewritten.
        types: the ``zone_idx`` of each zone; zone z is at index z - 1, here and below.
        nodes: the node of each zone.
        limit: the highest ``zone_idx`` the request allows.
        mask: the nodes the request allows, None without a nodemask.
        pages_from: the number of the pass from which each zone has pages, None for never. An
            empty tuple is "never" for every zone.
        events: zones that gain or lose pages, one step each (``list_all_zones`` only).
        pages0: 1 for each zone with pages at the start (``list_all_zones`` only).
    """

    lists: tuple[ZoneList, ...]
    types: tuple[int, ...]
    nodes: tuple[int, ...]
    limit: int
    mask: frozenset[int] | None = None
    pages_from: tuple[int | None, ...] = ()
    events: tuple[int, ...] = ()
    pages0: tuple[int, ...] = ()

    def satisfies(self, zone: int) -> bool:
        """Whether the zone's own type and node are within the request."""
        return self.types[zone - 1] <= self.limit and self.allows(zone)

    def allows(self, zone: int) -> bool:
        """Whether the nodemask, if any, has the zone's node."""
        return self.mask is None or self.nodes[zone - 1] in self.mask

    def throughout(self) -> frozenset[int]:
        """The zones that are in every list."""
        return frozenset.intersection(*map(frozenset, self.lists))

    def has_pages(self, zone: int, number: int) -> bool:
        """Whether the zone has pages in the pass of that number."""
        since = self.pages_from[zone - 1] if self.pages_from else None
        return since is not None and since <= number


def subsequence(short: ZoneList, long: ZoneList) -> bool:
    """Whether ``short`` is ``long`` with something left out."""
    rest = iter(long)
    return len(short) < len(long) and all(zone in rest for zone in short)


def rebuild_kinds(old: ZoneList, new: ZoneList) -> frozenset[str]:
    """Every kind that the rebuild from ``old`` to ``new`` belongs to."""
    kinds = {"any"}
    if subsequence(old, new):
        kinds.add("online")
    if subsequence(new, old):
        kinds.add("offline")
    if old != new and sorted(old) == sorted(new):
        kinds.add("reorder")
    return frozenset(kinds)


def kinds_of(instance: Instance) -> frozenset[str]:
    """The kinds that hold for every rebuild, or every event, of the instance."""
    kinds = frozenset(KINDS)
    for old, new in pairwise(instance.lists):
        kinds &= rebuild_kinds(old, new)
    pages = list(instance.pages0)
    for zone in instance.events:
        kinds &= {"any", "offline" if pages[zone - 1] else "online"}
        pages[zone - 1] ^= 1
    return kinds


def zone_lists(zones: int) -> list[ZoneList]:
    """All non-empty lists of distinct zones."""
    return [one for size in range(1, zones + 1) for one in permutations(range(1, zones + 1), size)]


def canonical_lists(lists: tuple[ZoneList, ...]) -> bool:
    """Whether zones are named in the order in which the lists first show them."""
    order = list(dict.fromkeys(zone for one in lists for zone in one))
    return order == list(range(1, len(order) + 1))


def instances(
    zones: int,
    rebuilds: int,
    kind: str,
    *,
    last: int | None = None,
    canonical: bool = False,
) -> Iterator[Instance]:
    """All instances of exactly that many zones and rebuilds, list-rewriting strategies.

    Types and limits come from {0, 1}: only ``type <= limit`` is ever tested, and the terminator's
    index 0 passes every limit, so the zones at most at the limit and the zones above it are the
    only two classes a reader can tell apart.

    Args:
        zones: zones 1 to ``zones`` exist; a list need not show them all.
        rebuilds: the number of rebuilds.
        kind: the kind that each rebuild has to be of.
        last: the number of the last pass of an allocation; ``pages_from`` runs over 0 to ``last``
            and never. None leaves every zone without pages.
        canonical: only L0 = 1..n, which is every instance up to the names of zones.
    """
    everything = zone_lists(zones)
    moments: list[int | None] = [None, *range(-1 if last is None else last + 1)]
    for lists in product(everything, repeat=rebuilds + 1):
        if canonical and lists[0] != tuple(range(1, len(lists[0]) + 1)):
            continue
        if any(kind not in rebuild_kinds(old, new) for old, new in pairwise(lists)):
            continue
        for types, limit in product(product((0, 1), repeat=zones), (0, 1)):
            for nodes in product(range(zones), repeat=zones):
                for mask in (None, *node_masks(zones)):
                    for pages in product(moments, repeat=zones):
                        yield Instance(lists, types, nodes, limit, mask, pages)


def node_masks(nodes: int) -> list[frozenset[int]]:
    """All subsets of nodes 0 to ``nodes`` - 1."""
    return [
        frozenset(node for node, bit in enumerate(bits) if bit)
        for bits in product((0, 1), repeat=nodes)
    ]
