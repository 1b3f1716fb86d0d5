"""The schedule that is printed: replayed, minimal, and always the same."""

from dataclasses import replace
from heapq import heappop, heappush
from itertools import count, groupby

import pytest

from spec.errors import DisagreementError
from spec.instance import Bounds
from spec.program import unroll
from spec.properties import by_name
from spec.scenario import Scenario, parse
from spec.search.minimal import (
    UndecidedError,
    _minimise,
    checked,
    compressed,
    decode,
    interleaved,
    minimal_violation,
    no_more_than,
)
from spec.search.solver import Budget, Solver
from spec.strategies import ALL
from spec.term import equal, truth
from tests.explorer import KINDS, STRATEGIES, kinds_of, table
from tests.explorer.attempt import moves
from tests.explorer.course import start
from tests.explorer.representatives import representatives
from tests.explorer.state import Local, Trial

PAGES = {strategy.name: strategy for strategy in ALL}
BOUNDS = Bounds(zones=3, rebuilds=2, tries=1)

CELLS = [
    ("in_place", "no_missed_zone", "any"),
    ("in_place", "no_double_visit", "offline"),
    ("in_place", "sees_one_list", "reorder"),
    ("in_place", "no_premature_oom", "offline"),
    ("in_place_null_first", "zone_always_visible", "online"),
    ("in_place_null_first", "no_missed_zone", "any"),
    ("in_place_one_word", "eligible_zone_always_visible", "reorder"),
    ("stop_machine_preempt", "no_missed_zone", "offline"),
    ("stop_machine_preempt", "no_double_visit", "any"),
    ("stop_machine_nopreempt", "no_premature_oom", "any"),
    ("stop_machine_nopreempt", "no_premature_oom_last_look", "reorder"),
    ("append_copy", "no_missed_zone", "any"),
    ("append_copy", "no_double_visit", "online"),
    ("append_copy_from_head", "no_missed_zone", "offline"),
    ("seqcount_slow_path", "no_missed_zone", "any"),
    ("seqcount_slow_path", "no_premature_oom_last_look", "any"),
    ("copy_swap", "no_missed_zone", "any"),
    ("rwlock_cached", "no_premature_oom", "offline"),
]


def smallest(name: str, prop: str, kind: str) -> Scenario:
    """The scenario that is printed for the cell."""
    shown = minimal_violation(PAGES[name], by_name(prop), kind, BOUNDS, Budget())
    assert shown is not None
    assert shown.finished
    return shown.scenario


def runs(scenario: Scenario) -> int:
    """How often one thread takes over from the other."""
    return len([*groupby(scenario.steps())]) - 1


def test_the_first_schedule_of_all() -> None:
    """One store into slot 0 hides the only zone that was listed all along."""
    scenario = smallest("in_place", "no_missed_zone", "any")
    assert scenario.schedule == "w1r4"
    assert scenario.lists == ((1,), (2, 1))
    assert (scenario.types, scenario.nodes, scenario.limit) == ((0, 0), (0, 0), 0)
    assert scenario.mask is None
    assert parse(scenario.text()).text() == scenario.text()


def test_the_report_of_2022_is_what_offline_comes_to() -> None:
    """With preemption between two loads, removing the zone in front hides the one behind."""
    scenario = smallest("stop_machine_preempt", "no_missed_zone", "offline")
    assert scenario.lists == ((1, 2), (2,))
    assert scenario.schedule == "r3w1r1"


@pytest.mark.parametrize(
    ("name", "prop", "kind"), [cell for cell in CELLS if not cell[0].startswith("copy_swap")]
)
def test_fewest_rebuilds_and_zones(name: str, prop: str, kind: str) -> None:
    """The explorer finds no violation with fewer rebuilds, or as many and fewer zones."""
    scenario = smallest(name, prop, kind)
    least = next(
        (rebuilds, zones)
        for rebuilds in range(BOUNDS.rebuilds + 1)
        for zones in range(1, BOUNDS.zones + 1)
        if table(zones, rebuilds, BOUNDS.tries, strategies=(name,))[name, prop, kind]
    )
    assert (len(scenario.lists) - 1, scenario.zones) == least


def cheapest(trial: Trial, prop: str, limit: tuple[int, int]) -> tuple[int, int]:
    """The fewest switches, then writer steps, of a violation, or the limit if that is less."""
    first = start(trial)
    known: dict[tuple[Local, int], tuple[int, int]] = {}
    ties = count()
    queue = [((0, 0), next(ties), first, 0)]
    while queue:
        cost, _, local, at = heappop(queue)
        if cost >= limit:
            break
        if known.get((local, at), limit) < cost or local.at in ("done", "oom"):
            continue
        reach = trial.memory.reach(1 << at, local.sealed)
        for position in range(at, reach.bit_length()):
            if not reach >> position & 1:
                continue
            switches = 0 if position == at else 1 if local is first else 2
            after = (cost[0] + switches, position)
            for move in moves(trial, local, 1 << position):
                if prop in move.broken:
                    limit = min(limit, after)
                elif after < known.get((move.local, position), limit):
                    known[move.local, position] = after
                    heappush(queue, (after, next(ties), move.local, position))
    return limit


@pytest.mark.parametrize(
    ("name", "prop", "kind"),
    [cell for cell in CELLS if cell[0][:4] != "copy" and "append_copy_" not in cell[0]],
)
def test_fewest_switches_and_writer_steps(name: str, prop: str, kind: str) -> None:
    """Of all instances of that size and all schedules, none takes fewer switches, then stores."""
    scenario = smallest(name, prop, kind)
    shape = STRATEGIES[name]
    best = (99, 0)
    for instance in representatives(shape, scenario.zones, len(scenario.lists) - 1):
        if (len(instance.lists), len(instance.types)) == (len(scenario.lists), scenario.zones):
            if kind not in kinds_of(instance):
                continue
            allocating = scenario.reader == "allocation"
            trial = Trial(shape, instance, allocating, BOUNDS.tries, open_pages=allocating)
            best = cheapest(trial, prop, best)
    assert (runs(scenario), scenario.steps().count("w")) == best


@pytest.mark.parametrize(("name", "prop", "kind"), CELLS[::2])
def test_the_schedule_does_not_depend_on_the_seed(name: str, prop: str, kind: str) -> None:
    """Whatever model the solver finds first, the same schedule comes out."""
    scenario = smallest(name, prop, kind)
    rebuilds = len(scenario.lists) - 1
    size = replace(BOUNDS, zones=scenario.zones, rebuilds=rebuilds, readers=1)
    program = unroll(PAGES[name], scenario.reader, size)
    found = interleaved(program, Budget(), seed=1)
    inquiry = found.inquiry
    inquiry.solver.add(
        inquiry.violation(by_name(prop)),
        inquiry.kind(kind),
        equal(program.instance.used, rebuilds),
    )
    assert inquiry.solver.check().satisfiable
    _minimise(found)
    assert decode(found, by_name(prop)).text() == scenario.text()


def test_what_holds_has_no_schedule() -> None:
    """There is nothing to print about a property that is not violated."""
    assert (
        minimal_violation(PAGES["rwlock"], by_name("no_missed_zone"), "any", BOUNDS, Budget())
        is None
    )


def test_a_used_up_budget_is_reported() -> None:
    """No schedule is printed that might not be the smallest."""
    with pytest.raises(UndecidedError):
        minimal_violation(
            PAGES["in_place"], by_name("no_missed_zone"), "any", BOUNDS, Budget(rlimit=1)
        )


def test_a_schedule_that_violates_nothing_is_a_disagreement() -> None:
    """What the solver found is believed only if the replay shows it."""
    scenario = smallest("in_place", "no_missed_zone", "any")
    prop = by_name("no_missed_zone")
    assert checked(PAGES["in_place"], prop, scenario).scenario == scenario
    for schedule, message in (("r4", "does not violate no_missed_zone"), ("r9", "has finished")):
        with pytest.raises(DisagreementError, match=message):
            checked(PAGES["in_place"], prop, replace(scenario, schedule=schedule))


def test_run_length() -> None:
    """Steps of one thread in a row share a count."""
    assert compressed([*"rrwrrr"]) == "r2w1r3"
    assert compressed([]) == ""


@pytest.mark.parametrize("most", range(4))
def test_no_more_than(most: int) -> None:
    """The unary count allows exactly the sets that are small enough."""
    flags = [truth(f"flag {at}") for at in range(3)]
    solver = Solver()
    solver.add(no_more_than(most, [*flags]))
    sizes = {
        size
        for size in range(4)
        if solver.check(*flags[:size]).satisfiable
        and sum(bool(solver.value(flag)) for flag in flags) >= size
    }
    assert sizes == {*range(min(most, 3) + 1)}


def test_every_kind_can_be_asked_for() -> None:
    """Each kind of rebuild has its own smallest schedule, of that kind."""
    for kind in KINDS:
        assert smallest("in_place", "no_missed_zone", kind).schedule
