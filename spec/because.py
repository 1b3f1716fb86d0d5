"""Why a replayed run violates a property, in one sentence about this run."""

from collections.abc import Callable

from spec.interpreter import Replay
from spec.nodeset import arrows, nodeset, obeyed
from spec.run import GaveUp
from spec.standstill import deadlocked, repeated, slept


def because(shown: Replay, prop: str) -> str:
    """The sentence behind ``because``.

    Args:
        shown: a run that violates the property.
        prop: the property's name.
    """
    match prop:
        case "terminates":
            return repeated(shown)
        case "no_deadlock":
            return deadlocked(shown)
        case "no_sleep_in_atomic":
            return slept(shown)
        case "stays_in_bounds":
            return "the walk went on to a slot behind the end of the array"
        case "no_use_after_free":
            return "the reader loaded a word of an array that had been freed or reused"
        case "zone_always_visible":
            return "every zone satisfies the request and the walk visited nothing"
        case "no_premature_oom" | "no_premature_oom_last_look":
            return _gave_up(shown, shown.run.gave_up[-1], prop)
        case "respects_request":
            return _disrespected(shown)
        case "eligible_zone_always_visible":
            return _blind(shown)
    return _visits(shown, prop)


def _visits(shown: Replay, prop: str) -> str:
    """What a walk visited, and what it should have."""
    scenario, passes = shown.scenario, _passes(shown)
    if prop == "no_missed_zone":
        missed, visits = next(
            (zone, visits)
            for visits, item in zip(passes, shown.run.passes, strict=True)
            for zone in _everywhere(shown, scenario.satisfies)
            if item.completed and zone not in visits
        )
        return f"zone {missed} is in every list and the walk visited {_names(visits)}"
    if prop == "no_double_visit":
        twice, visits = next(
            (zone, visits) for visits in passes for zone in visits if visits.count(zone) > 1
        )
        return f"one walk visited zone {twice} twice: {_names(visits)}"
    left = " nor ".join(
        _names([zone for zone in names if scenario.satisfies(zone)]) for names in scenario.lists
    )
    return f"the walk visited {_names(passes[-1])}, which is neither {left}"


def _blind(shown: Replay) -> str:
    if shown.scenario.masks:
        told = _moments(shown, lambda _zone: True)
        allowed = _clauses(shown, told, lambda _zone: "is allowed")
        return f"{allowed}, and the walk visited nothing"
    zone = _everywhere(shown, shown.scenario.satisfies)[0]
    return f"zone {zone} is in every list and allowed, and the walk visited nothing"


def _disrespected(shown: Replay) -> str:
    scenario, instance = shown.scenario, shown.scenario.instance()
    wrong = next(
        zone
        for visits in _passes(shown)
        for zone in visits
        if not instance.satisfies_once(instance.words[zone])
    )
    if not scenario.satisfies(wrong):
        return f"zone {wrong} does not satisfy the request and the walk took it up"
    node = scenario.nodes[wrong - 1]
    name, versions = next(
        (name, versions)
        for name, versions in obeyed(scenario)
        if not any(node in nodes for nodes in versions)
    )
    ignored = "" if _tested(shown, wrong, name) else f", which ignored the {name},"
    return (
        f"zone {wrong} is on node {node}, which {name} {arrows(versions)} never has, "
        f"and the walk{ignored} took it up"
    )


def _tested(shown: Replay, zone: int, mask: str) -> bool:
    """Whether the mask was loaded between the zone and its being taken up."""
    mine = [at for at, step in enumerate(shown.trace) if step.thread == "reader"]
    taken = next(place for place, at in enumerate(mine) if zone in shown.visited[at])
    for at in reversed(mine[: taken + 1]):
        location, value = shown.trace[at].location, shown.trace[at].value
        if location is not None and location.name == mask:
            return True
        if location is None or location.word == "zone" or isinstance(value, tuple):
            break
    return False


def _gave_up(shown: Replay, end: GaveUp, prop: str) -> str:
    scenario, run, instance = shown.scenario, shown.run, shown.scenario.instance()
    if prop == "no_premature_oom_last_look":
        has_pages, number = run.first_has_pages, end.last_look or 0
    else:
        has_pages, number = run.has_pages, end.last_try
    how = "the last look failed" if end.last_look is not None else "the first slot was empty"

    def has(zone: int) -> bool:
        return bool(has_pages(instance, instance.words[zone], number))

    def since(zone: int) -> str:
        first = number if scenario.pages_before else scenario.pages_from[zone - 1]
        return f"has pages from pass {first} on"

    if scenario.masks:
        told = _moments(shown, has)
        them = {1: "it", 2: "either"}.get(len(told), "any of them")
        what = f"{_clauses(shown, told, since)}; no pass found a page in {them}"
    else:
        zone = next(zone for zone in _everywhere(shown, scenario.satisfies) if has(zone))
        what = f"zone {zone} is in every list, allowed, and {since(zone)}; no pass took it up"
    return f"{what}, {how}, and the slow path gave up"


def _moments(shown: Replay, holds: Callable[[int], bool]) -> dict[int, list[int]]:
    """Zones with the versions of the masks that they satisfy; few zones for all versions."""
    instance = shown.scenario.instance()
    zones = [
        [
            zone
            for zone in _everywhere(shown, holds)
            if instance.satisfies_at(instance.words[zone], version)
        ]
        for version in instance.versions
    ]
    often = sorted(set().union(*zones), key=lambda zone: -sum(zone in each for each in zones))
    chosen: dict[int, list[int]] = {}
    for version, each in enumerate(zones):
        chosen.setdefault(next(zone for zone in often if zone in each), []).append(version)
    return chosen


def _clauses(shown: Replay, told: dict[int, list[int]], predicate: Callable[[int], str]) -> str:
    """What is true of each zone, and with which versions of the masks."""
    if len(told) == 1:
        (zone,) = told
        return f"with all versions of the masks zone {zone} {predicate(zone)}"
    return ", ".join(
        f"with {' or '.join(_version(shown, at) for at in versions)} zone {zone} {predicate(zone)}"
        for zone, versions in told.items()
    )


def _version(shown: Replay, version: int) -> str:
    return " and ".join(
        f"{name} {nodeset(versions[version])}" for name, versions in obeyed(shown.scenario)
    )


def _everywhere(shown: Replay, holds: Callable[[int], bool]) -> list[int]:
    """The zones in every list of which it holds."""
    zones = range(1, shown.scenario.zones + 1)
    return [
        zone
        for zone in zones
        if all(zone in names for names in shown.scenario.lists) and holds(zone)
    ]


def _passes(shown: Replay) -> list[list[int]]:
    """What each pass visited."""
    instance = shown.scenario.instance()
    return [
        [int(instance.zone(visit.word)) for visit in item.visits]  # type: ignore[arg-type]
        for item in shown.run.passes
    ]


def _names(visits: list[int]) -> str:
    return " ".join(map(str, visits)) or "nothing"
