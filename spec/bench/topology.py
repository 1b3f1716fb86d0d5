"""Every instance, one by one: what somebody goes through who has no way to leave lists open.

Zones are numbered in the order in which the lists first name them, a type is 0 or 1 and the limit
0, and every zone has a node of its own, which the mask has or has not: no two are told apart by a
reader, for writers that do not ask which zones share a node.
"""

from collections.abc import Iterator
from itertools import permutations, product
from random import Random

from spec.instance import Instance
from spec.program import Within
from spec.scenario import Scenario
from spec.term import Bool, all_of, equal, negate

Lists = tuple[tuple[int, ...], ...]


def lists(zones: int, rebuilds: int) -> Iterator[Lists]:
    """The lists of every instance inside the bounds, fewer rebuilds first."""
    names = range(1, zones + 1)
    every = [each for size in names for each in permutations(names, size)]
    for count in range(rebuilds + 1):
        for first in names:
            for later in product(every, repeat=count):
                each = (tuple(range(1, first + 1)), *later)
                order = list(dict.fromkeys(zone for one in each for zone in one))
                if order == list(range(1, len(order) + 1)):
                    yield each


def named(each: Lists) -> int:
    """How many zones the lists name."""
    return max(zone for one in each for zone in one)


def count(zones: int, rebuilds: int) -> int:
    """How many instances there are inside the bounds."""
    return sum(4 ** named(each) for each in lists(zones, rebuilds))


def instance(strategy: str, prop: str, each: Lists, request: int) -> Scenario:
    """One instance of these lists as a scenario; nobody looks at its schedule.

    Args:
        strategy: its name.
        prop: the property's name.
        each: the lists.
        request: two bits for each zone: its type, and whether the mask lacks it.
    """
    size = named(each)
    return Scenario(
        strategy=strategy,
        prop=prop,
        reader="pass",
        lists=each,
        types=tuple(request >> at & 1 for at in range(size)),
        nodes=tuple(range(size)),
        limit=0,
        mask=frozenset(at for at in range(size) if not request >> size + at & 1),
        pages_from=(None,) * size,
        schedule="w1r1",
    )


def instances(strategy: str, prop: str, zones: int, rebuilds: int) -> Iterator[Scenario]:
    """Every instance inside the bounds."""
    for each in lists(zones, rebuilds):
        for request in range(4 ** named(each)):
            yield instance(strategy, prop, each, request)


def drawn(strategy: str, prop: str, zones: int, rebuilds: int) -> Iterator[Scenario]:
    """Instances inside the bounds at random, each as likely as any other; without end."""
    random = Random(0)  # noqa: S311 - the same ones in every run
    every = [*lists(zones, rebuilds)]
    weights = [4 ** named(each) for each in every]
    while True:
        (each,) = random.choices(every, weights)
        yield instance(strategy, prop, each, random.randrange(4 ** named(each)))


def exactly(scenario: Scenario) -> Within:
    """The condition that an instance is this one, which numbers zones by its first list.

    Args:
        scenario: one that ``instance`` makes.
    """

    def within(instance: Instance) -> Bool:
        conditions: list[Bool] = [
            equal(instance.used, scenario.changes),
            equal(instance.limit, scenario.limit),
            instance.masked,
        ]
        mask = scenario.mask or frozenset()
        for zone in range(scenario.zones):
            conditions.append(equal(instance.types[zone], scenario.types[zone]))
            conditions.append(equal(instance.nodes[zone], scenario.nodes[zone]))
        for node, inside in enumerate(instance.mask):
            conditions.append(inside if node in mask else negate(inside))
        for rebuild, names in enumerate(scenario.lists):
            for slot, word in enumerate(instance.lists[rebuild]):
                zone = names[slot] if slot < len(names) else 0
                conditions.append(equal(instance.zone(word), zone))
        return all_of(*conditions)

    return within
