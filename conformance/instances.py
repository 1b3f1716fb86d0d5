"""Every instance of two zones and one rebuild, change of pages or rebind, up to what is alike.

Two instances are alike if they have the same lists, each zone of these is as the other's to the
request, by its type and by its node, and, where a writer looks at that, two zones are on one node
or are not. Whether that is all that matters is not taken for granted: the spec is asked about all
instances, alike or not (see `conformance.equality`).
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product

from conformance.judgement import EVERY
from spec.instance import OWNERS, Instance
from spec.scenario import Scenario
from spec.term import Bool, all_of, at_most, equal, negate

FIRST = ((1,), (1, 2))
"""The list before the rebuild; zones are numbered by it."""

NEXT = ((1,), (2,), (1, 2), (2, 1))
"""The list behind it."""

NODES = (frozenset({0}), frozenset({1}), frozenset({0, 1}))
"""A nodemask of two nodes; the kernel has no empty one."""

BY_NODE = {"in_place_null_first"}
"""The strategies whose writer looks at nodes: it ends the list behind each."""

Zones = tuple[tuple[int, int], tuple[int, int], frozenset[int] | None]
"""The types and the nodes of both zones, and the nodes that the request is for."""


def every(name: str, reader: str) -> Iterator[Scenario]:
    """One scenario for all instances that are alike; nobody has pages, and nothing is scheduled."""
    moves = EVERY[name].moves
    if moves == "masks":
        yield from _of_masks(name, reader)
    elif moves == "pages":
        yield from _of_pages(name, reader)
    else:
        for old, new in product(FIRST, (None, *NEXT)):
            lists = (old,) if new is None else (old, new)
            for zones in _zones(lists, by_node=name in BY_NODE):
                yield _scenario(name, reader, lists, zones)


def condition(instance: Instance, scenario: Scenario) -> Bool:
    """That an instance of the spec is alike to the scenario's."""
    listed = {zone for names in scenario.lists for zone in names}
    parts: list[Bool] = [equal(instance.used, scenario.changes)]
    for names, words in zip(scenario.lists, instance.lists, strict=False):
        padded = (*names, *[0] * (len(words) - len(names)))
        parts += [
            equal(instance.zone(word), zone) for word, zone in zip(words, padded, strict=True)
        ]
    for zone in sorted(listed):
        word, kind = instance.words[zone], scenario.types[zone - 1]
        parts.append(_is(at_most(instance.type_of(word), instance.limit), kind <= scenario.limit))
        if scenario.masks:
            parts.append(equal(instance.nodes[zone - 1], scenario.nodes[zone - 1]))
        else:
            node, mask = scenario.nodes[zone - 1], scenario.mask
            parts.append(_is(instance.allowed(word), mask is None or node in mask))
    if scenario.strategy in BY_NODE:
        for one, two in combinations([zone - 1 for zone in sorted(listed)], 2):
            same = equal(instance.nodes[one], instance.nodes[two])
            parts.append(_is(same, scenario.nodes[one] == scenario.nodes[two]))
    for term, zone in zip(instance.page_events, scenario.events, strict=False):
        parts.append(equal(term, zone))
    for zone in sorted(listed) if scenario.pages_before else ():
        parts.append(_is(instance.pages_before[zone - 1], scenario.pages_before[zone - 1]))
    parts += _masks(instance, scenario)
    return all_of(*parts)


def _masks(instance: Instance, scenario: Scenario) -> Iterator[Bool]:
    """The owner of the policy and the versions of the masks; a policy's only where there is one."""
    yield equal(instance.owner, OWNERS.index(scenario.policy))
    for name, versions in scenario.masks:
        if name == "policy" and scenario.policy == "none":
            continue
        for nodes, bits in zip(versions, instance.masks[name], strict=False):
            yield from (_is(bit, node in nodes) for node, bit in enumerate(bits))


def _is(condition: Bool, held: bool) -> Bool:
    return condition if held else negate(condition)


def _zones(lists: tuple[tuple[int, ...], ...], *, by_node: bool = False) -> Iterator[Zones]:
    """All that the zones of the lists can be to the request; one in no list plays no part.

    Args:
        lists: of the instance.
        by_node: zones that are alike to the request can be on two nodes all the same.
    """
    listed = {zone for names in lists for zone in names}
    each = [tuple(product((0, 1), repeat=2)) if zone in listed else ((0, 0),) for zone in (1, 2)]
    for (one, here), (two, there) in product(*each):
        yield (one, two), (here, there), frozenset({0})
        if by_node and here == there and len(listed) > 1:
            yield (one, two), (0, 1), frozenset() if here else frozenset({0, 1})


def _of_pages(name: str, reader: str) -> Iterator[Scenario]:
    """A fixed list, and a zone of it that gains pages or loses its last, or none."""
    for names in FIRST:
        for event, before in product((None, *names), product((False, True), repeat=len(names))):
            events = () if event is None else (event,)
            for zones in _zones((names,)):
                none = _scenario(name, reader, (names,), zones)
                yield replace(none, events=events, pages_before=(*before, False)[:2])


def _of_masks(name: str, reader: str) -> Iterator[Scenario]:
    """A fixed list, and masks that are rebound or not; the policy is a part of the cpuset."""
    names = [mask.name for mask in EVERY[name].masks]
    for owner in OWNERS if len(names) > 1 else ("none",):
        for changes in range(2):
            for mems in product(NODES, repeat=changes + 1):
                parts = [[part for part in NODES if part <= each] for each in mems]
                policies = product(*parts) if owner != "none" else (mems,)
                for policy in policies:
                    masks = tuple(zip(names, (policy, mems)[-len(names) :], strict=True))
                    for listed in FIRST:
                        for types, nodes, _ in _zones((listed,)):
                            none = _scenario(name, reader, (listed,), (types, nodes, None))
                            yield replace(none, masks=masks, policy=owner)


def _scenario(name: str, reader: str, lists: tuple[tuple[int, ...], ...], zones: Zones) -> Scenario:
    types, nodes, mask = zones
    return Scenario(
        strategy=name,
        prop="every",
        reader=reader,
        lists=lists,
        types=types,
        nodes=nodes,
        limit=0,
        mask=mask,
        pages_from=(None, None),
        schedule="r1",
        tries=1,
    )
