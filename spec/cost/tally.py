"""Counting what was noted: loads, branches, stores, barriers, sections, waits, words touched."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from spec.cost.architecture import INSTRUCTIONS, instruction
from spec.cost.recording import Noted
from spec.vocabulary import Strategy
from spec.words import Location

OPENING = re.compile(r"_(read_lock|disable|save|begin|enter)$| begin$")
CLOSING = re.compile(r"_(unlock|enable|restore|end|exit)$| end$")
ZONEREF_BYTES, WORD_BYTES = 16, 8


class Item(NamedTuple):
    """Something that is counted.

    Attributes:
        kind: ``loads``, ``branches``, ``stores``, ``atomics``, ``chained``, ``x86``, ``arm64``,
            ``sections``, ``waits``, ``slots``, ``words``, ``stopped`` or ``freed``.
        name: which instruction, section, wait or array.
        size: bytes of a slot.
    """

    kind: str
    name: str = ""
    size: int = 0


def tally(noted: Iterable[Noted], strategy: Strategy, *, masked: bool) -> Counter[Item]:
    """Count everything.

    Args:
        noted: what a thread did.
        strategy: the page, for what its words are.
        masked: whether the request has a nodemask that does not move: a test for every zone.
    """
    found: Counter[Item] = Counter()
    touched: set[tuple[Item, Location]] = set()
    sources: set[int] = set()
    for item in noted:
        if item.request.location is not None and item.request.location.name == "pages":
            continue  # whether a zone has pages: every strategy asks, so it costs none anything
        found.update(_items(item, strategy, masked=masked))
        if item.request.location is not None:
            touched.add(_touched(item.request.location, strategy))
        sources.update(item.request.address)
    found.update(kind for kind, _ in touched)
    if sources:
        found[Item("chained")] = len(sources)
    return found


def is_zoneref(item: Noted, strategy: Strategy) -> bool:
    """Whether it is an access of a list's slot."""
    location = item.request.location
    return location is not None and any(location.name == array.name for array in strategy.arrays)


def is_mask_word(location: Location, strategy: Strategy) -> bool:
    """Whether it is a word of a nodemask, or of one of its copies, that the strategy moves."""
    names = {mask.word(0).name.partition(".")[0] for mask in strategy.masks}
    return location.name.partition(".")[0] in names


def _touched(location: Location, strategy: Strategy) -> tuple[Item, Location]:
    for array in strategy.arrays:
        if array.name == location.name:
            size = WORD_BYTES if array.one_word else ZONEREF_BYTES
            return Item("slots", array.name, size), location._replace(word="")
    return Item("words"), Location(location.name)


def _items(item: Noted, strategy: Strategy, *, masked: bool) -> Iterator[Item]:
    """What one thing that was done adds."""
    request = item.request
    action = request.action
    if action == "compare":
        yield Item("branches")
    elif action == "free":
        yield Item("freed")
    elif action == "stop_machine":
        yield Item("stopped")
        yield from [Item("stores")] * len(request.value)
    elif action == "synchronize_rcu begin":
        yield Item("waits", "grace period")
    elif request.location is None:
        yield from _marker(action, note=request.is_note)
    elif request.change is not None:
        yield from (Item("atomics"), Item("stores"))
        yield from _ordering("update" if request.order == "once" else f"update-{request.order}")
        if request.order != "release":
            yield Item("waits", request.location.name)
    elif request.value is not None:
        yield Item("stores")
        yield from _ordering("" if request.order == "once" else f"store-{request.order}")
    else:
        yield Item("loads")
        yield from _ordering("" if request.order == "once" else f"load-{request.order}")
        if request.when is not None:
            yield Item("waits", request.location.name)
        if item.scanned and is_mask_word(request.location, strategy):
            yield Item("branches")
        if is_zoneref(item, strategy):
            yield from _tests(request.location, item.value, masked=masked)


def _marker(action: str, *, note: bool) -> Iterator[Item]:
    if action.startswith("smp_"):
        yield from _ordering(action)
    elif not note and not CLOSING.search(action):
        yield Item("sections", OPENING.sub("", action))


def _ordering(primitive: str) -> Iterator[Item]:
    if primitive:
        for architecture in INSTRUCTIONS:
            name = instruction(architecture, primitive)
            if name:
                yield Item(architecture, name)


def _tests(location: Location, value: Any, *, masked: bool) -> Iterator[Item]:
    """A slot's index is compared with the limit, its pointer with NULL, its node with the mask."""
    if location.word != "zone":
        yield Item("branches")
    if location.word != "zone_idx":
        yield Item("branches")
        zone = value[0] if isinstance(value, tuple) else value
        if masked and zone:
            yield Item("branches")
