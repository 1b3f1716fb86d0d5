"""An instance says what its zones, lists and request are."""

import pytest

from impl.instance import Change, Event, Instance, Zones


def test_zone_satisfies_by_its_own_type_and_node() -> None:
    """A zone satisfies a request if its type is within the limit and its node in the mask."""
    instance = Instance(((1, 2, 3),), types=(1, 0, 0), nodes=(0, 0, 1), limit=0)
    assert [instance.satisfies(zone) for zone in (1, 2, 3)] == [False, True, True]
    masked = Instance(((1, 2, 3),), (1, 0, 0), (0, 0, 1), limit=1, mask=frozenset({1}))
    assert [masked.satisfies(zone) for zone in (1, 2, 3)] == [False, False, True]


def test_capacity_is_the_longest_list_and_its_terminator() -> None:
    """An array has one slot more than the longest list."""
    assert Instance(((1,), (1, 2)), (0, 0), (0, 0), limit=0).capacity == 3


def test_changes_are_the_later_lists_or_the_events() -> None:
    """A writer publishes every list after the first, or the events one by one."""
    event = Event(2, 0)
    assert Instance(((1, 2), (1,)), (0, 0), (0, 0), limit=0).changes == (Change((1,)),)
    quiet = Instance(((1, 2),), (0, 0), (0, 0), limit=0, events=(event,))
    assert quiet.changes == (Change((1, 2), (event,)),)


def test_pages_are_there_from_a_pass_on() -> None:
    """A zone has pages from the pass that is stated, from the first by default, or never."""
    instance = Instance(((1, 2, 3),), (0,) * 3, (0,) * 3, 0, pages_from={1: 2, 2: None})
    assert [instance.has_pages(1, number) for number in range(4)] == [False, False, True, True]
    assert not instance.has_pages(2, 9)
    assert instance.has_pages(3, 0)


@pytest.mark.parametrize(
    ("lists", "nodes"),
    [((), (0,)), (((),), (0,)), (((1, 1),), (0,)), (((2,),), (0,)), (((1,),), ())],
)
def test_instance_rejects_nonsense(lists: tuple[Zones, ...], nodes: tuple[int, ...]) -> None:
    """No list, an empty one, a repeated or unknown zone, and a zone without a node are refused."""
    with pytest.raises(ValueError, match=r"\.$"):
        Instance(lists, (0,), nodes, limit=0)
