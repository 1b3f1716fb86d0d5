"""Exact counts, against hand, against every interleaving written out, and by law."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from spec.errors import UsageError
from spec.kernel.seqcount import SEQ
from spec.kernel.zonelist import ZONEREFS, rebuild_in_place, walk_from_head
from spec.odds.course import _Attempts
from spec.odds.scenarios import lists_within
from spec.odds.share import Counter, Share
from spec.odds.wording import readings_of
from spec.page import applicable, property_named, strategy_named
from spec.strategies import ALL
from spec.vocabulary import Reader, Strategy, Writer
from tests.odds.enumeration import Numbers, numbers, told
from tests.odds.samples import RATIOS, scenario_of, texts

LISTED = [strategy.name for strategy in ALL if strategy.moves == "lists"]
LONG = [name for name in LISTED if name.startswith(("append", "copy"))]
HUGE = ["copy_swap", "seqcount_latch"]
ONE = Fraction(1)
MOST = 3_000
"""Racing runs that are written out one by one."""


def share_of(strategy: str, prop: str, text: str, ratio: Fraction = ONE) -> Share:
    """The share of one property for one scenario."""
    counter = Counter(strategy_named(strategy), ratio)
    (share,) = counter.shares(scenario_of(strategy, prop, text), [property_named(prop)])
    return share


def test_one_store_and_six_loads_by_hand() -> None:
    """The stopped machine falls into one of five gaps; behind the 2nd or 3rd load it costs zone 2.

    Behind the first load the old index 0 is followed by the new pointer, to zone 2 itself, and
    then by the terminator; behind the fourth zone 2 is visited already. No store at all is drawn
    with probability 1/2 before the first load, 1/4 behind it, and so on: 1/4 + 1/8 + 1/16 + 1/32
    + 1/64 race, 1/8 + 1/16 of it violates.
    """
    share = share_of("stop_machine_preempt", "no_missed_zone", "1.2/2")
    assert told(share) == Numbers(5, 2, Fraction(31, 64), Fraction(12, 64))


def test_two_stores_and_three_loads_by_hand() -> None:
    """Slot 0 becomes 2 by step a, slot 1 the end by step b; the loads are 0, 1 and perhaps 2.

    The racing runs are 0ab1 and a0b1, each drawn with 1/8, and a01b2, 0a1b2, 01ab2, 0a12b and
    01a2b, each with 1/16. The first misses zone 2; a01b2 visits it twice.
    """
    missed = share_of("in_place_one_word", "no_missed_zone", "1.2/2")
    assert (missed.even, missed.drawn) == (Fraction(1, 7), Fraction(2, 9))
    doubled = share_of("in_place_one_word", "no_double_visit", "1.2/2")
    assert (doubled.even, doubled.drawn) == (Fraction(1, 7), Fraction(1, 9))


def test_no_pass_races_under_a_lock() -> None:
    """Then there is no share: it is None, not 0."""
    share = share_of("rwlock", "no_missed_zone", "1.2/2")
    assert (share.racing.runs, share.even, share.drawn) == (0, None, None)


@pytest.mark.parametrize(
    ("name", "prop", "text"),
    [
        ("stop_machine_preempt", "no_double_visit", "1/2.1"),
        ("stop_machine_nopreempt", "sees_one_list", "1/2.1"),
        ("stop_machine_restart", "no_missed_zone", "1/2.1"),
        ("in_place", "respects_request", "1/2.1"),
        ("in_place_null_first", "zone_always_visible", "1/2"),
        ("in_place_one_word", "sees_one_list", "1/2.1"),
        ("seqcount_everywhere", "sees_one_list", "1/2"),
        ("rwlock", "sees_one_list", "1/2.1"),
    ],
)
def test_a_pass_is_counted_as_if_written_out(name: str, prop: str, text: str) -> None:
    """Repeated passes, locks and sections; the writer half as fast again as the reader."""
    strategy, asked, ratio = strategy_named(name), property_named(prop), Fraction(3, 2)
    scenario = scenario_of(name, prop, text)
    (share,) = Counter(strategy, ratio).shares(scenario, [asked])
    assert told(share) == numbers(strategy, scenario, asked, ratio)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in LISTED if name not in HUGE])
@given(data=st.data())
@settings(max_examples=4, deadline=None)
def test_any_small_pass_is_counted_as_if_written_out(name: str, data: st.DataObject) -> None:
    """Whatever the lists, the request, the property and the ratio."""
    strategy = strategy_named(name)
    props = [prop for prop in applicable(strategy) if "pass" in prop.readers[:1]]
    prop, ratio = data.draw(st.sampled_from(props)), data.draw(RATIOS)
    scenario = scenario_of(name, prop.name, data.draw(texts(zones=1 if name in LONG else 2)))
    (share,) = Counter(strategy, ratio).shares(scenario, [prop])
    assume(share.racing.runs <= MOST)
    assert told(share) == numbers(strategy, scenario, prop, ratio)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "stop_machine_preempt",
        "stop_machine_restart",
        "stop_machine_nopreempt_restart",
        "in_place_one_word",
        "rwlock",
        "rwlock_cached",
    ],
)
@given(data=st.data())
@settings(max_examples=6, deadline=None)
def test_any_small_allocation_is_counted_as_if_written_out(name: str, data: st.DataObject) -> None:
    """Restarts, kept slots, locks and preemption, with pages anywhere."""
    strategy, ratio = strategy_named(name), data.draw(RATIOS)
    wanted = st.sampled_from(["no_premature_oom", "no_premature_oom_last_look"])
    prop = property_named(data.draw(wanted))
    scenario = scenario_of(name, prop.name, data.draw(texts(reader="allocation")))
    (share,) = Counter(strategy, ratio).shares(scenario, [prop])
    assume(share.racing.runs <= MOST)
    assert told(share) == numbers(strategy, scenario, prop, ratio)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stop_machine_preempt", "1.2/2.1 types=1.0 pages=never.1"),
        ("stop_machine_restart", "1.2/2 pages=never.1"),
        ("rwlock_cached", "1.2/2 nodes=0.1 mask=1 pages=never.1"),
        ("list_all_zones", "1 events=1 before=0"),
        ("list_all_zones", "1 events=1.1 before=1"),
    ],
)
def test_an_allocation_is_counted_as_if_written_out(name: str, text: str) -> None:
    """Kept slots, restarts, locks, and pages that come and go."""
    strategy, prop = strategy_named(name), property_named("no_premature_oom")
    scenario = scenario_of(name, prop.name, text)
    (share,) = Counter(strategy, ONE).shares(scenario, [prop])
    assert told(share) == numbers(strategy, scenario, prop)


@pytest.mark.slow
def test_a_use_after_free_is_counted_as_if_written_out() -> None:
    """4650 racing runs: the swap frees the array that a walk is in."""
    strategy, prop = strategy_named("copy_swap"), property_named("no_use_after_free")
    scenario = scenario_of(strategy.name, prop.name, "1/2 types=1.1")
    (share,) = Counter(strategy, ONE).shares(scenario, [prop])
    assert share.violating.runs
    assert told(share) == numbers(strategy, scenario, prop)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("seqcount_latch", "1/2"),
        ("seqcount_everywhere", "1.2/2.1"),
        pytest.param("seqcount_latch", "1/2/1", marks=pytest.mark.slow),
    ],
)
def test_a_repeated_attempt_is_the_same_place_again(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Runs that are told apart by what their discarded attempts saw come to the same numbers."""
    merged = share_of(name, "sees_one_list", text)
    monkeypatch.setattr(_Attempts, "again", lambda *_: None)
    assert share_of(name, "sees_one_list", text) == merged


@given(
    name=st.sampled_from(LISTED),
    lists=st.sampled_from(sorted(lists_within(2, 1))),
    ratio=RATIOS,
)
@settings(max_examples=40, deadline=None)
def test_shares_are_shares(name: str, lists: tuple[tuple[int, ...], ...], ratio: Fraction) -> None:
    """They lie between 0 and 1, and both say 0, or neither; no run races in one measure alone."""
    strategy = strategy_named(name)
    text = "/".join(".".join(map(str, names)) for names in lists)
    for prop in applicable(strategy):
        if "pass" in prop.readers[:1]:
            (scenario,) = readings_of(text, 1)(strategy, prop, "pass")
            (share,) = Counter(strategy, ratio).shares(scenario, [prop])
            assert (share.even is None) == (share.drawn is None) == (not share.racing.runs)
            assert 0 <= share.violating.chance <= share.racing.chance < 1
            if share.even is not None and share.drawn is not None:
                assert 0 <= share.even <= 1
                assert 0 <= share.drawn <= 1
                assert (share.even == 0) == (share.drawn == 0)


@given(ratio=RATIOS)
@settings(max_examples=20, deadline=None)
def test_the_ratio_moves_one_measure_only(ratio: Fraction) -> None:
    """A count of runs knows no speed; of one step among five gaps the draw is a geometric one."""
    share = share_of("stop_machine_preempt", "no_missed_zone", "1.2/2", ratio)
    assert share.even == Fraction(2, 5)
    writer, reader = ratio / (1 + ratio), 1 / (1 + ratio)
    assert share.racing.chance == sum(reader**gap * writer for gap in range(1, 6))
    assert share.violating.chance == reader**2 * writer + reader**3 * writer


def test_a_mask_only_hides_what_a_pass_visits() -> None:
    """A masked pass is not counted anew, and comes out as one that is."""
    strategy, prop = strategy_named("in_place"), property_named("eligible_zone_always_visible")
    scenario = scenario_of("in_place", prop.name, "1.2/2.1 nodes=0.1 mask=1")
    (share,) = Counter(strategy, ONE).shares(scenario, [prop])
    assert told(share) == numbers(strategy, scenario, prop)


def test_a_mask_that_changes_the_steps_is_counted_anew() -> None:
    """A page whose pass first looks for a slot loads more or less, as the mask has it."""

    def walk(r: Reader, _preferred: None) -> None:
        r.first(ZONEREFS)
        r.walk(ZONEREFS)

    strategy = Strategy(
        name="from_first", arrays=(ZONEREFS,), writer=rebuild_in_place, walk=walk, expect={}
    )
    prop = property_named("eligible_zone_always_visible")
    (scenario,) = readings_of("1/2 nodes=0.1 mask=0", 1)(strategy, prop, "pass")
    (share,) = Counter(strategy, ONE).shares(scenario, [prop])
    assert told(share) == numbers(strategy, scenario, prop)
    (free,) = Counter(strategy, ONE).shares(replace(scenario, mask=None), [prop])
    assert free.racing != share.racing


def _marked(w: Writer) -> None:
    w.increment(SEQ)
    rebuild_in_place(w)


def _for_ever(r: Reader, _preferred: None) -> None:
    r.walk(ZONEREFS)
    r.retry_if(r.load(SEQ) > 0)


def _spinning(r: Reader, _preferred: None) -> None:
    r.walk(ZONEREFS)
    r.retry_if(r.load(SEQ) == 0)


def _in_vain(r: Reader, _preferred: None) -> None:
    r.wait(SEQ, lambda count: count > 1)
    r.walk(ZONEREFS)


@pytest.mark.parametrize(
    ("walk", "why"),
    [
        (_for_ever, "repeats an attempt though nothing moved"),
        (_spinning, "repeats an attempt though nothing moved"),
        (_in_vain, "can wait for what never happens"),
    ],
)
def test_runs_without_end_are_told_of(walk: Callable[[Reader, Any], None], why: str) -> None:
    """Whether it is the reader alone or the reader while the writer could still move."""
    strategy = Strategy(
        name="endless", arrays=(ZONEREFS,), cells=(SEQ,), writer=_marked, walk=walk, expect={}
    )
    prop = property_named("no_missed_zone")
    (scenario,) = readings_of("1/2", 1)(strategy, prop, "pass")
    with pytest.raises(UsageError, match=why):
        Counter(strategy, ONE).shares(scenario, [prop])


def test_a_writer_that_waits_for_nobody_is_told_of() -> None:
    """It can wait before the reader ends, or behind it."""

    def write(w: Writer) -> None:
        w.update(SEQ, when=lambda count: count > 0, change=lambda count: count, order="once")
        rebuild_in_place(w)

    strategy = Strategy(
        name="stuck",
        arrays=(ZONEREFS,),
        cells=(SEQ,),
        writer=write,
        walk=walk_from_head,
        expect={},
    )
    prop = property_named("no_missed_zone")
    (scenario,) = readings_of("1/2", 1)(strategy, prop, "pass")
    with pytest.raises(UsageError, match="writer can wait for what never happens"):
        Counter(strategy, ONE).shares(scenario, [prop])
