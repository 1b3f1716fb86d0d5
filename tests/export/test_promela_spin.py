"""Spin decides every instance like the search that shares nothing with it."""

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from spec.bench.spin import search
from spec.export.promela import any_list, promela
from spec.export.promela.setting import Fixed
from spec.instance import Bounds
from spec.kernel.zonelist import ZONEREFS, rebuild_in_place
from spec.properties import PROPERTIES, Property, by_name
from spec.scenario import parse
from spec.strategies import ALL
from spec.strategies.in_place import STRATEGY as IN_PLACE
from spec.vocabulary import Cell, Place, Reader, Strategy, Writer
from tests.explorer import KINDS, Instance, Table, explore, table
from tests.export.spin_judgements import Judgements
from tests.export.spin_samples import instance, needs_spin, scenario, violated

pytestmark = needs_spin

PASS = [prop for prop in PROPERTIES if "pass" in prop.readers]
ALLOCATION = [prop for prop in PROPERTIES if "allocation" in prop.readers]


def cells(reader: str) -> list[tuple[Strategy, Property]]:
    """Every strategy with every property that says something about it."""
    return [
        (strategy, prop)
        for strategy in ALL
        for prop in (PASS if reader == "pass" else ALLOCATION)
        if prop.applies(strategy) and (reader == "pass" or strategy.moves == "lists")
    ]


def named(cell: object) -> str:
    """A strategy or property by its name."""
    assert isinstance(cell, Strategy | Property)
    return cell.name


def interesting(strategy: Strategy, prop: Property, reader: str, random: Random) -> Instance:
    """An instance that violates the property, if one of twenty does."""
    drawn = [instance(random, strategy) for _ in range(20)]
    broken = [each for each in drawn if violated(strategy, prop.name, each, reader, 1)]
    return (broken or drawn)[0]


def agree(strategy: Strategy, prop: Property, given: Instance, reader: str, folder: Path) -> None:
    """Spin finds a violation exactly where there is one."""
    described = scenario(strategy, prop.name, given, reader, 1)
    found = search(promela(strategy, prop, described), folder, optimized=False)
    expected = violated(strategy, prop.name, given, reader, 1)
    assert found.violated == expected, described.text()


DRAWN = 250
"""Instances of a strategy, of which as few are taken as show all that any of them shows."""


def telling(strategy: Strategy, props: list[Property]) -> list[tuple[Instance, set[str]]]:
    """Instances in which each property is violated and is not, if it ever is; with what is."""
    random = Random(strategy.name)
    drawn = [instance(random, strategy) for _ in range(DRAWN)]
    names = {prop.name for prop in props}
    broken = [explore(strategy.name, each, "pass", tries=1).broken & names for each in drawn]
    shown = [{(name, name in found) for name in names} for found in broken]
    waiting, taken = set[tuple[str, bool]]().union(*shown), []
    while waiting:
        best = max(range(DRAWN), key=lambda at: len(shown[at] & waiting))
        waiting -= shown[best]
        taken.append((drawn[best], {*broken[best]}))
    return taken


@pytest.mark.parametrize("strategy", ALL, ids=named)
def test_every_property_of_a_pass(strategy: Strategy, tmp_path: Path) -> None:
    """Violated for Spin where it is, and nowhere else; both, where there is an instance of both."""
    props = [prop for mine, prop in cells("pass") if mine is strategy]
    for given, broken in telling(strategy, props):
        described = scenario(strategy, props[0].name, given, "pass", 1)
        judgements = Judgements(props, Fixed(described, strategy.moves))
        assert judgements.violated(strategy, described, tmp_path) == broken, described.text()


def sample() -> list[tuple[Strategy, Property]]:
    """A property of a pass for each strategy, each property for some."""
    each = [[cell for cell in cells("pass") if cell[0] is strategy] for strategy in ALL]
    return [mine[at % len(mine)] for at, mine in enumerate(each)]


ALLOCATIONS = [
    (strategy, prop)
    for strategy, prop in cells("allocation")
    if (strategy.name, prop.name)
    in {
        ("stop_machine_nopreempt", "no_premature_oom"),
        ("stop_machine_nopreempt_restart", "no_premature_oom_last_look"),
        ("in_place", "no_premature_oom_last_look"),
        ("seqcount_slow_path", "no_premature_oom"),
        ("seqcount_slow_path", "no_premature_oom_last_look"),
        ("copy_swap_grace_cached", "no_use_after_free"),
        ("rwlock_cached", "no_premature_oom"),
    }
]


@pytest.mark.parametrize(("strategy", "prop"), sample(), ids=named)
def test_a_pass(strategy: Strategy, prop: Property, tmp_path: Path) -> None:
    """An instance that violates the property, where one does, is violated for Spin too."""
    random = Random(f"{strategy.name} {prop.name}")
    agree(strategy, prop, interesting(strategy, prop, "pass", random), "pass", tmp_path)


@pytest.mark.parametrize(("strategy", "prop"), ALLOCATIONS, ids=named)
def test_an_allocation(strategy: Strategy, prop: Property, tmp_path: Path) -> None:
    """The slow path, its tries and its restarts are the same ones."""
    random = Random(f"{strategy.name} {prop.name}")
    given = interesting(strategy, prop, "allocation", random)
    agree(strategy, prop, given, "allocation", tmp_path)


def walk_from_the_first_of_two(r: Reader, _preferred: Place | None) -> None:
    """The second may be found where the first was not."""
    here = r.first(ZONEREFS)
    r.first(ZONEREFS)
    r.walk(here)


def walk_from_the_cached_place(r: Reader, preferred: Place | None) -> None:
    """Another first slot is looked for in between."""
    r.first(ZONEREFS)
    r.walk(preferred or ZONEREFS)


def walk_counted(r: Reader, _preferred: Place | None) -> None:
    """Begun anew until the count is large, which it is after one rebuild."""
    r.retry_if(r.load(COUNT) != LARGE + 1)
    r.walk(ZONEREFS)


def rebuild_counted(w: Writer) -> None:
    """Rebuild, and count at once."""
    w.increment(COUNT)
    rebuild_in_place(w)


LARGE = 40_000
COUNT = Cell("double", LARGE)
CACHED = replace(IN_PLACE, name="mine", walk=walk_from_the_cached_place)
ONCE = replace(IN_PLACE, name="mine", first=None, walk=walk_from_the_first_of_two)
COUNTED = replace(
    IN_PLACE, name="mine", first=None, cells=(COUNT,), writer=rebuild_counted, walk=walk_counted
)


@pytest.mark.parametrize(
    ("page", "target"),
    [
        (CACHED, "no_premature_oom reader=allocation lists=1.2/2.1 types=0.1 pages=1.1 tries=1"),
        (CACHED, "no_premature_oom reader=allocation lists=1.2/2.1 types=0.0 pages=1.1 tries=1"),
        (ONCE, "no_missed_zone reader=pass lists=2.1/1.2 types=1.0 limit=0"),
        (ONCE, "no_missed_zone reader=pass lists=1.2/2.1/1 types=1.0"),
        (ONCE, "sees_one_list reader=pass lists=1/2 types=0.1"),
        (ONCE, "sees_one_list reader=pass lists=1/2 types=1.1"),
        (COUNTED, "no_missed_zone reader=pass lists=1.2/2 types=0.0"),
        (COUNTED, "stays_in_bounds reader=pass lists=1.2/2 types=0.0"),
    ],
)
def test_a_page_of_ones_own(page: Strategy, target: str, tmp_path: Path) -> None:
    """Spin finds a violation where the header says that the search has."""
    described = replace(parse(f"mine::{target} schedule=w"), schedule="")
    text = promela(page, by_name(described.prop), described)
    expected = " * expected  assertion violated" in text
    assert search(text, tmp_path, optimized=False).violated == expected


@pytest.mark.slow
@pytest.mark.parametrize("reader", ["pass", "allocation"])
@pytest.mark.parametrize("strategy", ALL, ids=named)
def test_every_cell(strategy: Strategy, reader: str, tmp_path: Path) -> None:
    """Every property of every strategy, for an instance that is violated and for any other."""
    random = Random(f"{strategy.name} {reader}")
    for mine, prop in cells(reader):
        if mine is strategy:
            agree(mine, prop, interesting(mine, prop, reader, random), reader, tmp_path)
            agree(mine, prop, instance(random, mine), reader, tmp_path)


@pytest.fixture(scope="module")
def two_zones() -> Table:
    """Every cell at 2 zones, 1 rebuild, 1 try, by going through every instance and schedule."""
    return table(2, 1, 1)


def choose(strategy: Strategy, prop: Property, kind: str, cells: Table, folder: Path) -> None:
    """Spin, choosing the lists itself, comes to what going through all of them comes to."""
    text = any_list(strategy, prop, Bounds(2, 1, 1), kind)
    found = search(text, folder, optimized=False)
    assert found.violated == cells[strategy.name, prop.name, kind], (strategy.name, prop.name, kind)


@pytest.mark.parametrize(
    ("strategy", "prop", "kind"),
    [
        ("in_place", "no_missed_zone", "offline"),
        ("in_place_null_first", "eligible_zone_always_visible", "reorder"),
        ("stop_machine_preempt", "no_double_visit", "offline"),
        ("copy_swap_grace_cached", "no_use_after_free", "online"),
        ("seqcount_slow_path", "no_premature_oom_last_look", "any"),
        ("list_all_zones", "sees_one_list", "offline"),
        ("list_all_zones", "zone_always_visible", "online"),
    ],
)
def test_any_list(strategy: str, prop: str, kind: str, two_zones: Table, tmp_path: Path) -> None:
    """One run for all instances of a kind."""
    (page,) = (each for each in ALL if each.name == strategy)
    choose(page, by_name(prop), kind, two_zones, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ALL, ids=named)
def test_any_list_of_every_cell(strategy: Strategy, two_zones: Table, tmp_path: Path) -> None:
    """Every property, and every kind for half of them."""
    for at, (mine, prop) in enumerate([*cells("pass"), *cells("allocation")]):
        if mine is strategy:
            for kind in KINDS if at % 2 else ("any",):
                choose(strategy, prop, kind, two_zones, tmp_path)
