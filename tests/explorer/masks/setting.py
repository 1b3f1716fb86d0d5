"""Concrete instances: lists, zones, a request, and the versions of its nodemasks.

A nodemask is an integer: bit n is node n.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from tests.explorer.instance import KINDS, ZoneList, canonical_lists, rebuild_kinds, zone_lists

MASK_KINDS = ("widen", "narrow", "move", "any")
OWNER_KINDS = ("cpuset", "mempolicy", "vma_policy", "any")
OWNERS = ("none", "task", "vma")


@dataclass(frozen=True, slots=True)
class Setting:
    """One choice of everything but the schedule and the pages.

    The request's limit is 0: a type matters through ``type <= limit`` only.

    Attributes:
        lists: L0 to LW; L0 alone where masks move.
        types: the ``zone_idx`` of each zone; zone z is at index z - 1, here and below.
        nodes: the node of each zone.
        mask: the request's constant mask where lists move, None where masks do.
        owner: who owns the request's policy, "none" without one.
        mems: the versions of the cpuset's mask, or of the only mask there is.
        policy: as many versions of the policy's mask, if there is a policy.
    """

    lists: tuple[ZoneList, ...]
    types: tuple[int, ...]
    nodes: tuple[int, ...]
    mask: int | None = None
    owner: str = "none"
    mems: tuple[int, ...] = ()
    policy: tuple[int, ...] = ()

    def throughout(self) -> frozenset[int]:
        """The zones in every list that the request's limit lets pass."""
        listed = frozenset.intersection(*map(frozenset, self.lists))
        return frozenset(zone for zone in listed if self.types[zone - 1] <= 0)

    def eligible(self) -> tuple[frozenset[int], ...]:
        """For each version of the masks the zones listed throughout that it allows."""
        zones = self.throughout()
        if self.mask is not None:
            return (frozenset(zone for zone in zones if self._in(zone, self.mask)),)
        policies = self.policy or (-1,) * len(self.mems)
        return tuple(
            frozenset(zone for zone in zones if self._in(zone, mems & policy))
            for mems, policy in zip(self.mems, policies, strict=True)
        )

    def respectful(self) -> frozenset[int]:
        """The zones within the limit and in some version of each mask there is."""
        listed = frozenset(zone for one in self.lists for zone in one)
        masks = [(self.mask,)] if self.mask is not None else [self.mems, self.policy]
        return frozenset(
            zone
            for zone in listed
            if self.types[zone - 1] <= 0
            and all(any(self._in(zone, one) for one in mask) for mask in masks if mask)
        )

    def _in(self, zone: int, mask: int) -> bool:
        return bool(mask >> self.nodes[zone - 1] & 1)


def _rebind_kinds(old: int, new: int) -> set[str]:
    if old == new:
        return {"any"}
    if old & new == old:
        return {"any", "widen"}
    if old & new == new:
        return {"any", "narrow"}
    return {"any", "move"}


def kinds_of(setting: Setting, *, two: bool = False) -> frozenset[str]:
    """The kinds that hold for the owner and every rebuild or rebind.

    Args:
        setting: the instance.
        two: there is a policy and a cpuset, so that kinds tell whose mask moves.
    """
    if setting.mask is not None:
        kinds = frozenset(KINDS)
        for old, new in pairwise(setting.lists):
            kinds &= rebuild_kinds(old, new)
        return kinds
    if not two:
        kinds = frozenset(MASK_KINDS)
        for before, after in pairwise(setting.mems):
            kinds &= _rebind_kinds(before, after)
        return kinds
    if any(before == after for before, after in pairwise(setting.mems)):
        return frozenset({"any"})
    return frozenset({"any", OWNER_KINDS[OWNERS.index(setting.owner)]})


def list_settings(zones: int, rebuilds: int) -> Iterator[Setting]:
    """Instances where lists move: at most that many zones and rebuilds, up to names.

    Each zone has a node of its own, and the mask is any subset of these: a node matters through
    membership in the mask only.
    """
    for count in range(rebuilds + 1):
        for lists in product(zone_lists(zones), repeat=count + 1):
            if canonical_lists(lists):
                size = len({zone for one in lists for zone in one})
                for types in product((0, 1), repeat=size):
                    for mask in range(1 << size):
                        yield Setting(lists, types, tuple(range(size)), mask)


def mask_settings(zones: int, rebinds: int, *, two: bool, wide: bool) -> Iterator[Setting]:
    """Instances where masks move: at most that many zones and rebinds, as many nodes as zones.

    Every zone is within the limit: one above it is stepped over before any mask is loaded, and a
    list without it is an instance too. Nodes of one-word masks are named in the order in which
    the list first shows them, as nothing depends on names; wide masks have every naming.
    """
    for count in range(rebinds + 1):
        for versions in _versions(zones, count, two=two):
            for nodes in _node_lists(zones, _any_naming if wide else _first_shown):
                size = len(nodes)
                listed = (tuple(range(1, size + 1)),)
                yield Setting(listed, (0,) * size, nodes, None, *versions)


Versions = tuple[str, tuple[int, ...], tuple[int, ...]]


def _versions(nodes: int, count: int, *, two: bool) -> Iterator[Versions]:
    masks = range(1, 1 << nodes)
    for mems in product(masks, repeat=count + 1):
        yield "none", mems, ()
    if two:
        pairs = [(mems, policy) for mems in masks for policy in masks if mems & policy]
        for chosen in product(pairs, repeat=count + 1):
            for owner in OWNERS[1:]:
                yield owner, tuple(m for m, _ in chosen), tuple(p for _, p in chosen)


def _any_naming(_nodes: tuple[int, ...]) -> bool:
    return True


def _first_shown(nodes: tuple[int, ...]) -> bool:
    return [*dict.fromkeys(nodes)] == [*range(len({*nodes}))]


def _node_lists(zones: int, accepted: Callable[[tuple[int, ...]], bool]) -> list[tuple[int, ...]]:
    return [
        nodes
        for size in range(1, zones + 1)
        for nodes in product(range(zones), repeat=size)
        if accepted(nodes)
    ]
