"""An instance says what its zones, lists and request are."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from impl.instance import Change, Event, Instance, Policy, Rebind, Zones


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


ZERO, ONE = frozenset({0}), frozenset({1})
MASKED = Instance(((1, 2),), (0, 0), (0, 1), limit=0, masks={"nodes": (ZERO, ONE, ZERO)})


def test_rebinds_lead_from_version_to_version() -> None:
    """Each has a number from 1 and the values before and after it; there is nothing to rebuild."""
    assert MASKED.rebinds == (
        Rebind(1, {"nodes": ZERO}, {"nodes": ONE}),
        Rebind(2, {"nodes": ONE}, {"nodes": ZERO}),
    )
    assert MASKED.changes == ()
    assert replace(MASKED, masks={}).rebinds == ()
    assert MASKED.versions("nodes") == (ZERO, ONE, ZERO)
    with pytest.raises(ValueError, match=r"Give versions of the nodemask mems: .*\.$"):
        MASKED.versions("mems")


@pytest.mark.parametrize("policy", ["task", "vma"])
def test_masks_are_one_or_two(policy: Policy) -> None:
    """A policy that nobody has may have versions, which are not looked at."""
    both = {"mems": (ZERO, ONE), "policy": (ONE, ONE)}
    assert len(replace(MASKED, masks=both, policy=policy).rebinds) == 1
    assert len(replace(MASKED, masks=both).rebinds) == 1
    assert len(replace(MASKED, masks={"mems": (ZERO,)}).rebinds) == 0


@pytest.mark.parametrize(
    ("masks", "policy", "sentence"),
    [
        ({"mems": (ZERO,)}, "task", "Give versions of nodes, or of mems"),
        ({"nodes": (ZERO,), "mems": (ZERO,)}, "none", "Give versions of nodes, or of mems"),
        ({"frogs": (ZERO,)}, "none", "Give versions of nodes, or of mems"),
        ({"mems": (ZERO,), "policy": (ZERO, ONE)}, "vma", "as many versions"),
        ({"nodes": (frozenset({2}),)}, "none", "Number the nodes 0..1"),
    ],
)
def test_masks_that_do_not_fit_are_refused(
    masks: Mapping[str, tuple[frozenset[int], ...]], policy: Policy, sentence: str
) -> None:
    """Names, counts and nodes are checked, in one sentence each."""
    with pytest.raises(ValueError, match=sentence):
        replace(MASKED, masks=masks, policy=policy)


def test_masks_do_not_move_with_lists() -> None:
    """Nor beside events or a constant mask."""
    for other in (
        {"lists": ((1, 2), (1,))},
        {"events": (Event(1, 0),)},
        {"mask": ZERO},
    ):
        with pytest.raises(ValueError, match="Give one list, no events and no constant mask"):
            replace(MASKED, **other)


def test_pages_come_some_time_or_never() -> None:
    """What is not named has pages."""
    instance = replace(MASKED, pages_from={1: None, 2: 7})
    assert [instance.ever_has_pages(zone) for zone in (1, 2)] == [False, True]
    assert MASKED.ever_has_pages(1)
