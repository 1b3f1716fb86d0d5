"""Small random instances for episodes: whatever a strategy changes, changed once or twice."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from impl.instance import Event, Instance, Policy
from impl.nodemasks import MEMS, POLICY
from impl.strategies.strategy import Strategy, fixed_list

TYPES, NODES = range(3), range(2)

SINCE = (None, None, 0, 1, 2, 3)
"""From which pass on a zone has pages: often never, so that an allocation goes on for long."""

OWNERS: tuple[Policy, ...] = ("none", "task", "vma")


def drawn_instance(strategy: Strategy, random: Random) -> Instance:
    """Draw two to four zones, a request, and one or two changes of what the strategy changes.

    An era changes lists in one half of its instances, and masks in the other.
    """
    zones = range(1, random.randint(2, 4) + 1)
    changes = random.randint(1, 2)
    still = Instance(
        lists=(tuple(zones),),
        types=tuple(random.choices(TYPES, k=len(zones))),
        nodes=tuple(random.choices(NODES, k=len(zones))),
        limit=random.choice(TYPES),
        mask=random.choice((None, None, _some(random, NODES))),
        pages_from={zone: random.choice(SINCE) for zone in zones},
    )
    if strategy.masks and (strategy.writer is fixed_list or random.random() < 0.5):
        return _rebound(still, strategy, random, changes)
    if strategy.has_pages is not None:
        return _with_events(still, random, changes)
    lists = [random.sample(zones, random.randint(1, len(zones))) for _ in range(changes + 1)]
    return replace(still, lists=tuple(map(tuple, lists)))


def _rebound(still: Instance, strategy: Strategy, random: Random, changes: int) -> Instance:
    """The same zones under masks that move; a policy is a part of its cpuset."""
    nodes = range(len(still.types))
    wide = [_some(random, nodes) for _ in range(changes + 1)]
    if len(strategy.masks) == 1:
        return replace(still, mask=None, masks={strategy.masks[0]: tuple(wide)})
    narrow = [_some(random, sorted(each)) for each in wide]
    return replace(
        still,
        mask=None,
        masks={MEMS: tuple(wide), POLICY: tuple(narrow)},
        policy=random.choice(OWNERS),
    )


def _with_events(still: Instance, random: Random, changes: int) -> Instance:
    """The same list, with zones that gain pages or lose them."""
    pages = {zone: random.randint(0, 1) for zone in still.lists[0]}
    now = dict(pages)
    events = []
    for zone in random.choices(still.lists[0], k=changes):
        now[zone] = 1 - now[zone]
        events.append(Event(zone, now[zone]))
    return replace(still, pages0=pages, events=tuple(events))


def _some(random: Random, among: Sequence[int]) -> frozenset[int]:
    """Draw one of them or more."""
    return frozenset(random.sample(among, random.randint(1, len(among))))
