"""What each page costs: some derived by hand, and laws for all of them."""

from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spec.cost.affine import Affine, Count
from spec.cost.price import Cost, Measure, Reading, costs
from spec.cost.rehearsal import FAST, allocation, rebuild
from spec.cost.tally import Item, tally
from spec.kernel.seqcount import SEQ
from spec.kernel.zonelist import ZONEREFS, rebuild_in_place, walk_from_head
from spec.page import strategy_named
from spec.strategies import ALL
from spec.vocabulary import Array, Fence, Reader, Strategy, Writer, choose

each_page = pytest.mark.parametrize("strategy", ALL, ids=lambda strategy: strategy.name)
PARTS = ("first_slot", "whole_list", "round", "on_top")


@cache
def cost(name: str, tries: int = 2) -> Cost:
    """The cost of one of our pages."""
    return costs(strategy_named(name), tries)


def reading(name: str, tries: int = 2) -> Reading:
    """What its reader pays."""
    found = cost(name, tries).reading
    assert found is not None
    return found


def written(name: str) -> dict[str, str]:
    """What its writer pays, as text."""
    found = cost(name).rebuild
    assert found is not None
    return texts(found)


def texts(measure: Measure) -> dict[str, str]:
    """All counts but the words touched, by kind and name."""
    return {
        " ".join(filter(None, item[:2])): str(count)
        for item, count in measure.counts.items()
        if item.kind not in {"slots", "words"}
    }


def extra(name: str, beside: str, part: str) -> dict[str, int]:
    """What a reader pays more than another's with three zones; its list's slots set aside."""
    mine, others = (getattr(reading(each), part) for each in (name, beside))
    numbers = Counter({k: int(v.at(n=3)) for k, v in mine.counts.items()})
    numbers.subtract({k: int(v.at(n=3)) for k, v in others.counts.items()})
    return {
        " ".join(filter(None, item[:2])): number
        for item, number in numbers.items()
        if number and item.kind != "slots"
    }


def test_a_bare_walk_loads_and_tests_index_and_pointer_of_each_slot() -> None:
    """Two words a slot, the terminator's too; with a page in the first slot only that slot's."""
    found = reading("in_place")
    assert texts(found.first_slot) == {"loads": "2", "branches": "2"}
    assert texts(found.whole_list) == {"loads": "2n+2", "branches": "2n+2"}
    assert found.whole_list.named("slots") == {
        Item("slots", "zonerefs", 16): Affine(1, (("n", 1),))
    }


def test_a_round_is_a_recompute_two_tries_and_the_last_look() -> None:
    """The recompute stops at the first slot; nothing else is there beside three walks."""
    found = reading("in_place")
    assert texts(found.round) == {"loads": "6n+8", "branches": "6n+8"}
    assert texts(found.on_top) == {"loads": "2", "branches": "2"}
    assert not texts(reading("in_place_from_head").on_top)


def test_one_word_is_one_load_and_both_tests() -> None:
    """The index is still compared with the limit, and the pointer with NULL."""
    found = reading("in_place_one_word")
    assert texts(found.whole_list) == {"loads": "n+1", "branches": "2n+2"}
    assert str(cost("in_place_one_word").memory) == "N+1"


@pytest.mark.parametrize("part", ["first_slot", "whole_list"])
def test_a_sequence_count_is_two_loads_two_tests_an_acquire_and_a_read_barrier(part: str) -> None:
    """The even test and the comparison; the count's own line; nothing on x86."""
    assert extra("seqcount_everywhere", "in_place_from_head", part) == {
        "loads": 2,
        "branches": 2,
        "arm64 ldar": 1,
        "arm64 dmb ishld": 1,
        "waits seq": 1,
        "words": 1,
    }


def test_a_count_for_the_slow_path_costs_the_fast_path_nothing() -> None:
    """Mainline since 6.0: a cookie at restart: and a check before the OOM killer, no more."""
    assert reading("seqcount_slow_path").first_slot == reading("in_place").first_slot
    assert reading("seqcount_slow_path").whole_list == reading("in_place").whole_list
    assert extra("seqcount_slow_path", "in_place", "round") == {
        "loads": 2,
        "branches": 2,
        "arm64 ldar": 1,
        "arm64 dmb ishld": 1,
        "waits seq": 1,
        "words": 1,
    }


@pytest.mark.parametrize("part", ["first_slot", "whole_list"])
def test_a_lock_is_two_atomics_on_a_shared_line(part: str) -> None:
    """Each is a locked instruction on x86; only taking it tests what was there."""
    assert extra("rwlock", "in_place_from_head", part) == {
        "atomics": 2,
        "stores": 2,
        "branches": 1,
        "x86 lock": 2,
        "arm64 rmw-a": 1,
        "arm64 rmw-l": 1,
        "waits cnts": 1,
        "words": 1,
    }


@pytest.mark.parametrize("part", ["first_slot", "whole_list", "round"])
def test_a_read_barrier_behind_every_load_is_one_for_every_load(part: str) -> None:
    """And none of them is an instruction on x86."""
    found = getattr(reading("append_copy_rmb"), part)
    assert found.count("arm64", "dmb ishld") == found.count("loads")
    assert not found.named("x86")


@pytest.mark.parametrize("part", PARTS)
def test_stopping_the_machine_costs_its_readers_nothing(part: str) -> None:
    """The reader of 4.13 is the bare one; every CPU pays when the writer comes."""
    measures = (getattr(reading(name), part) for name in ("stop_machine_preempt", "in_place"))
    assert len({str(texts(measure)) for measure in measures}) == 1
    assert written("stop_machine_preempt") == {"stores": "2n+2", "stopped": "1"}


def test_a_pointer_is_a_load_a_line_and_a_chain() -> None:
    """The first slot's address is what was loaded, so its load waits for it."""
    assert extra("copy_swap", "in_place_from_head", "first_slot") == {
        "loads": 1,
        "chained": 1,
        "words": 1,
        "sections rcu": 1,
    }


def test_an_array_element_is_a_chain_and_no_test() -> None:
    """``data[seq & 1]`` is an address; only the check behind the walk branches."""
    assert extra("seqcount_latch", "in_place_from_head", "first_slot") == {
        "loads": 2,
        "branches": 1,
        "chained": 1,
        "words": 1,
        "arm64 dmb ishld": 1,
    }


def test_a_choice_is_a_test() -> None:
    """A try compares the generation with the cached slot's and, behind the walk, once more."""
    first, tries = 2 + 1, 3 * 2
    assert reading("stop_machine_restart").on_top.count("branches") == Affine(first + tries)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("in_place", {"stores": "2n+2"}),
        ("in_place_null_first", {"stores": "2n+2k+2"}),  # a terminator first and behind each node
        ("append_copy", {"stores": "2n+2m+4"}),  # m zones and a terminator, n and a terminator
        ("append_copy_wmb", {"stores": "2n+2m+4", "arm64 dmb ishst": "n+2m+2"}),
        ("append_copy_grace", {"stores": "2n+2m+4", "waits grace period": "1"}),
        ("seqcount_everywhere", {"stores": "2n+4", "arm64 dmb ishst": "2"}),
        ("seqcount_latch", {"stores": "4n+6", "arm64 dmb ishst": "4"}),  # both copies, two counts
        ("copy_swap", {"stores": "2n+3", "arm64 stlr": "1", "freed": "1"}),
        ("list_all_zones", {}),
        (
            "rwlock",
            {
                "stores": "2n+4",
                "atomics": "1",
                "branches": "1",
                "waits cnts": "1",
                "x86 lock": "1",
                "arm64 rmw-a": "1",
                "arm64 stlr": "1",
            },
        ),
    ],
)
def test_what_a_rebuild_costs(name: str, expected: dict[str, str]) -> None:
    """Counted by hand from the store order of each page."""
    assert written(name) == expected


@pytest.mark.parametrize(
    ("name", "words"),
    [("in_place", "2N+2"), ("append_copy", "4N+4"), ("copy_swap", "4N+5"), ("rwlock", "2N+3")],
)
def test_what_a_strategy_keeps_in_memory(name: str, words: str) -> None:
    """Two words a slot with the terminator's; a copy or a second array doubles it."""
    assert str(cost(name).memory) == words


@each_page
def test_every_page_has_a_cost_that_is_affine(strategy: Strategy) -> None:
    """Nobody waits for anybody while one runs alone, and no count bends."""
    found = cost(strategy.name)
    assert found.reading
    assert found.masked
    assert found.rebuild
    measures = [getattr(each, part) for each in (found.reading, found.masked) for part in PARTS]
    for measure in (*measures, found.rebuild):
        assert all(isinstance(count, Affine) for count in measure.counts.values())


@each_page
def test_the_functions_hold_beyond_the_lengths_they_were_found_on(strategy: Strategy) -> None:
    """Five zones were not looked at."""
    found = cost(strategy.name)
    assert found.reading
    assert found.rebuild
    alone = allocation(strategy, 5, 2, found=False, masked=False)
    fast = tally([item for item in alone if item.phase in FAST], strategy, masked=False)
    slow = tally([item for item in alone if item.phase not in FAST], strategy, masked=False)
    assert values(found.reading.whole_list, n=5) == +fast
    assert values(found.reading.round, n=5) == +slow
    for new, old, nodes in ((5, 5, 5), (5, 1, 3), (2, 5, 1)):
        done = tally(rebuild(strategy, new, old, nodes), strategy, masked=False)
        expected = {k: v for k, v in done.items() if k.kind not in {"slots", "words"}}
        assert values(found.rebuild, n=new, m=old, k=nodes) == expected


def values(measure: Measure, **lengths: int) -> dict[Item, int]:
    """All counts at these lengths."""
    return {k: number for k, count in measure.counts.items() if (number := count.at(**lengths))}


@each_page
def test_a_nodemask_is_one_more_test_of_each_zone(strategy: Strategy) -> None:
    """The terminator has no node; nothing else changes on the fast path."""
    found = cost(strategy.name)
    assert found.reading
    assert found.masked
    plain, masked = found.reading.whole_list, found.masked.whole_list
    for n in (1, 4):
        assert masked.count("branches").at(n=n) == plain.count("branches").at(n=n) + n
    assert masked.count("loads") == plain.count("loads")


@pytest.mark.parametrize("name", [each.name for each in ALL if each.first is None])
def test_one_more_try_is_one_more_walk(name: str) -> None:
    """Where every try is the fast path's walk, the round grows by exactly that."""
    less, more = reading(name, 2).round, reading(name, 3).round
    walk = reading(name).whole_list
    for n in (1, 3):
        for item, count in walk.counts.items():
            if item.kind not in {"slots", "words"}:
                assert more.counts[item].at(n=n) == less.counts[item].at(n=n) + count.at(n=n)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(ALL), st.sampled_from(Fence), st.integers(1, 3))
def test_a_barrier_adds_itself_and_nothing_else(page: Strategy, fence: Fence, times: int) -> None:
    """Around each walk of any page: no count goes down, and only barriers go up."""

    def walk(r: Reader, preferred: Any) -> None:
        for _ in range(times):
            r.fence(fence)
        page.walk(r, preferred)

    before, after = cost(page.name).reading, costs(replace(page, walk=walk)).reading
    assert before
    assert after
    for part in PARTS:
        less, more = getattr(before, part), getattr(after, part)
        passes = 1 if part in {"first_slot", "whole_list"} else 3
        for item in {*less.counts, *more.counts}:
            added = at_three(more, item) - at_three(less, item)
            assert added >= 0
            assert added in {0, times * passes}
            assert not added or item.kind in {"x86", "arm64"}
        assert sum(map(int_at_three, more.named("arm64").values())) == times * passes + sum(
            map(int_at_three, less.named("arm64").values())
        )


def at_three(measure: Measure, item: Item) -> int:
    """One count for a list of three zones."""
    return int_at_three(measure.counts.get(item, Affine(0)))


def int_at_three(count: Count) -> int:
    """A count for a list of three zones."""
    return count.at(n=3)


def page(**what: Any) -> Strategy:
    """The reader that walks from the head, with one thing changed."""
    plain = Strategy(
        name="mine",
        arrays=(ZONEREFS,),
        cells=(SEQ,),
        writer=rebuild_in_place,
        walk=walk_from_head,
        expect={},
    )
    return replace(plain, **what)


def wait_for_a_writer(r: Reader, _preferred: None) -> None:
    """Does not begin before the first rebuild."""
    r.wait(SEQ, lambda count: count > 0)
    r.walk(ZONEREFS)


def repeat_for_ever(r: Reader, _preferred: None) -> None:
    """Takes an even count for a reason to repeat the walk."""
    r.walk(ZONEREFS)
    r.retry_if((r.load(SEQ) & 1) == 0)


@pytest.mark.parametrize("walk", [wait_for_a_writer, repeat_for_ever])
def test_a_reader_that_needs_a_writer_has_no_cost_alone(walk: Any) -> None:
    """It is not made up, and the writer's is there all the same."""
    found = costs(page(walk=walk))
    assert found.reading is None
    assert found.masked is None
    assert found.rebuild == cost("in_place").rebuild


def test_a_writer_that_waits_for_a_reader_has_no_cost_alone() -> None:
    """Nobody will come and add to the count."""

    def rebuild_late(w: Writer) -> None:
        w.update(SEQ, when=lambda count: count > 0, change=lambda _count: 0, order="once")
        rebuild_in_place(w)

    found = costs(page(writer=rebuild_late))
    assert found.rebuild is None
    assert found.reading is not None


def test_a_count_that_bends_is_told_as_it_was_found() -> None:
    """A store for the third slot alone is no affine function, and none is invented."""

    def third(w: Writer) -> None:
        for slot, zone in w.new_zones():
            if slot == 2:
                w.store(ZONEREFS[slot].zone, zone)

    found = costs(page(writer=third)).rebuild
    assert found is not None
    assert not isinstance(found.count("stores"), Affine)
    assert found.count("stores").at(n=2, m=1, k=1) == 0
    assert found.count("stores").at(n=3, m=1, k=1) == 1


def test_loaded_values_can_be_added_and_compared_in_any_way() -> None:
    """Each comparison is one test, wherever the value comes from and whatever was added."""

    def walk(r: Reader, _preferred: None) -> None:
        left, right = r.load(SEQ), r.load(SEQ)
        r.retry_if(left + 1 == right)
        r.retry_if((right + 2) - 1 < left)
        r.retry_if(left > right)
        r.retry_if(~(choose(left != right, left, right) == left))
        r.walk(Array("zonerefs"))

    found = costs(page(walk=walk)).reading
    assert found is not None
    assert (
        str(found.first_slot.count("branches")) == "7"
    )  # five of these, and those of the first slot
    assert str(found.first_slot.count("loads")) == "4"
