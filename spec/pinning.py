"""A symbolic instance pinned to that of a scenario.

A scenario numbers zones, types and nodes as it likes; the symbolic instance numbers zones by L0,
and asks of a type only whether it is at most the limit. So a scenario is renamed first, which
changes nothing that a reader or a property can tell.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from spec.instance import OWNERS, Instance
from spec.scenario import Scenario
from spec.term import Bool, Number, equal, negate


def pinned(instance: Instance, scenario: Scenario) -> Iterator[tuple[Bool | Number, int]]:
    """The terms of an instance, each with the value that it has in the scenario's.

    Args:
        instance: of as many zones and changes as the scenario, or more changes.
        scenario: with zones, types and nodes under any names.
    """
    scenario = renamed(scenario)
    yield instance.used, scenario.changes
    for names, words in zip(scenario.lists, instance.lists, strict=False):
        for at, word in enumerate(words):
            yield instance.zone(word), names[at] if at < len(names) else 0
    yield instance.limit, scenario.limit
    yield from zip(instance.types, scenario.types, strict=True)
    yield from zip(instance.nodes, scenario.nodes, strict=True)
    yield instance.masked, scenario.mask is not None
    for node, here in enumerate(instance.mask):
        yield here, node in (scenario.mask or ())
    if instance.never:
        for term, first in zip(instance.pages_from, scenario.pages_from, strict=True):
            yield term, instance.never if first is None else min(first, instance.never)
    yield from zip(instance.page_events, scenario.events, strict=False)
    yield from zip(instance.pages_before, scenario.pages_before, strict=False)
    yield instance.owner, OWNERS.index(scenario.policy)
    for name, versions in scenario.masks:
        for nodes, bits in zip(versions, instance.masks[name], strict=False):
            yield from ((here, node in nodes) for node, here in enumerate(bits))


def condition(instance: Instance, scenario: Scenario) -> Iterator[Bool]:
    """That the instance is the scenario's, in parts."""
    for term, value in pinned(instance, scenario):
        if isinstance(value, bool):
            flag = cast("Bool", term)
            yield flag if value else negate(flag)
        else:
            yield equal(term, value)


def renamed(scenario: Scenario) -> Scenario:
    """The same scenario with the zones numbered by L0, and types and nodes as few as there are."""
    order = [*scenario.lists[0]]
    order += [zone for zone in range(1, scenario.zones + 1) if zone not in order]
    place = {zone: at for at, zone in enumerate(order, 1)}
    nodes = dict.fromkeys(scenario.nodes[zone - 1] for zone in order)
    labels = {node: node if scenario.masks else at for at, node in enumerate(nodes)}
    mask, pages, before = scenario.mask, scenario.pages_from, scenario.pages_before
    return replace(
        scenario,
        lists=tuple(tuple(place[zone] for zone in names) for names in scenario.lists),
        types=tuple(int(scenario.types[zone - 1] > scenario.limit) for zone in order),
        nodes=tuple(labels[scenario.nodes[zone - 1]] for zone in order),
        limit=0,
        mask=None if mask is None else frozenset(labels[node] for node in mask if node in labels),
        pages_from=tuple(pages[zone - 1] for zone in order),
        pages_before=tuple(before[zone - 1] for zone in order) if before else (),
        events=tuple(place[zone] for zone in scenario.events),
    )
