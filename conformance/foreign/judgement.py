"""What a page allows one pass, and which of its proofs a pass breaks."""

from collections.abc import Iterator
from functools import cache

from conformance import judgement, running, small
from conformance.allowed import model
from conformance.foreign.adapter import Adapter
from conformance.foreign.outcomes import Failed, Lists, Outcome, Way
from conformance.foreign.table import table, visited
from conformance.judgement import EVERY
from conformance.running import Course
from impl.observation import PassSeen
from impl.trace import Execution
from spec.instance import Bounds
from spec.page import applicable
from spec.properties import Property
from spec.verdict import PROVED


@cache
def allowed(strategy: str, lists: Lists) -> frozenset[tuple[int, ...]]:
    """The visits that a page allows one pass which takes up every zone, over all schedules.

    Args:
        strategy: the name of the page.
        lists: the first, and each that a rebuild makes of it.
    """
    order = list(dict.fromkeys(zone for zones in lists for zone in zones))
    number = {zone: at for at, zone in enumerate(order, 1)}
    renamed = tuple(tuple(number[zone] for zone in zones) for zones in lists)
    zones = max(2, len(order))
    bounds = Bounds(zones=zones, rebuilds=max(1, len(lists) - 1), tries=1, readers=1)
    scenario = small.scenario(strategy, "pass", renamed, (0,) * zones)
    told = model(strategy, "pass", bounds).outcomes(scenario)
    return frozenset(
        tuple(order[zone - 1] for zone in item.visits)
        for account in told
        for item in account.passes
        if item.completed
    )


def broken(strategy: str, lists: Lists, visits: tuple[int, ...]) -> list[Property]:
    """The properties that are proved of a page and that such a pass violates."""
    page = EVERY[strategy]
    types = (0,) * max(zone for zones in lists for zone in zones)
    scenario = small.scenario(strategy, "pass", lists, types)
    seen = PassSeen(0, visits, completed=True)
    course = Course(scenario, running.instance_of(scenario), Execution((), {}, (), {}), seen)
    of_these = judgement.kinds(course)
    return [
        prop
        for prop in applicable(page)
        if "pass" in prop.readers
        and judgement.violated(prop, course)
        and any(
            verdict.word == PROVED
            for kind, verdict in judgement.verdicts(page, prop).items()
            if kind in of_these
        )
    ]


def complaint(adapter: Adapter, way: Way) -> str | None:
    """Why a pass is not one of its page, with the schedule that leads to it; None if it is one."""
    permitted = allowed(adapter.strategy, way.lists)
    failures = list(_failures(adapter.strategy, way.lists, way.outcome))
    if way.outcome in permitted and not failures:
        return None
    told = " or ".join(sorted(map(visited, permitted)))
    lists = " -> ".join(" ".join(map(str, zones)) for zones in way.lists)
    lines = [
        f"{adapter.name} does what {adapter.strategy} never does.",
        "",
        f"lists   {lists}",
        "",
        table(way),
        "",
        f"allowed {told}",
        *failures,
    ]
    return "\n".join(lines)


def _failures(strategy: str, lists: Lists, outcome: Outcome) -> Iterator[str]:
    if isinstance(outcome, Failed):
        yield f"because {outcome.how}"
        return
    for prop in broken(strategy, lists, outcome):
        yield f"breaks  {prop.name}: {prop.meaning}"
