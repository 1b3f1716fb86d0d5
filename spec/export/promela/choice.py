"""Whichever lists, zones and request there are: what Spin chooses before anybody moves.

Zones are numbered in the order in which the lists first name them, a type is 0 or 1 and the limit
is 0, and a node matters only by whether the mask has it, unless the writer asks which zones share
one: as many instances, then, as a reader can tell apart.
"""

from spec.errors import UsageError
from spec.export.promela.notation import bare, flag, value
from spec.instance import KINDS, Bounds
from spec.term import Bool, Number, all_of, at_most, equal, plus


class Chosen:
    """Every instance inside the bounds and of one kind, as variables that ``init`` gives values."""

    def __init__(self, bounds: Bounds, kind: str, *, moves: str) -> None:
        if kind not in KINDS:
            raise UsageError(f"the kind is {', '.join(KINDS)}, not {kind!r}")
        self.zones = bounds.zones
        self.changes = bounds.rebuilds
        self.tries = bounds.tries
        self.policy = "none"
        self.limit = 0
        self.moves = moves
        self.lists = bounds.rebuilds + 1 if moves == "lists" else 1
        self.late = 2 * (bounds.tries + 1)
        self.kind = kind

    def has(self, change: int) -> Bool:
        """See ``Setting``."""
        return change == 0 or at_most(change, value("used", 255))

    def length(self, rebuild: int) -> Number:
        """See ``Setting``."""
        return value(f"length[{rebuild}]", 255)

    def longest(self) -> Number:
        """See ``Setting``."""
        return value("longest", 255)

    def entry(self, rebuild: int, slot: Number) -> Number:
        """See ``Setting``."""
        first = rebuild * (self.zones + 1)  # a list has a 0 behind it
        return value(f"list[{bare(plus(first, slot))}]", 255)

    def idx(self, zone: Number) -> Number:
        """See ``Setting``."""
        if isinstance(zone, int) and not zone:
            return 0
        return value(f"class[{bare(zone)}]", 1)

    def same_node(self, rebuild: int, slot: int) -> Bool:
        """See ``Setting``."""
        here, next_one = (bare(self.entry(rebuild, at)) for at in (slot, slot + 1))
        return equal(value(f"on_node[{here}]", 255), value(f"on_node[{next_one}]", 255))

    def allowed(self, zone: Number) -> Bool:
        """See ``Setting``."""
        return flag(f"in_mask[{bare(zone)}]")

    def listed_throughout(self, zone: int) -> Bool:
        """See ``Setting``."""
        return flag(f"kept_listed[{zone}]")

    def all_satisfy(self) -> Bool:
        """See ``Setting``."""
        return flag("all_satisfy")

    def satisfies(self, zone: Number) -> Bool:
        """See ``Setting``."""
        return all_of(at_most(self.idx(zone), self.limit), self.allowed(zone))

    def has_pages(self, zone: Number, number: Number) -> Bool:
        """See ``Setting``."""
        return at_most(value(f"pages_from[{bare(zone)}]"), number)

    def first_has_pages(self, zone: int, number: Number) -> Bool:
        """See ``Setting``."""
        return equal(value(f"pages_from[{zone}]"), number)

    def event(self, change: int) -> Number:
        """See ``Setting``."""
        return value(f"event[{change}]", 255)
