"""Why a replayed run violates a property, in one sentence about this run."""

from spec.interpreter import Replay


def because(shown: Replay, prop: str) -> str:
    """The sentence behind ``because``.

    Args:
        shown: a run that violates the property.
        prop: the property's name.
    """
    scenario, run = shown.scenario, shown.run
    instance = scenario.instance()
    everywhere = [
        zone
        for zone in range(1, scenario.zones + 1)
        if all(zone in names for names in scenario.lists) and scenario.satisfies(zone)
    ]
    passes = [
        ([int(instance.zone(visit.word)) for visit in item.visits], item)  # type: ignore[arg-type]
        for item in run.passes
    ]
    saw = " ".join(map(str, passes[-1][0])) or "nothing"
    match prop:
        case "no_missed_zone":
            missed = [zone for zone in everywhere if zone not in passes[-1][0]]
            return f"zone {missed[0]} is in every list and the walk visited {saw}"
        case "no_double_visit":
            twice = next(zone for visits, _ in passes for zone in visits if visits.count(zone) > 1)
            return f"one walk visited zone {twice} twice: {saw}"
        case "zone_always_visible":
            return "every zone satisfies the request and the walk visited nothing"
        case "eligible_zone_always_visible":
            return (
                f"zone {everywhere[0]} is in every list and allowed, and the walk visited nothing"
            )
        case "sees_one_list":
            left = " nor ".join(
                " ".join(str(zone) for zone in names if scenario.satisfies(zone)) or "nothing"
                for names in scenario.lists
            )
            return f"the walk visited {saw}, which is neither {left}"
        case "respects_request":
            wrong = next(
                zone for visits, _ in passes for zone in visits if not scenario.satisfies(zone)
            )
            return f"zone {wrong} does not satisfy the request and the walk took it up"
        case "stays_in_bounds":
            return "the walk went on to a slot behind the end of the array"
        case "no_use_after_free":
            return "the reader loaded a word of an array that had been freed or reused"
    end = run.gave_up[-1]
    threshold = end.last_look if prop == "no_premature_oom_last_look" else end.last_try
    with_pages = [
        zone
        for zone in everywhere
        if scenario.events
        or ((first := scenario.pages_from[zone - 1]) is not None and first <= (threshold or 0))
    ]
    how = "the last look failed" if end.last_look is not None else "the first slot was empty"
    since = scenario.pages_from[with_pages[0] - 1] if not scenario.events else "the first"
    return (
        f"zone {with_pages[0]} is in every list, allowed, and has pages from pass {since} on; "
        f"no pass took it up, {how}, and the slow path gave up"
    )
