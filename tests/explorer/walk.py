"""The steps of a walk, of a pass or of ``first()``: loads of slots, and what ends it."""

from collections.abc import Iterable

from .course import settle
from .memory import FREED
from .state import AT_FREED, COMPLETED, NOTHING, OUTSIDE, WALKING, Local, Move, Trial

OUT_OF_BOUNDS = frozenset({"stays_in_bounds"})
AFTER_FREE = frozenset({"no_use_after_free"})


def _breaking(broken: frozenset[str], found: Iterable[Move]) -> list[Move]:
    if not broken:
        return list(found)
    return [Move(move.local, move.mask, move.broken | broken) for move in found]


def load_index(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    """Load the index of a slot; where pages are words, note where the pass began."""
    if trial.strategy.events and trial.allocating and not local.slot:
        for position in range(mask.bit_length()):
            if mask >> position & 1:
                began = local._replace(began=(*local.began, position))
                yield from _load_index(trial, began, 1 << position)
    else:
        yield from _load_index(trial, local, mask)


def _load_index(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    name = "slot" if trial.strategy.one_word else "zone_idx"
    for value, life, where in trial.memory.readings((name, local.array % 2, local.slot)):
        now = mask & where
        if not now:
            continue
        broken = AFTER_FREE if value == FREED or life > local.array else NOTHING
        found: Iterable[Move]
        if value == FREED:
            found = _end(trial, local._replace(fate=AT_FREED), now)
        elif name == "slot":
            index = trial.instance.types[value - 1] if value else 0
            if index > trial.instance.limit:
                found = _next_slot(trial, local, now)
            else:
                found = _at_zone(trial, local, value, now)
        elif value > trial.instance.limit:
            found = _next_slot(trial, local, now)
        else:
            found = (Move(local._replace(at="zone"), now),)
        yield from _breaking(broken, found)


def load_zone(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    """Load the pointer of a slot."""
    for value, life, where in trial.memory.readings(("zone", local.array % 2, local.slot)):
        now = mask & where
        if not now:
            continue
        broken = AFTER_FREE if value == FREED or life > local.array else NOTHING
        if value == FREED:
            found = _end(trial, local._replace(fate=AT_FREED), now)
        else:
            found = _at_zone(trial, local, value, now)
        yield from _breaking(broken, found)


def _at_zone(trial: Trial, local: Local, zone: int, mask: int) -> Iterable[Move]:
    if not zone:
        return _end(trial, local._replace(fate=COMPLETED), mask)
    if not trial.instance.allows(zone):
        return _next_slot(trial, local, mask)
    if local.finding:
        return _end(trial, local._replace(fate=zone), mask)
    return _visit(trial, local, zone, mask)


def _visit(trial: Trial, local: Local, zone: int, mask: int) -> Iterable[Move]:
    """Visit a zone, and in an allocation try to take a page from it.

    With open pages nothing is known of ``pages_from`` beyond bounds [low, high] for each zone. A
    visit that the bounds do not decide goes both ways and tightens the zone's own bounds, so that
    every value within the final bounds explains the run and no value outside does: the search is
    exact without going through the values.
    """
    if not trial.allocating or trial.observing:
        local = local._replace(visits=(*local.visits, zone))
    elif zone not in trial.satisfying and zone not in local.visits:
        # All that is asked of an allocation's visits is respects_request.
        local = local._replace(visits=(*local.visits, zone))
    if not trial.allocating:
        return _next_slot(trial, local, mask)
    if trial.strategy.events:
        return (Move(local._replace(at="pages", fate=zone), mask),)
    number = local.number
    if not trial.open_pages:
        if trial.instance.has_pages(zone, number):
            return _end(trial, local._replace(fate=zone), mask)
        return _next_slot(trial, local, mask)
    low, high = local.pages[zone - 1]
    before, after = local.pages[: zone - 1], local.pages[zone:]
    found: list[Move] = []
    if low <= number:
        taken = (*before, (low, min(high, number)), *after)
        found += _end(trial, local._replace(fate=zone, pages=taken), mask)
    if high > number:
        empty = (*before, (max(low, number + 1), high), *after)
        found += _next_slot(trial, local._replace(pages=empty), mask)
    return found


def load_pages(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    """Load the pages word of the zone just visited."""
    for value, _, where in trial.memory.readings(("pages", 0, local.fate)):
        if not mask & where:
            continue
        if value:
            yield from _end(trial, local, mask & where)
        else:
            yield from _next_slot(trial, local._replace(fate=WALKING), mask & where)


def _next_slot(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    slot = local.slot + 1
    if slot < trial.capacity:
        return (Move(local._replace(at="zone_idx", slot=slot), mask),)
    return _breaking(OUT_OF_BOUNDS, _end(trial, local._replace(fate=OUTSIDE), mask))


def _end(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    if trial.strategy.section:
        return (Move(local._replace(at="close"), mask),)
    return closed(trial, local, mask)


def closed(trial: Trial, local: Local, mask: int) -> Iterable[Move]:
    """Leave a walk behind, its section closed: check it or accept it."""
    if trial.strategy.guard:
        return (Move(local._replace(at="check"), mask),)
    return settle(trial, local, mask)
