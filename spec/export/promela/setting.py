"""Lists, zones and the request of a program: constants, or whichever Spin chooses."""

from collections.abc import Callable
from typing import Protocol

from spec.scenario import Scenario
from spec.term import Bool, Number, all_of, any_of, at_most, equal, negate, plus
from spec.vocabulary import Array

FREED = 255
"""What both words of a freed zoneref hold."""


class Setting(Protocol):
    """What the program is about, as terms; constants stay Python values.

    Attributes:
        zones: how many zones there are at most.
        changes: how many rebuilds, or changes of pages, there are at most.
        tries: slow-path tries of a round.
        policy: whose the request's policy is.
        limit: the highest index that the request takes.
        moves: what the writer changes.
        late: from this pass number on, nothing about pages changes any more.
    """

    zones: int
    changes: int
    tries: int
    policy: str
    limit: int
    moves: str
    late: int

    def has(self, change: int) -> Bool:
        """There is a change of this number."""

    def length(self, rebuild: int) -> Number:
        """Of the list."""

    def longest(self) -> Number:
        """The length of the longest list."""

    def entry(self, rebuild: int, slot: Number) -> Number:
        """The zone at a slot of the list, 0 behind its end."""

    def idx(self, zone: Number) -> Number:
        """The zone's type; 0 for the terminator."""

    def same_node(self, rebuild: int, slot: int) -> Bool:
        """The zone at the slot and the next one are on one node."""

    def allowed(self, zone: Number) -> Bool:
        """The zone's node is in the request's mask, or there is none."""

    def listed_throughout(self, zone: int) -> Bool:
        """Every list names the zone."""

    def all_satisfy(self) -> Bool:
        """Every zone of every list satisfies the request."""

    def satisfies(self, zone: Number) -> Bool:
        """The zone satisfies the request by its own type and node."""

    def has_pages(self, zone: Number, number: Number) -> Bool:
        """The zone has pages in the pass of this number."""

    def first_has_pages(self, zone: int, number: Number) -> Bool:
        """The zone has pages from exactly this pass on."""

    def event(self, change: int) -> Number:
        """The zone whose pages a change of a fixed list is about."""


def present(setting: Setting, rebuild: int, slot: int) -> Bool:
    """The list has a zone at this slot."""
    return negate(at_most(setting.length(rebuild), slot))


def capacity(setting: Setting, array: Array) -> Number:
    """How many slots the array has."""
    total: Number = 0
    for _ in range(array.copies):
        total = plus(total, plus(setting.longest(), 1))
    return total


class Fixed:
    """One instance."""

    def __init__(self, scenario: Scenario, moves: str) -> None:
        self.moves = moves
        self.zones = scenario.zones
        self.changes = scenario.changes
        self.tries = scenario.tries
        self.policy = scenario.policy
        self.limit = scenario.limit
        self._scenario = scenario
        passes = [first for first in scenario.pages_from if first is not None]
        self.late = max((*passes, 0)) + scenario.tries + 1

    def has(self, change: int) -> Bool:
        """See ``Setting``."""
        return change <= self.changes

    def length(self, rebuild: int) -> Number:
        """See ``Setting``."""
        return len(self._scenario.lists[rebuild])

    def longest(self) -> Number:
        """See ``Setting``."""
        return max(map(len, self._scenario.lists))

    def entry(self, rebuild: int, slot: Number) -> Number:
        """See ``Setting``."""
        names = self._scenario.lists[rebuild]
        assert isinstance(slot, int)
        return names[slot] if slot < len(names) else 0

    def idx(self, zone: Number) -> Number:
        """See ``Setting``."""
        assert isinstance(zone, int)
        return self._scenario.types[zone - 1] if zone else 0

    def same_node(self, rebuild: int, slot: int) -> Bool:
        """See ``Setting``."""
        names, nodes = self._scenario.lists[rebuild], self._scenario.nodes
        return slot + 1 < len(names) and nodes[names[slot] - 1] == nodes[names[slot + 1] - 1]

    def allowed(self, zone: Number) -> Bool:
        """See ``Setting``."""
        mask, nodes = self._scenario.mask, self._scenario.nodes
        if mask is None or mask >= {*nodes}:
            return True
        return self._among(zone, lambda at: nodes[at - 1] in mask)

    def listed_throughout(self, zone: int) -> Bool:
        """See ``Setting``."""
        return all(zone in names for names in self._scenario.lists)

    def all_satisfy(self) -> Bool:
        """See ``Setting``."""
        return all(
            self._scenario.satisfies(zone) for names in self._scenario.lists for zone in names
        )

    def satisfies(self, zone: Number) -> Bool:
        """See ``Setting``."""
        return self._among(zone, self._scenario.satisfies)

    def has_pages(self, zone: Number, number: Number) -> Bool:
        """See ``Setting``."""
        return self._among(zone, lambda at: self._compared(at, number, at_most))

    def first_has_pages(self, zone: int, number: Number) -> Bool:
        """See ``Setting``."""
        return self._compared(zone, number, equal)

    def _compared(self, zone: int, number: Number, how: Callable[[Number, Number], Bool]) -> Bool:
        first = self._scenario.pages_from[zone - 1]
        return first is not None and how(first, number)

    def _among(self, zone: Number, holds: Callable[[int], Bool]) -> Bool:
        """Whether it holds for the zone."""
        each = range(1, self.zones + 1)
        return any_of(*(all_of(equal(zone, at), holds(at)) for at in each))

    def event(self, change: int) -> Number:
        """See ``Setting``."""
        return self._scenario.events[change - 1]

    def pages_before(self, zone: int) -> Bool:
        """The zone of a fixed list has pages at first."""
        return self._scenario.pages_before[zone - 1]
