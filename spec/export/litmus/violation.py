"""When a reader violates a property, as a final condition over its registers.

Each property once more, over what the registers of a finished reader can hold; shares nothing with
``spec/properties.py`` but its definitions.
"""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations, product

from spec.errors import UsageError
from spec.export.litmus.allocation import GivenUp
from spec.export.litmus.notation import FALSE, both, some, unless
from spec.export.litmus.walk import GONE, OUTSIDE, TERMINATOR, Walk
from spec.instance import Instance
from spec.properties import Property
from spec.scenario import Scenario
from spec.term import Number


def violation(
    prop: Property, scenario: Scenario, walk: Walk, gave_up: Sequence[GivenUp] = ()
) -> str:
    """When a finished pass or allocation violates a property.

    Args:
        prop: the property.
        scenario: the instance.
        walk: what was written of it.
        gave_up: where an allocation gives up.

    Raises:
        UsageError: it is a property that is not known here.
    """
    return _Finished(scenario, walk, gave_up).violates(prop.name)


class _Finished:
    """A pass or an allocation that has come to its end.

    Attributes:
        completed: that it was accepted and met the terminator.
    """

    def __init__(self, scenario: Scenario, walk: Walk, gave_up: Sequence[GivenUp]) -> None:
        self._gave_up = gave_up
        self._scenario = scenario
        self._instance: Instance = scenario.instance()
        self._walk = walk
        self._accepted = f"1:{walk.again}=0" if walk.again else ""
        self.completed = both(self._accepted, f"1:{walk.end}={TERMINATOR}")

    def violates(self, prop: str) -> str:
        """The final condition for a property of this name.

        Raises:
            UsageError: it is none that a litmus test can tell.
        """
        said = {
            "no_missed_zone": self._missed,
            "no_double_visit": self._doubled,
            "zone_always_visible": self._blind,
            "eligible_zone_always_visible": self._blind_to_eligible,
            "sees_one_list": self._no_list,
            "respects_request": self._disrespectful,
            "stays_in_bounds": lambda: self._ended(OUTSIDE),
            "no_use_after_free": self._freed,
            "no_premature_oom": self._early,
            "no_premature_oom_last_look": self._at_the_last_look,
        }
        if prop not in said:
            raise UsageError(
                f"a litmus test tells of what a reader has found at its end, and {prop} is about "
                f"waiting or sleeping: choose from {', '.join(said)}"
            )
        return said[prop]()

    def _ended(self, how: int) -> str:
        """That some walk came to its end in this way."""
        return some(*(f"1:{end}={how}" for end in self._walk.ends))

    def _visits(self, slot: str, zone: int) -> str:
        values = [value for value, meant in self._walk.visits[slot].items() if meant == zone]
        return some(*(f"1:{slot}={value}" for value in values)) if values else ""

    def _visited(self, zone: int) -> str:
        """That the zone was taken up; empty if it never is."""
        told = [self._visits(slot, zone) for slot in self._walk.visits]
        return some(*told) if any(told) else ""

    def _follows(self, one: int, other: int) -> str:
        """That the other zone was taken up somewhere behind the one; empty if it never is."""
        pairs = []
        for early, late in combinations(self._walk.visits, 2):
            first, second = self._visits(early, one), self._visits(late, other)
            if first and second:
                pairs.append(both(first, second))
        return some(*pairs) if pairs else ""

    @property
    def _zones(self) -> range:
        return range(1, self._scenario.zones + 1)

    def _missed(self) -> str:
        words = self._instance.words
        due = [
            zone
            for zone in self._zones
            if self._instance.listed_throughout(words[zone])
            and self._instance.satisfies_always(words[zone])
        ]
        ways = [self._not_visited(zone) for zone in due]
        return both(self.completed, some(*ways)) if all(ways) else self.completed

    def _not_visited(self, zone: int) -> str:
        visited = self._visited(zone)
        return unless(visited) if visited else ""

    def _doubled(self) -> str:
        ways = [self._follows(zone, zone) for zone in self._zones]
        return both(self._accepted, some(*filter(None, ways)))

    def _nothing(self) -> str:
        told = [self._visited(zone) for zone in self._zones]
        return both(self.completed, unless(some(*told)) if any(told) else "")

    def _blind(self) -> str:
        return self._nothing() if self._instance.all_satisfy() else FALSE

    def _blind_to_eligible(self) -> str:
        eligible = self._instance.at_every_moment(lambda _word: True, "")
        return self._nothing() if eligible else FALSE

    def _no_list(self) -> str:
        lists = [
            [zone for zone in names if self._scenario.satisfies(zone)]
            for names in self._scenario.lists
        ]
        return both(self.completed, *(self._differs(names) for names in lists))

    def _differs(self, names: list[int]) -> str:
        """That what was taken up is not exactly this, in this order."""
        in_order = {*combinations(names, 2)}
        ways = [self._not_visited(zone) or "true" for zone in names]
        ways += [self._visited(zone) for zone in self._zones if zone not in names]
        ways += [
            self._follows(one, other)
            for one, other in product(self._zones, repeat=2)
            if (one, other) not in in_order
        ]
        return "" if "true" in ways else some(*filter(None, ways))

    def _disrespectful(self) -> str:
        wrong = [
            zone
            for zone in self._zones
            if not self._instance.satisfies_once(self._instance.words[zone])
        ]
        return both(self._accepted, some(*filter(None, map(self._visited, wrong))))

    def _freed(self) -> str:
        late = f"1:{self._walk.late}=1" if self._walk.late else ""
        return some(self._ended(GONE), *filter(None, [late]))

    def _early(self) -> str:
        return self._given_up(lambda since, end: since <= end.last_try)

    def _at_the_last_look(self) -> str:
        return self._given_up(lambda since, end: since == end.last_look)

    def _given_up(self, dated: Callable[[int, GivenUp], bool]) -> str:
        """That the slow path gave up though some zone that is due has pages since such a pass."""
        words = self._instance.words

        def has_pages(word: Number, end: GivenUp) -> bool:
            since = self._scenario.pages_from[words.index(word) - 1]
            return since is not None and dated(since, end)

        early = [
            f"1:{end.register}=1"
            for end in self._gave_up
            if self._instance.at_every_moment(partial(has_pages, end=end), "")
        ]
        return both(self._accepted, some(*early)) if early else FALSE
