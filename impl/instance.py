"""One problem: the zones, the lists in turn, the request, and which zones have pages when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, TypeAlias

from impl.memory import NULL

Zones: TypeAlias = tuple[int, ...]
"""A list of zones in fallback order, without its terminator."""


@dataclass(frozen=True, slots=True)
class Event:
    """A zone gains pages (`pages` = 1) or loses its last (`pages` = 0)."""

    zone: int
    pages: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a writer is asked to publish: the list from now on, and the event behind it, if known.

    A strategy that rebuilds uses `zones`; `list_all_zones` uses `events`.
    """

    zones: Zones
    events: tuple[Event, ...] = ()


Masks: TypeAlias = Mapping[str, frozenset[int]]
"""What each nodemask holds, by name."""

Policy: TypeAlias = Literal["none", "task", "vma"]
"""Whose mempolicy restricts a request: nobody's, its task's, or that of a mapping."""


@dataclass(frozen=True, slots=True)
class Rebind:
    """What a writer of nodemasks is asked to do: replace the values of all of them at once.

    `number` counts the rebinds from 1; `old` are the values that the one before has published.
    """

    number: int
    old: Masks
    new: Masks


@dataclass(frozen=True, slots=True)
class Instance:
    """One problem.

    Zones are numbered from 1; `types[z - 1]` is the zone_idx of zone z (higher = higher zone) and
    `nodes[z - 1]` its node. `lists[0]` is published at the start and the others are the rebuilds,
    in order. A request admits the types up to `limit` and the nodes in `mask` (None = every node).

    `pages_from[z]` is the number of the pass from which zone z has pages, None = never; a zone
    that is not named has pages from pass 0. With `events`, `pages0` tells which zones have pages
    at the start (1, the default, or 0), and `lists` has one list only.

    `masks` are the versions of each nodemask in shared memory, the first in place at the start and
    the others rebound in turn: of `nodes`, or of `mems` and, unless the policy is none, `policy`.
    There is one list then, no constant mask, and nodes are below the number of zones. `policy`
    says who owns the mempolicy, which decides when it is rebound. Without versions no nodemask is
    in memory.

    `preempt_rt` is CONFIG_PREEMPT_RT: the inner lock of a seqlock sleeps.

    Raises:
        ValueError: If a list is empty or names a zone twice or one that has no type and node, or
            if the versions of nodemasks do not fit each other, the list or the policy.
    """

    lists: tuple[Zones, ...]
    types: tuple[int, ...]
    nodes: tuple[int, ...]
    limit: int
    mask: frozenset[int] | None = None
    pages_from: Mapping[int, int | None] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    pages0: Mapping[int, int] = field(default_factory=dict)
    masks: Mapping[str, tuple[frozenset[int], ...]] = field(default_factory=dict)
    policy: Policy = "none"
    preempt_rt: bool = False

    def __post_init__(self) -> None:
        if len(self.types) != len(self.nodes):
            raise ValueError("Give as many types as nodes: one of each for every zone.")
        if not self.lists:
            raise ValueError("Give at least one list: the one published at the start.")
        for zones in self.lists:
            if not zones or len(set(zones)) != len(zones):
                raise ValueError(f"The list {zones} must name at least one zone, and none twice.")
            if not all(0 < zone <= len(self.types) for zone in zones):
                raise ValueError(f"The list {zones} names a zone outside 1..{len(self.types)}.")
        if self.masks:
            self._require_fitting_masks()

    def _require_fitting_masks(self) -> None:
        wanted = {"nodes"} if "nodes" in self.masks else {"mems", "policy"}
        if self.policy == "none":
            wanted.discard("policy")
        if not wanted <= self.masks.keys() <= wanted | {"policy"}:
            raise ValueError("Give versions of nodes, or of mems and, if there is one, of policy.")
        if len(self.lists) > 1 or self.events or self.mask is not None:
            raise ValueError("Give one list, no events and no constant mask where masks move.")
        if len({len(versions) for versions in self.masks.values()}) > 1:
            raise ValueError("Give as many versions of each nodemask as of the others.")
        members = frozenset(self.nodes).union(*(m for v in self.masks.values() for m in v))
        if not members <= frozenset(range(len(self.types))):
            raise ValueError(f"Number the nodes 0..{len(self.types) - 1}: as many as zones.")

    @property
    def capacity(self) -> int:
        """The slots of an array: the longest list and its terminator."""
        return max(map(len, self.lists)) + 1

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the writer publishes, in order."""
        if self.events:
            return tuple(Change(self.lists[0], (event,)) for event in self.events)
        return tuple(map(Change, self.lists[1:]))

    @property
    def rebinds(self) -> tuple[Rebind, ...]:
        """What the writer of nodemasks does, in order."""
        count = min(map(len, self.masks.values()), default=0)
        versions = [{name: masks[at] for name, masks in self.masks.items()} for at in range(count)]
        return tuple(
            Rebind(number, old, new) for number, (old, new) in enumerate(pairwise(versions), 1)
        )

    def zone_idx(self, zone: int) -> int:
        """The type of a zone; 0 for NULL, as in the terminator."""
        return 0 if zone == NULL else self.types[zone - 1]

    def node(self, zone: int) -> int:
        """The node of a zone."""
        return self.nodes[zone - 1]

    def satisfies(self, zone: int) -> bool:
        """Whether the request admits a zone by its own type and node."""
        return self.zone_idx(zone) <= self.limit and (
            self.mask is None or self.node(zone) in self.mask
        )

    def versions(self, name: str) -> tuple[frozenset[int], ...]:
        """The versions of a nodemask.

        Raises:
            ValueError: If there are none.
        """
        if name not in self.masks:
            raise ValueError(f"Give versions of the nodemask {name}: the strategy has it.")
        return self.masks[name]

    def ever_has_pages(self, zone: int) -> bool:
        """Whether a zone has pages in some pass."""
        return self.pages_from.get(zone, 0) is not None

    def has_pages(self, zone: int, number: int) -> bool:
        """Whether a zone has pages in the pass of that number."""
        start = self.pages_from.get(zone, 0)
        return start is not None and start <= number
