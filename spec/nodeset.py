"""Nodemasks as a reader of schedules sees them: sets of nodes, and the versions obeyed."""

from collections.abc import Iterable

from spec.scenario import Scenario
from spec.vocabulary import Location, Mask, Strategy

Versions = tuple[frozenset[int], ...]


def nodeset(nodes: Iterable[int]) -> str:
    """The nodes in braces, such as ``{0,1}``."""
    return "{" + ",".join(map(str, sorted(nodes))) + "}"


def arrows(versions: Versions) -> str:
    """One version after the other, such as ``{0} -> {0,1}``."""
    return " -> ".join(map(nodeset, versions))


def obeyed(scenario: Scenario) -> list[tuple[str, Versions]]:
    """The masks that the request obeys, the cpuset's first; no policy's where there is none."""
    masks = list(scenario.masks)
    if len(masks) > 1:
        policy, mems = masks
        return [mems] if scenario.policy == "none" else [mems, policy]
    return masks


def mask_of(strategy: Strategy, location: Location) -> Mask | None:
    """The mask that a word belongs to, None for any other word."""
    for mask in strategy.masks:
        name, _, version = location.name.partition(".")
        if name == mask.name and bool(version) == mask.copies:
            return mask
    return None


def nodes_of(mask: Mask, location: Location, value: int, zones: int) -> list[int]:
    """The nodes whose bits are set in the value of one of the mask's words."""
    nodes = mask.nodes(location.slot or 0, zones)
    return [node for place, node in enumerate(nodes) if value >> place & 1]
