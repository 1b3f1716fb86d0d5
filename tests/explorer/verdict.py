"""The properties: what a finished pass, and giving up, violates."""

from .state import COMPLETED, NOTHING, Local, Trial

PASS_PROPERTIES = (
    "no_missed_zone",
    "no_double_visit",
    "zone_always_visible",
    "eligible_zone_always_visible",
    "sees_one_list",
)
BOTH_PROPERTIES = ("respects_request", "stays_in_bounds", "no_use_after_free")
ALLOCATION_PROPERTIES = ("no_premature_oom", "no_premature_oom_last_look")
PROPERTIES = (*PASS_PROPERTIES, *BOTH_PROPERTIES, *ALLOCATION_PROPERTIES)


def properties_of(strategy: str) -> tuple[str, ...]:
    """The properties that apply: only ``copy_swap`` pages free an array."""
    frees = strategy.startswith("copy_swap")
    return tuple(one for one in PROPERTIES if frees or one != "no_use_after_free")


def judge_pass(trial: Trial, local: Local) -> frozenset[str]:
    """What an accepted pass violates."""
    visits = local.visits
    broken = set()
    if any(zone not in trial.satisfying for zone in visits):
        broken.add("respects_request")
    if trial.allocating:
        return frozenset(broken) if broken else NOTHING
    if len(set(visits)) < len(visits):
        broken.add("no_double_visit")
    if local.fate == COMPLETED:
        if not trial.eligible <= set(visits):
            broken.add("no_missed_zone")
        if not visits and trial.listed == trial.satisfying:
            broken.add("zone_always_visible")
        if not visits and trial.eligible:
            broken.add("eligible_zone_always_visible")
        if visits not in trial.expected:
            broken.add("sees_one_list")
    return frozenset(broken)


def judge_giving_up(trial: Trial, local: Local, mask: int) -> list[tuple[int, frozenset[str]]]:
    """What giving up violates, by position: split only where pages are words."""
    if trial.strategy.events:
        return [
            (1 << at, _broken_by_events(trial, local, at))
            for at in range(mask.bit_length())
            if mask >> at & 1
        ]
    looked = 0 if local.finding else local.number
    last_try = max(0, local.number - 1)
    broken = set()
    for zone in trial.eligible:
        low, high = _pages_from(trial, local, zone)
        if low is None:
            continue
        if low <= last_try:
            broken.add("no_premature_oom")
        if looked and low <= looked <= high:
            broken.add("no_premature_oom_last_look")
    return [(mask, frozenset(broken))]


def _pages_from(trial: Trial, local: Local, zone: int) -> tuple[int | None, int]:
    if trial.open_pages:
        return local.pages[zone - 1]
    since = trial.instance.pages_from[zone - 1] if trial.instance.pages_from else None
    return since, since or 0


def _broken_by_events(trial: Trial, local: Local, end: int) -> frozenset[str]:
    broken = set()
    for zone in trial.eligible:
        readings = trial.memory.readings(("pages", 0, zone))
        ones = sum(where for value, _, where in readings if value)
        since = [
            number
            for number, began in enumerate(local.began)
            if not ((2 << end) - (1 << began)) & ~ones
        ]
        if since and since[0] < local.number:
            broken.add("no_premature_oom")
        if since and since[0] == local.number:
            broken.add("no_premature_oom_last_look")
    return frozenset(broken)
