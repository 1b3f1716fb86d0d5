"""Is the oracle itself right? Known facts, and slower and plainer forms of its own search."""

from itertools import product
from random import Random

import pytest

from .instance import KINDS, Instance, instances, kinds_of
from .plain import outcomes
from .representatives import representatives
from .search import explore, replay, search, violation
from .state import Trial
from .strategies import STRATEGIES
from .table import Table, refuted, render, table
from .verdict import PASS_PROPERTIES, PROPERTIES, properties_of

pytestmark = pytest.mark.untraced

B6 = Instance(lists=((1, 2), (2,)), types=(1, 0), nodes=(0, 0), limit=0)
"""Offline empties the movable zone in front: the OOM kill behind commit 3d36424b3b58."""

UNTORN = ("stop_machine_nopreempt", "stop_machine_restart", "seqcount_everywhere")


@pytest.fixture(scope="module")
def small() -> Table:
    """Every cell at 2 zones, 1 rebuild, 1 try."""
    return table(2, 1, 1)


def refuting(cells: Table, strategy: str, prop: str) -> set[str]:
    """The kinds that refute a cell."""
    return {kind for kind in KINDS if cells[strategy, prop, kind]}


def test_there_are_23_strategies_and_10_properties() -> None:
    """The vocabulary is complete."""
    assert len(STRATEGIES) == 23
    assert len(PROPERTIES) == 10


@pytest.mark.parametrize("strategy", ["in_place", "in_place_from_head", "stop_machine_preempt"])
def test_b6_hides_the_zone_from_one_walk(strategy: str) -> None:
    """One unsleeping pass can miss the only zone it may use."""
    broken = explore(strategy, B6, "pass").broken
    assert {"eligible_zone_always_visible", "no_missed_zone"} <= broken
    assert "zone_always_visible" not in broken


@pytest.mark.parametrize("strategy", UNTORN)
def test_b6_is_harmless_to_a_pass_that_sees_one_list(strategy: str) -> None:
    """Nothing is missed by a pass the rebuild cannot get into, or that is repeated."""
    assert not explore(strategy, B6, "pass").broken


def test_b6_takes_three_loads() -> None:
    """Skip slot 0, let the rebuild happen, find the terminator in slot 1."""
    assert violation("stop_machine_preempt", B6, "pass", "no_missed_zone") == (0, 1, 1)


def test_b6_ends_in_oom() -> None:
    """The cached slot makes an OOM of it, with preemption off too; starting over does not."""
    given = Instance(B6.lists, B6.types, B6.nodes, B6.limit, pages_from=(None, 1))
    for strategy, reachable in (
        ("in_place", True),
        ("stop_machine_nopreempt", True),
        ("stop_machine_nopreempt_restart", False),
        ("seqcount_slow_path", False),
        ("rwlock_cached", True),
        ("rwlock", False),
    ):
        broken = explore(strategy, given, "allocation").broken
        assert ("no_premature_oom" in broken) == reachable, strategy


@pytest.mark.parametrize(
    "strategy",
    ["seqcount_everywhere", "seqcount_latch", "copy_swap_grace", "rwlock", "list_all_zones"],
)
def test_strong_strategies_keep_every_property(small: Table, strategy: str) -> None:
    """The ones that pay for it are never refuted."""
    assert not any(
        small[strategy, prop, kind] for prop in properties_of(strategy) for kind in KINDS
    )


@pytest.mark.parametrize("strategy", ["stop_machine_nopreempt", "rwlock_cached"])
def test_a_walk_that_runs_alone_keeps_every_pass_property(small: Table, strategy: str) -> None:
    """Only the slot cached between walks goes wrong."""
    assert not any(small[strategy, prop, kind] for prop in PASS_PROPERTIES for kind in KINDS)
    assert "offline" in refuting(small, strategy, "no_premature_oom")


def test_one_zone_is_visible_unless_the_head_is_emptied_first(small: Table) -> None:
    """With a request that everything satisfies, only the old store order shows an empty list."""
    for strategy in STRATEGIES:
        kinds = refuting(small, strategy, "zone_always_visible")
        assert kinds == (set(KINDS) if strategy == "in_place_null_first" else set()), strategy


def test_only_torn_or_moved_slots_break_the_request(small: Table) -> None:
    """One word a slot keeps index and pointer together."""
    assert refuting(small, "in_place", "respects_request")
    assert not refuting(small, "in_place_one_word", "respects_request")


def test_an_early_free_is_seen(small: Table) -> None:
    """Both leaving out the grace period and carrying the slot out of the section are fatal."""
    assert refuting(small, "copy_swap", "no_use_after_free") == set(KINDS)
    assert refuting(small, "copy_swap_grace_cached", "no_use_after_free") == set(KINDS)
    assert not refuting(small, "copy_swap_grace", "no_use_after_free")


def test_nothing_leaves_the_array(small: Table) -> None:
    """The last slot of an array always ends a walk."""
    assert not any(refuting(small, strategy, "stays_in_bounds") for strategy in STRATEGIES)


def test_any_is_refuted_whenever_a_kind_is(small: Table) -> None:
    """A kind is a constraint."""
    for (strategy, prop, _), cell in small.items():
        assert small[strategy, prop, "any"] or not cell
    assert "no_missed_zone" in render(small)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_shortest_schedules_replay(strategy: str) -> None:
    """Every schedule found violates its property when run alone, and exploring agrees on both."""
    random = Random(strategy)
    choice = [*representatives(STRATEGIES[strategy], 2, 2)]
    for one in random.sample(choice, 12):
        pages = tuple(random.choice((None, 0, 1, 2, 3)) for _ in one.types)
        given = Instance(
            one.lists, one.types, one.nodes, 0, one.mask, pages, one.events, one.pages0
        )
        for reader in ("pass", "allocation"):
            broken = explore(strategy, given, reader).broken
            for prop in PROPERTIES:
                schedule = violation(strategy, given, reader, prop)
                assert (schedule is not None) == (prop in broken)
                if schedule is not None:
                    assert list(schedule) == sorted(schedule)
                    assert prop in replay(strategy, given, reader, schedule)


@pytest.mark.parametrize(
    "strategy", [name for name, shape in STRATEGIES.items() if not shape.events]
)
def test_open_pages_are_all_pages(strategy: str) -> None:
    """Leaving ``pages_from`` open finds what going through its values finds."""
    shape = STRATEGIES[strategy]
    random = Random(strategy)
    choice = [one for one in representatives(shape, 2, 2) if len(one.types) == 2]
    for one in random.sample(choice, 4):
        tries = random.choice((1, 2))
        moments = (None, *range(len(one.lists) * (tries + 1) if shape.rounds else tries + 2), 9)
        by_value: set[str] = set()
        for pages in product(moments, repeat=2):
            given = Instance(one.lists, one.types, one.nodes, 0, one.mask, pages)
            by_value |= explore(strategy, given, "allocation", tries=tries).broken
        assert search(Trial(shape, one, True, tries, open_pages=True)).broken == by_value


@pytest.mark.parametrize("strategy", ["in_place", "in_place_null_first", "stop_machine_preempt"])
def test_representatives_stand_for_all_instances(strategy: str) -> None:
    """The table is that of every instance, names, nodes, types and limits all gone through."""
    found = refuted(STRATEGIES[strategy], PASS_PROPERTIES, 2, 1, 1)
    for kind in KINDS:
        broken: set[str] = set()
        for rebuilds in (0, 1):
            for given in instances(2, rebuilds, kind):
                broken |= explore(strategy, given, "pass").broken
        assert broken & {*PASS_PROPERTIES} == {
            prop for prop, one in found if one == kind and prop in PASS_PROPERTIES
        }


@pytest.mark.parametrize(
    ("strategy", "counted"), [("in_place", False), ("seqcount_slow_path", True)]
)
def test_outcomes_are_those_of_plain_runs(strategy: str, counted: bool) -> None:
    """The search shows exactly what running every schedule one by one shows."""
    given = [
        Instance(B6.lists, (1, 0), (0, 1), 0, None, (None, None)),
        Instance(B6.lists, (0, 0), (0, 1), 0, None, (1, 2)),
        Instance(((2,), (1, 2)), (0, 0), (0, 1), 0, frozenset({1}), (None, 2)),
        Instance(((1,), (2,)), (1, 0), (0, 1), 0, None, (0, None)),
        Instance(((1,), (2,), (1,)), (1, 0), (0, 1), 0, None, (0, None)),
    ]
    for one in given:
        seen = explore(strategy, one, "allocation", tries=1, observing=True).seen
        assert seen == outcomes(one, counted=counted, tries=1)


def test_kinds_are_strict() -> None:
    """An identical rewrite is of no kind but any; an instance without rebuilds is of each."""
    assert kinds_of(Instance(((1,), (1,)), (0,), (0,), 0)) == {"any"}
    assert kinds_of(Instance(((1,),), (0,), (0,), 0)) == {*KINDS}
    assert kinds_of(Instance(((1, 2), (2, 1)), (0, 0), (0, 0), 0)) == {"reorder", "any"}
    assert kinds_of(Instance(((1, 2), (2,)), (0, 0), (0, 0), 0)) == {"offline", "any"}
    assert kinds_of(Instance(((1,), (2, 1)), (0, 0), (0, 0), 0)) == {"online", "any"}
    gains = Instance(((1,),), (0,), (0,), 0, events=(1, 1), pages0=(0,))
    assert kinds_of(gains) == {"any"}


def test_unknown_reader() -> None:
    """The message says which readers there are."""
    with pytest.raises(ValueError, match="'allocation'"):
        explore("in_place", B6, "interrupt")


@pytest.mark.slow
def test_two_zones_two_rebuilds_two_tries(small: Table) -> None:
    """Larger bounds refute no less, and no strong strategy."""
    larger = table(2, 2, 2)
    assert all(larger[key] for key, cell in small.items() if cell and "oom" not in key[1])
    for strategy in ("seqcount_everywhere", "seqcount_latch", "copy_swap_grace", "rwlock"):
        assert not any(cell for key, cell in larger.items() if key[0] == strategy)


@pytest.mark.slow
def test_three_zones_and_three_types_add_nothing_unseen() -> None:
    """Instances with more types and limits stay inside the table made with two classes."""
    cells = table(3, 1, 2)
    random = Random(3)
    for _ in range(400):
        lists = tuple(
            tuple(random.sample((1, 2, 3), random.randint(1, 3)))
            for _ in range(random.randint(1, 2))
        )
        types, nodes = (tuple(random.choices(range(3), k=3)) for _ in range(2))
        mask = random.choice((None, frozenset(random.sample(range(3), random.randint(0, 3)))))
        pages = tuple(random.choices((None, 0, 1, 2, 3), k=3))
        given = Instance(lists, types, nodes, random.randint(0, 2), mask, pages)
        for strategy, shape in STRATEGIES.items():
            if shape.events:
                continue
            for reader in ("pass", "allocation"):
                for prop in explore(strategy, given, reader).broken:
                    assert all(cells[strategy, prop, kind] for kind in kinds_of(given))
