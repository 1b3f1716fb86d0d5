"""Instances small enough to look at everything that can happen in them."""

from collections.abc import Iterator
from itertools import product

from conformance.judgement import EVERY
from spec.scenario import Scenario

Lists = tuple[tuple[int, ...], ...]

REORDERS: Lists = ((1, 2), (2, 1))
LEAVES: Lists = ((1, 2), (2,))
ARRIVES: Lists = ((1,), (2, 1))
TWICE: tuple[Lists, ...] = (
    ((1, 2), (2, 1), (1, 2)),
    ((1,), (1, 2), (2, 1)),
    ((1, 2), (1,), (2,)),
)
"""Two rebuilds of two zones."""

THREE: tuple[Lists, ...] = (
    ((1, 2, 3), (3, 1, 2)),
    ((1, 2), (3, 1, 2)),
    ((1, 2, 3), (2, 3)),
    ((1,), (2, 3)),
)
"""One rebuild of three zones."""

TWO: tuple[Lists, ...] = tuple(
    (old, new) for old in ((1,), (1, 2)) for new in ((1,), (2,), (1, 2), (2, 1))
)
"""One rebuild of two zones, whichever."""

Versions = tuple[frozenset[int], ...]

REBINDS: tuple[Versions, ...] = (
    (frozenset({0}), frozenset({1})),
    (frozenset({1}), frozenset({0, 1})),
    (frozenset({0, 1}), frozenset({1})),
)
"""One rebind of each kind."""


def scenario(
    name: str,
    reader: str,
    lists: Lists,
    types: tuple[int, ...],
    *,
    nodes: tuple[int, ...] | None = None,
    pages: tuple[int | None, ...] | None = None,
) -> Scenario:
    """One rebuild or more, and one try.

    Args:
        name: of the strategy.
        reader: ``pass`` or ``allocation``.
        lists: in turn. A fixed list has all zones; what is at the head of a new one gains or
            loses pages, and of all zones only the first has some at first.
        types: of the zones; only type 0 satisfies the request.
        nodes: of the zones; if they are given, only node 0 satisfies the request.
        pages: the first pass in which each zone has pages; never, if not given.
    """
    zones = range(1, len(types) + 1)
    fixed = EVERY[name].moves == "pages"
    return Scenario(
        strategy=name,
        prop="small",
        reader=reader,
        lists=(tuple(zones),) if fixed else lists,
        types=types,
        nodes=nodes or (0,) * len(types),
        limit=0,
        mask=None if nodes is None else frozenset({0}),
        pages_from=(None,) * len(types) if fixed or pages is None else pages,
        schedule="r1",
        tries=1,
        events=tuple(names[0] for names in lists[1:]) if fixed else (),
        pages_before=tuple(zone == 1 for zone in zones) if fixed else (),
    )


def one_of_each_kind(name: str, reader: str) -> tuple[Scenario, ...]:
    """A list in another order, one that loses a zone, and one that gains one."""
    return (
        scenario(name, reader, REORDERS, (1, 0)),
        scenario(name, reader, LEAVES, (1, 0)),
        scenario(name, reader, ARRIVES, (0, 0)),
    )


def two_zones(name: str, reader: str) -> Iterator[Scenario]:
    """One rebuild of two zones, with every request that tells them apart."""
    for lists, types, nodes in product(TWO, product((0, 1), repeat=2), product((0, 1), repeat=2)):
        yield scenario(name, reader, lists, types, nodes=nodes)


def larger(name: str, reader: str) -> Iterator[Scenario]:
    """Two rebuilds, or three zones."""
    for lists in TWICE:
        for types in ((0, 0), (1, 0), (0, 1)):
            yield scenario(name, reader, lists, types)
    for lists in THREE:
        for each in ((0, 0, 0), (1, 0, 0), (0, 0, 1)):
            yield scenario(name, reader, lists, each)


def rebinds(
    name: str,
    reader: str,
    versions: Versions,
    *,
    owner: str = "none",
    pages: tuple[int | None, ...] | None = None,
    tries: int = 1,
) -> Scenario:
    """A fixed list, zone 1 on node 0, zone 2 on node 1 and so on, under masks that move.

    Args:
        name: of the strategy.
        reader: of the scenario.
        versions: of each mask in turn, with a policy that is as wide as the cpuset.
        owner: of the policy.
        pages: the first pass in which each zone has pages; never, if not given.
        tries: of a round.
    """
    zones = max(max(nodes) for nodes in versions) + 1
    return Scenario(
        strategy=name,
        prop="small",
        reader=reader,
        lists=(tuple(range(1, zones + 1)),),
        types=(0,) * zones,
        nodes=tuple(range(zones)),
        limit=0,
        mask=None,
        pages_from=(None,) * zones if pages is None else pages,
        schedule="r1",
        tries=tries,
        masks=tuple((mask.name, versions) for mask in EVERY[name].masks),
        policy=owner,
    )


def rebinds_of_each_kind(name: str, reader: str) -> tuple[Scenario, ...]:
    """Masks that move to another node, that grow and that shrink; of a request without policy."""
    return tuple(rebinds(name, reader, versions) for versions in REBINDS)
