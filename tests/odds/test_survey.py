"""The worst lists: the verdicts again, every list there is, and no reduction that hides one."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest

from spec.errors import UsageError
from spec.odds.scenarios import Reach, lists_within, reader_of, scenarios
from spec.odds.share import Counter
from spec.odds.survey import Odds, given_lists, together, worst_lists
from spec.odds.wording import circumstances, readings_of
from spec.page import applicable, property_named, strategy_named
from spec.properties import PROPERTIES
from spec.strategies import ALL
from spec.verdict import REFUTED

ONE = Fraction(1)
COUNTED = [strategy.name for strategy in ALL if strategy.moves != "masks"]
PASSES = [prop for prop in PROPERTIES if reader_of(prop) == "pass"]


def agrees(name: str, reach: Reach) -> None:
    """A share above 0 somewhere is what the page, and so the prover, expects to be refuted."""
    strategy = strategy_named(name)
    for item in worst_lists([strategy], PROPERTIES, reach, ONE).worst:
        prop = property_named(item.prop)
        zones = reach.zones if reader_of(prop) == "pass" else reach.allocation_zones
        word = strategy.expect[item.prop].verdict("any", reach.rebuilds, zones)
        assert item.never == (word != REFUTED), item.prop


@pytest.mark.parametrize(
    "name",
    [
        "stop_machine_preempt",
        "in_place_one_word",
        "copy_swap_grace_cached",
        "seqcount_everywhere",
        "list_all_zones",
        "rwlock_cached",
        "v6_16",
    ],
)
def test_what_is_refuted_has_a_share_and_what_is_proved_has_none(name: str) -> None:
    """Two zones, one rebuild."""
    agrees(name, Reach(2, 2, 1, 1))


@pytest.mark.slow
@pytest.mark.parametrize("name", COUNTED)
def test_what_is_refuted_has_a_share_at_the_default_bounds(name: str) -> None:
    """Three zones for a pass, two for an allocation."""
    agrees(name, Reach())


def test_lists_are_all_there_up_to_the_names_of_zones() -> None:
    """Renaming zones in the order in which they appear makes every pair of lists one of these."""
    known = set(lists_within(3, 1))
    lists = [
        names for size in (1, 2, 3) for names in product((1, 2, 3), repeat=size)
        if len(set(names)) == size
    ]  # fmt: skip
    renamed = set()
    for pair in product(lists, repeat=2):
        order = {zone: at for at, zone in enumerate(dict.fromkeys([*pair[0], *pair[1]]), 1)}
        renamed.add(tuple(tuple(order[zone] for zone in names) for names in pair))
    assert known == renamed


def test_two_rebuilds_are_every_list_after_every_other() -> None:
    """With one zone there is nothing but to keep it."""
    assert list(lists_within(1, 2)) == [((1,), (1,), (1,))]
    assert ((1,), (2,), (2, 1)) in set(lists_within(2, 2))


def greatest(odds: Odds) -> dict[str, tuple[object, object]]:
    """Both measures' greatest shares by property."""
    return {
        item.prop: (item.even and item.even.even, item.drawn and item.drawn.drawn)
        for item in odds.worst
    }


@pytest.mark.parametrize("name", ["in_place", "stop_machine_preempt", "append_copy"])
def test_no_other_mask_is_worse(name: str) -> None:
    """Every mask, two zones: the properties' worst shares are those with the few that matter."""
    strategy, counter = strategy_named(name), Counter(strategy_named(name), ONE)
    reach = Reach(2, 2, 1, 1)
    known = greatest(worst_lists([strategy], PASSES, reach, ONE))
    asked = [prop for prop in PASSES if prop.applies(strategy)]
    for plain in scenarios(strategy, asked[0], reach):
        for nodes in ([], [0], [1], [0, 1]):
            masked = replace(plain, mask=frozenset(nodes))
            for share in counter.shares(masked, asked):
                even, drawn = known[share.prop]
                assert share.even is None or share.even <= even  # type: ignore[operator]
                assert share.drawn is None or share.drawn <= drawn  # type: ignore[operator]


def test_the_worst_lists_are_as_bad_when_they_are_given() -> None:
    """What is printed can be pasted behind --lists."""
    strategy = strategy_named("in_place")
    for item in worst_lists([strategy], PROPERTIES, Reach(2, 2, 1, 1), ONE).worst:
        assert item.even is not None
        text = circumstances(item.even.scenario)
        prop = property_named(item.prop)
        (given,) = given_lists([strategy], [prop], readings_of(text, 1), ONE).worst
        assert given.even is not None
        assert (given.even.racing, given.even.violating) == (item.even.racing, item.even.violating)


def test_kinds_of_rebuild_are_told_apart() -> None:
    """Preempted by a stopped machine, only an insertion or a new order visits a zone twice."""
    odds = worst_lists(
        [strategy_named("stop_machine_preempt")],
        [property_named("no_double_visit")],
        Reach(2, 2, 1, 1),
        ONE,
    )
    shares = {kind: share.even for kind, share in odds.worst[0].kinds.items()}
    assert shares == {"online": Fraction(2, 3), "offline": 0, "reorder": Fraction(2, 5)}


def test_what_is_no_matter_of_one_run_is_left_out() -> None:
    """Alone it is an error, beside others a remark."""
    others = [prop for prop in PROPERTIES if reader_of(prop) is None]
    for prop in others:
        with pytest.raises(UsageError, match="name a property that is"):
            worst_lists([strategy_named("rwlock")], [prop], Reach(1, 1, 1, 1), ONE)
        odds = worst_lists([strategy_named("rwlock")], [prop, PASSES[0]], Reach(1, 1, 1, 1), ONE)
        assert [item.prop for item in odds.worst] == [PASSES[0].name]
        assert len(odds.skipped) == 1


def test_lists_that_do_not_suit_a_strategy_are_remarked_on() -> None:
    """As long as they suit another."""
    asked, prop = readings_of("1.2/2", 1), PASSES[:1]
    fixed, moving = strategy_named("list_all_zones"), strategy_named("in_place")
    odds = given_lists([fixed, moving], prop, asked, ONE)
    assert [item.strategy for item in odds.worst] == ["in_place"]
    assert odds.skipped == ["list_all_zones takes one list and events, such as 1.2 events=1"]
    assert given_lists([fixed], prop, asked, ONE).worst == []


def test_documents_of_several_strategies_are_put_together() -> None:
    """As if they had been asked together; what is said twice is said once."""
    chosen = [strategy_named("in_place"), strategy_named("rwlock")]
    prop = property_named("no_deadlock"), PASSES[0]
    reach = Reach(1, 1, 1, 1)
    apart = [worst_lists([each], prop, reach, ONE).document() for each in chosen]
    assert together(apart) == worst_lists(chosen, prop, reach, ONE).document()
    assert together([]) == {}


def test_the_document_has_fractions_as_text() -> None:
    """And says what was not counted."""
    strategy = strategy_named("in_place_one_word")
    odds = given_lists([strategy], PASSES[:1], readings_of("1.2/2", 1), Fraction(1, 2))
    document = odds.document()
    assert document["ratio"] == "1/2"
    assert document["reach"] is None
    worst = document["shares"]["in_place_one_word"]["no_missed_zone"]["each_run_alike"]
    assert worst["lists"] == "1.2/2"
    assert (worst["racing_runs"], worst["violating_runs"]) == (7, 1)
    assert worst["each_run_alike"] == "1/7"


def test_every_counted_property_is_in_the_document() -> None:
    """None is dropped on the way, even where no run races."""
    strategy = strategy_named("rwlock")
    document = worst_lists([strategy], PROPERTIES, Reach(1, 1, 1, 1), ONE).document()
    names = {prop.name for prop in applicable(strategy) if reader_of(prop)}
    assert set(document["shares"]["rwlock"]) == names
    assert document["shares"]["rwlock"]["no_missed_zone"]["each_run_alike"] is None
