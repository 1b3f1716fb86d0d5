"""A reader and a writer alone: what belongs to which part, nodemasks that move, fixed lists."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from spec.cost.price import costs
from spec.cost.rehearsal import allocation, rebuild
from spec.kernel.zonelist import ZONEREFS
from spec.strategies.in_place import STRATEGY
from spec.strategies.list_all_zones import STRATEGY as FIXED
from spec.strategies.seqcount_slow_path import STRATEGY as CHECKED
from spec.vocabulary import Fence, Mask, Reader, Strategy, Writer

NODES = Mask("nodes")


@contextmanager
def counted(r: Reader) -> Iterator[None]:
    """A full barrier on either side of the allocation."""
    r.fence(Fence.MB)
    yield
    r.fence(Fence.MB)


def walk(r: Reader, _preferred: None) -> None:
    """A pass that tests the mask in memory."""
    r.walk(ZONEREFS, masks=(NODES,))


def rebind(w: Writer) -> None:
    """Add the new nodes, take the old ones away."""
    w.nodes_or(NODES)
    w.nodes_assign(NODES)


MASKED = Strategy(
    name="masked",
    arrays=(ZONEREFS,),
    masks=(NODES,),
    moves="masks",
    around=counted,
    walk=walk,
    writer=rebind,
    expect={},
)


def phases(strategy: Strategy, *, found: bool) -> Counter[str]:
    """How many loads there are in each part of an allocation over two zones."""
    noted = allocation(strategy, 2, 2, found=found, masked=False)
    return Counter(item.phase for item in noted if item.request.action in {"load", "wait"})


def test_each_function_of_the_page_is_a_part() -> None:
    """Two loads a slot: three slots a pass, one for the recompute; the count for the rest."""
    assert phases(CHECKED, found=False) == {
        "fast": 6,
        "begin": 1,
        "first": 2,
        "walk": 18,
        "moved": 1,
    }


def test_an_allocation_that_finds_a_page_ends_there() -> None:
    """In the first slot, on the fast path; a fixed list's zones have pages too."""
    assert phases(STRATEGY, found=True) == {"fast": 2}
    assert phases(FIXED, found=True)["walk"] == 0


def test_what_surrounds_an_allocation_is_paid_on_the_fast_path() -> None:
    """Both barriers, whether a page is found or not, and none of them again in the slow path."""
    found = costs(MASKED).reading
    assert found is not None
    for part, number in ((found.first_slot, 2), (found.whole_list, 2), (found.round, 0)):
        assert part.count("arm64", "dmb ish").at(n=3) == number


def test_a_mask_in_memory_is_a_load_and_a_test_for_each_zone() -> None:
    """The terminator is not asked, and all of the mask is on a line of its own."""
    found = costs(MASKED).reading
    assert found is not None
    assert str(found.whole_list.count("loads")) == "3n+2"
    assert str(found.whole_list.count("branches")) == "3n+2"
    assert str(found.whole_list.count("words")) == "1"


@pytest.mark.parametrize("words", [1, 2])
def test_a_rebind_stores_each_word_twice(words: int) -> None:
    """The union, then the new nodes: nothing of the list, however long it is."""
    wide = replace(MASKED, masks=(replace(NODES, words=words),))
    found = costs(wide)
    assert found.rebuild is not None
    assert str(found.rebuild.count("stores")) == str(2 * words)
    assert str(found.memory) == f"2N+{2 + words}"


def test_a_policy_and_a_cpuset_that_share_nothing_are_one_test() -> None:
    """Two words are loaded and compared with each other once."""
    policy, mems = Mask("policy"), Mask("mems")

    def compared(r: Reader, _preferred: None) -> None:
        r.retry_if(r.ignore_if_disjoint(policy, mems))
        r.walk(ZONEREFS)

    def assign(w: Writer) -> None:
        w.nodes_assign(policy)

    page = replace(MASKED, masks=(policy, mems), walk=compared, around=None, writer=assign)
    found = costs(page).masked
    assert found is not None
    assert str(found.first_slot.count("loads")) == "4"
    assert str(found.first_slot.count("branches")) == "3"


def test_a_page_that_changes_is_no_store_to_the_list() -> None:
    """What a rebuild stores is what it asks for, and here it asks for none."""
    assert [item.request.location for item in rebuild(FIXED, 2, 1, 1)] == [("pages", 1, "")]
