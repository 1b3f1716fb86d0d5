"""Instances pinned to a scenario's."""

from dataclasses import replace

import pytest

from spec.instance import Bounds
from spec.page import strategy_named
from spec.pinning import condition, pinned, renamed
from spec.scenario import parse
from spec.search.question import Case


def test_renaming_keeps_what_can_be_told() -> None:
    """Zones by the first list, nodes by the first zone, types by the limit."""
    scenario = parse(
        "in_place::no_missed_zone lists=3.1/2.3 types=2.5.0 nodes=7.4.7 limit=2 mask=4.9 "
        "pages=1.never.3 reader=allocation schedule=r1"
    )
    assert renamed(scenario) == replace(
        scenario,
        lists=((1, 2), (3, 1)),
        types=(0, 0, 1),
        nodes=(0, 0, 1),
        limit=0,
        mask=frozenset({1}),
        pages_from=(3, 1, None),
    )
    assert renamed(renamed(scenario)) == renamed(scenario)


@pytest.mark.parametrize(
    "text",
    [
        "in_place::no_missed_zone lists=3.1/2.3 types=2.5.0 nodes=7.4.7 limit=2 mask=4.9",
        "in_place::no_premature_oom lists=1.2/2 types=0.0 pages=1.never reader=allocation",
        "list_all_zones::no_missed_zone lists=2.1 types=0.0 events=1 before=0.1",
        "mask_in_place::no_missed_zone lists=1.2 types=0.0 nodes=1.0 masks=nodes:0/1",
    ],
)
def test_there_is_exactly_one_such_instance(text: str) -> None:
    """The solver finds it, and every term has the value it was given."""
    scenario = parse(f"{text} schedule=r1")
    strategy = strategy_named(scenario.strategy)
    bounds = Bounds(scenario.zones, scenario.changes, scenario.tries, 1)
    inquiry = Case(strategy, bounds).inquiry(scenario.reader)
    assert inquiry.solver.check(*condition(inquiry.program.instance, scenario)).satisfiable
    for term, value in pinned(inquiry.program.instance, scenario):
        assert inquiry.solver.value(term) == value
