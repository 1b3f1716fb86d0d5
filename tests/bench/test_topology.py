"""Instances one by one are those that other descriptions have."""

from itertools import islice

import pytest

from spec.bench import topology
from spec.bench.scaling import asked
from spec.instance import Bounds
from spec.scenario import Scenario, check, parse
from tests.explorer import explore
from tests.explorer.instance import Instance, canonical_lists, zone_lists


@pytest.mark.parametrize("zones", [2, 3])
def test_they_are_the_explorers(zones: int) -> None:
    """The same lists, one rebuild."""
    every = zone_lists(zones)
    known = {(one,) for one in every} | {(one, other) for one in every for other in every}
    assert {*topology.lists(zones, 1)} == {each for each in known if canonical_lists(each)}


def test_there_are_as_many_requests_as_counted() -> None:
    """Types times membership in the mask, of every zone that a list names."""

    def every(lists: topology.Lists) -> list[Scenario]:
        requests = range(4 ** topology.named(lists))
        return [topology.instance("in_place", "p", lists, request) for request in requests]

    for each in topology.lists(2, 1):
        assert len({(one.types, one.mask) for one in every(each)}) == 4 ** topology.named(each)
        for one in every(each):
            check(one)
            assert parse(one.text()) == one


@pytest.mark.parametrize("prop", ["no_missed_zone", "respects_request"])
def test_a_question_about_one_instance_is_about_that_one(prop: str) -> None:
    """The prover, confined to an instance, finds what the explorer finds there."""
    lists = ((1, 2), (2, 1))
    for request in range(0, 16, 3):
        one = topology.instance("in_place", prop, lists, request)
        mine = Instance(one.lists, one.types, one.nodes, one.limit, one.mask)
        broken = prop in explore("in_place", mine, "pass").broken
        word = asked("in_place", prop, Bounds(2, 1), within=topology.exactly(one)).outcome
        assert (word == "REFUTED") == broken, one.text()


def test_an_instance_is_drawn_from_all() -> None:
    """Sooner or later every one comes, and none else."""
    every = {one.text() for one in topology.instances("in_place", "p", 2, 1)}
    assert len(every) == topology.count(2, 1)
    drawn = {one.text() for one in islice(topology.drawn("in_place", "p", 2, 1), 2000)}
    assert drawn == every
