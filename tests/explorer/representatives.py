"""One instance for each class of instances that no reader can tell apart.

The reductions, all exact:

* Zones are named in the order in which the lists first show them: nothing depends on names. Zones
  in no list do not exist for anyone.
* A type matters through ``type <= limit`` only, and the terminator's index 0 passes every limit:
  types are 0 and 1, the limit is 0. Limit 1 is the case of types that are all 0.
* A node matters through membership in the nodemask only, so each zone has a node of its own and
  the mask is any subset of these; no mask is the full mask. Where the writer asks which zones
  share a node, nodes are instead all partitions of the zones, the mask any subset of its blocks.
* ``pages_from`` is left open, see ``walk``.
"""

from collections.abc import Iterator
from itertools import product

from .instance import Instance, ZoneList, canonical_lists, node_masks, zone_lists
from .strategies import Strategy


def representatives(strategy: Strategy, zones: int, rebuilds: int) -> Iterator[Instance]:
    """Instances of at most that many zones and rebuilds, those with fewer rebuilds first."""
    if strategy.events:
        for size in range(1, zones + 1):
            yield from _with_events(size, rebuilds)
        return
    everything = zone_lists(zones)
    for count in range(rebuilds + 1):
        for lists in product(everything, repeat=count + 1):
            if canonical_lists(lists):
                yield from _requests(lists, shared_nodes=strategy.nodes_matter)


def _requests(lists: tuple[ZoneList, ...], *, shared_nodes: bool) -> Iterator[Instance]:
    size = len({zone for one in lists for zone in one})
    for nodes in _partitions(size) if shared_nodes else [tuple(range(size))]:
        for types in product((0, 1), repeat=size):
            for mask in node_masks(len(set(nodes))):
                yield Instance(lists, types, nodes, 0, mask)


def _partitions(size: int) -> list[tuple[int, ...]]:
    """Every way to share nodes: each zone is on a node seen before or on the next new one."""
    found: list[tuple[int, ...]] = [()]
    for _ in range(size):
        found = [(*one, node) for one in found for node in range(max(one, default=-1) + 2)]
    return found


def _with_events(size: int, most: int) -> Iterator[Instance]:
    listed = tuple(range(1, size + 1))
    for one in _requests((listed,), shared_nodes=False):
        for count in range(most + 1):
            for events in product(listed, repeat=count):
                for pages0 in product((0, 1), repeat=size):
                    yield Instance(
                        one.lists, one.types, one.nodes, 0, one.mask, events=events, pages0=pages0
                    )
