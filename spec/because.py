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
        [int(instance.zone(visit.word)) for visit in item.visits]  # type: ignore[arg-type]
        for item in run.passes
    ]
    saw = _names(passes[-1])
    match prop:
        case "no_missed_zone":
            missed, visits = next(
                (zone, visits)
                for visits, item in zip(passes, run.passes, strict=True)
                for zone in everywhere
                if item.completed and zone not in visits
            )
            return f"zone {missed} is in every list and the walk visited {_names(visits)}"
        case "no_double_visit":
            twice, visits = next(
                (zone, visits) for visits in passes for zone in visits if visits.count(zone) > 1
            )
            return f"one walk visited zone {twice} twice: {_names(visits)}"
        case "zone_always_visible":
            return "every zone satisfies the request and the walk visited nothing"
        case "eligible_zone_always_visible":
            return (
                f"zone {everywhere[0]} is in every list and allowed, and the walk visited nothing"
            )
        case "sees_one_list":
            left = " nor ".join(
                _names([zone for zone in names if scenario.satisfies(zone)])
                for names in scenario.lists
            )
            return f"the walk visited {saw}, which is neither {left}"
        case "respects_request":
            wrong = next(
                zone for visits in passes for zone in visits if not scenario.satisfies(zone)
            )
            return f"zone {wrong} does not satisfy the request and the walk took it up"
        case "stays_in_bounds":
            return "the walk went on to a slot behind the end of the array"
        case "no_use_after_free":
            return "the reader loaded a word of an array that had been freed or reused"
    end = run.gave_up[-1]
    if prop == "no_premature_oom_last_look":
        has_pages, number = run.first_has_pages, end.last_look or 0
    else:
        has_pages, number = run.has_pages, end.last_try
    zone = next(zone for zone in everywhere if has_pages(instance, instance.words[zone], number))
    since = number if scenario.pages_before else scenario.pages_from[zone - 1]
    how = "the last look failed" if end.last_look is not None else "the first slot was empty"
    return (
        f"zone {zone} is in every list, allowed, and has pages from pass {since} on; "
        f"no pass took it up, {how}, and the slow path gave up"
    )


def _names(visits: list[int]) -> str:
    return " ".join(map(str, visits)) or "nothing"
