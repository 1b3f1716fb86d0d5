"""Strategy pages: complete, and a mistake on one is explained."""

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

import spec.eras
import spec.masks
import spec.strategies
from spec.eras import ERAS, PAIRS
from spec.errors import PageError
from spec.instance import Bounds
from spec.interpreter import replay
from spec.kernel.zonelist import ZONEREFS, rebuild_in_place, walk_from_head
from spec.masks import MASKS
from spec.models import MODELS
from spec.page import property_named, strategy_named
from spec.program import unroll
from spec.properties import PROPERTIES
from spec.scenario import parse
from spec.search.minimal import minimal_violation
from spec.search.question import Case
from spec.search.solver import Budget
from spec.strategies import ALL
from spec.verdict import PROVED, REFUTED
from spec.vocabulary import Array, Cell, Place, Pointer, Reader, Strategy, Writer, choose

SEQ = Cell("seq")
OTHER = Array("other")
COMMIT = re.compile(r"\b[0-9a-f]{12,13}\b")
SUFFIXES = {"spec.strategies": ("",), "spec.masks": ("", "_wide"), "spec.eras": ("", "_masks")}
"""What the names of a page's strategies have behind the name of the page, by package."""

LISTED = {"spec.strategies": ALL, "spec.masks": MASKS, "spec.eras": ERAS}
NO_PAGES = {"expected"}


def modules(package: ModuleType) -> list[str]:
    """The pages of a package, by name."""
    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return sorted(name for name in names if name not in NO_PAGES)


PACKAGES = (spec.strategies, spec.masks, spec.eras)
PAGES = [(package.__name__, name) for package in PACKAGES for name in modules(package)]

each_strategy = pytest.mark.parametrize(
    "strategy", [*ALL, *MASKS, *ERAS], ids=lambda strategy: strategy.name
)


def strategies_of(page: ModuleType) -> list[Strategy]:
    """The strategies that a page defines."""
    return [value for value in vars(page).values() if isinstance(value, Strategy)]


@pytest.mark.parametrize("package", LISTED)
def test_every_page_is_listed(package: str) -> None:
    """A page that is not listed would never be asked about."""
    expected = [
        name + suffix for home, name in PAGES if home == package for suffix in SUFFIXES[package]
    ]
    assert sorted(strategy.name for strategy in LISTED[package]) == sorted(expected)


def test_no_two_strategies_have_one_name() -> None:
    """A name is all that a command line has."""
    names = [strategy.name for strategy in (*ALL, *MASKS, *ERAS)]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("package", "name"), PAGES)
def test_a_page_is_named_after_its_file_and_says_what_it_is(package: str, name: str) -> None:
    """The id of a strategy is the name of its page, which begins with a sentence."""
    page = importlib.import_module(f"{package}.{name}")
    listed = [own for own in strategies_of(page) if own.name.startswith(name)]
    second = "MASKS" if package == "spec.eras" else "WIDE"
    names = [getattr(page, attribute).name for attribute in ("STRATEGY", second)[: len(listed)]]
    assert names == [name + suffix for suffix in SUFFIXES[package]]
    assert page.STRATEGY in LISTED[package]
    sentence = (page.__doc__ or "").split("\n", 1)[0]
    assert sentence.endswith(".")
    assert len(sentence.split()) > 4


@each_strategy
def test_expectations_are_complete(strategy: Strategy) -> None:
    """A verdict is expected of every property that applies, and of no other."""
    applying = [prop.name for prop in PROPERTIES if prop.applies(strategy)]
    assert {*strategy.expect} == {*applying}


@each_strategy
def test_every_expectation_has_a_reason(strategy: Strategy) -> None:
    """Each reason is a clause of its own, and names kinds that the property has there."""
    for prop in PROPERTIES:
        if not prop.applies(strategy):
            continue
        expected = strategy.expect[prop.name]
        for told in (expected, *expected.under.values()):
            assert len(told.because.split()) > 1
            assert told.because == " ".join(told.because.split())
            assert told.because[-1].isalnum() or told.because[-1] in "):"
            kinds = {*prop.kinds(strategy)}
            assert {*told.refuted_by, *told.vacuous, *told.needs} <= kinds
            assert {*told.needs} <= {*told.refuted_by}
            assert not {*told.refuted_by} & {*told.vacuous}
        assert {*expected.under} <= {*MODELS} - {"sc"}


def release(text: str) -> tuple[int, ...]:
    """A kernel release, to be compared."""
    return tuple(map(int, text.split(".")))


@pytest.mark.parametrize("name", modules(spec.eras))
def test_an_era_says_which_release_and_which_commits(name: str) -> None:
    """Its page begins with the releases and cites what came with them; its name is one of them."""
    page = importlib.import_module(f"spec.eras.{name}")
    told = page.__doc__ or ""
    heading = re.match(r"Linux (\S+?)(?: to (\S+?))?[,:]", told)
    assert heading is not None
    first, last = heading[1], heading[2] or heading[1]
    assert release(first) <= release(page.NAME) <= release(last)
    assert COMMIT.search(told)
    assert name == "v" + page.NAME.replace(".", "_")
    assert PAIRS[page.NAME] == (page.STRATEGY, page.MASKS)


def test_eras_stand_in_the_order_of_their_releases() -> None:
    """The table of the history reads from left to right."""
    releases = [*map(release, PAIRS)]
    assert releases == sorted(releases)
    assert [strategy for pair in PAIRS.values() for strategy in pair] == [*ERAS]


@pytest.mark.parametrize("era", PAIRS)
def test_lists_and_masks_of_an_era_have_one_reader(era: str) -> None:
    """Only the writer differs, and what it moves."""
    lists, masks = PAIRS[era]
    assert (lists.moves, masks.moves) == ("lists", "masks")
    assert not lists.masks
    assert [mask.name for mask in masks.masks] == ["policy", "mems"]
    same = dict.fromkeys(
        ("arrays", "walk", "first", "begin", "moved", "checks", "around", "reclaim_retry")
    )
    assert [getattr(lists, name) for name in same] == [getattr(masks, name) for name in same]


@pytest.mark.parametrize("strategy", MASKS[::2], ids=lambda strategy: strategy.name)
def test_a_wide_mask_differs_in_its_width_alone(strategy: Strategy) -> None:
    """The same page with two words for each mask."""
    wide = strategy_named(f"{strategy.name}_wide")
    assert wide.masks == tuple(replace(mask, words=2) for mask in strategy.masks)
    assert (
        replace(wide, name=strategy.name, masks=strategy.masks, expect=strategy.expect) == strategy
    )


def page(
    *,
    writer: Callable[[Writer], None] = rebuild_in_place,
    walk: Callable[[Reader, Any], None] = walk_from_head,
    **what: Any,
) -> Strategy:
    """A page with one thing that is not as it should be."""
    return replace(
        Strategy(
            name="mistaken",
            arrays=(ZONEREFS,),
            cells=(SEQ,),
            writer=writer,
            walk=walk,
            expect={},
        ),
        **what,
    )


LINE = "mistaken::no_missed_zone reader=allocation lists=1.2/2.1 types=0.0 pages=never.never"


def interpreted(strategy: Strategy) -> None:
    """Run the page on concrete values: the reader alone, then the writer."""
    for schedule in ("r5w6r9w9", "w6r9"):
        try:
            replay(strategy, parse(f"{LINE} schedule={schedule}"))
        except PageError:
            raise
        except Exception as error:
            if "who has finished" not in str(error):
                raise


def unrolled(strategy: Strategy) -> None:
    """Run the page symbolically."""
    for reader in ("pass", "allocation"):
        unroll(strategy, reader, Bounds(2, 1, 1, 1))


each_interpretation = pytest.mark.parametrize("run", [unrolled, interpreted])


def test_a_page_without_mistakes_runs() -> None:
    """Both interpretations accept the page that the mistakes below are made on."""
    unrolled(page())
    interpreted(page())


def _if_loaded(r: Reader, _kept: None) -> None:
    if r.load(SEQ):
        r.walk(ZONEREFS)


def _if_equal(r: Reader, _kept: None) -> None:
    if r.load(SEQ) == 0:
        r.walk(ZONEREFS)


def _while_odd(r: Reader, _kept: None) -> None:
    while (r.load(SEQ) & 1) == 1:
        pass
    r.walk(ZONEREFS)


def _and(r: Reader, _kept: None) -> None:
    count = r.load(SEQ)
    r.retry_if((count == 0) and (count == 1))


def _index(r: Reader, _kept: None) -> None:
    _ = [ZONEREFS, OTHER][r.load(SEQ)]


@each_interpretation
@pytest.mark.parametrize("walk", [_if_loaded, _if_equal, _while_odd, _and])
def test_branching_on_a_loaded_value_is_explained(
    run: Callable[[Strategy], None], walk: Callable[[Reader, Any], None]
) -> None:
    """Whatever the value, the page is refused, and told what to say instead."""
    with pytest.raises(PageError, match=r"cannot branch on a loaded value.*retry_if\(\)"):
        run(page(walk=walk))


@each_interpretation
def test_a_loaded_value_is_no_index(run: Callable[[Strategy], None]) -> None:
    """A table in the page cannot be indexed by what was loaded."""
    with pytest.raises(PageError, match="no Python number"):
        run(page(walk=_index))


def _walks_other(r: Reader, _kept: None) -> None:
    r.walk(OTHER)


def _chooses_other(r: Reader, _kept: None) -> None:
    r.walk(choose(r.load(SEQ) == 0, OTHER, ZONEREFS))


def _loads_other(r: Reader, _kept: None) -> None:
    r.load(Cell("other"))


def _waits_for_other(r: Reader, _kept: None) -> None:
    r.wait(Cell("other"), lambda value: value == 0)


def _updates_other(r: Reader, _kept: None) -> None:
    r.update(
        Cell("other"), when=lambda value: value == 0, change=lambda value: value + 1, order="once"
    )


def _dereferences_other(r: Reader, _kept: None) -> None:
    r.walk(r.dereference(Pointer("other", (ZONEREFS, ZONEREFS))))


@pytest.mark.parametrize(
    "walk",
    [
        _walks_other,
        _chooses_other,
        _loads_other,
        _waits_for_other,
        _updates_other,
        _dereferences_other,
    ],
)
def test_reading_an_unknown_word_is_explained(walk: Callable[[Reader, Any], None]) -> None:
    """A reader's array, cell or pointer has to be in the Strategy; the error says which is not."""
    with pytest.raises(PageError, match=r"other.*Strategy"):
        unrolled(page(walk=walk))


def _stores_other(w: Writer) -> None:
    for slot, zone in w.new_list():
        w.store(OTHER[slot].zone, zone)


def _counts_other(w: Writer) -> None:
    w.increment(Cell("other"))


def _sets_other(w: Writer) -> None:
    w.store(Cell("other"), 1)


def _locks_other(w: Writer) -> None:
    w.update(Cell("other"), when=lambda value: value == 0, change=lambda _value: 1, order="once")


def _frees_other(w: Writer) -> None:
    w.free(OTHER)


def _assigns_other(w: Writer) -> None:
    w.assign(Pointer("other", (ZONEREFS, OTHER)), OTHER)


@pytest.mark.parametrize(
    "writer",
    [_stores_other, _counts_other, _sets_other, _locks_other, _frees_other, _assigns_other],
)
def test_writing_an_unknown_word_is_explained(writer: Callable[[Writer], None]) -> None:
    """A writer's array, cell or pointer has to be in the Strategy; the error says which is not."""
    with pytest.raises(PageError, match=r"other.*Strategy"):
        unrolled(page(writer=writer))


def _beyond(w: Writer) -> None:
    w.store(ZONEREFS[9].zone, 0)


def test_storing_beyond_the_array_is_explained() -> None:
    """A slot that no instance has is no word of the strategy."""
    with pytest.raises(PageError, match=r"zonerefs\[9\]\.zone is no word"):
        unrolled(page(writer=_beyond))


def _one_word(w: Writer) -> None:
    for slot, zone in w.new_list():
        w.store_word(ZONEREFS[slot], zone)


def test_one_word_stores_need_one_word_arrays() -> None:
    """Pointer and index are stored at once only where the array says that they share a word."""
    with pytest.raises(PageError, match=r"zonerefs\[0\] is no word"):
        unrolled(page(writer=_one_word))


def _walks_from_kept(r: Reader, kept: Place | None) -> None:
    r.walk(kept or ZONEREFS)


@each_interpretation
def test_a_place_is_true(run: Callable[[Strategy], None]) -> None:
    """The idiom for a cached slot, kept or the head, is no branch on a loaded value."""
    run(page(walk=_walks_from_kept, first=lambda r: r.first(ZONEREFS)))


def _walks_from_the_first_of_two(r: Reader, _kept: Place | None) -> None:
    here = r.first(ZONEREFS)
    r.first(ZONEREFS)
    r.walk(here)


def test_a_walk_from_where_there_is_no_slot_is_over_at_once() -> None:
    """Though one is found later; it has come to the end and visited nothing, and so it is told."""
    mine = page(walk=_walks_from_the_first_of_two)
    scenario = parse("mine::sees_one_list lists=1/2 types=1.0 schedule=r1w3r4")
    run = replay(mine, scenario).run
    assert [(item.completed, item.visits) for item in run.passes] == [(True, [])]
    case = Case(mine, Bounds(2, 1, 1))
    assert case.decide(property_named("zone_always_visible"), ("any",))["any"].word == PROVED
    missed = property_named("no_missed_zone")
    assert case.decide(missed, ("any",))["any"].word == REFUTED
    shown = minimal_violation(mine, missed, "any", Bounds(2, 1, 1), Budget())
    assert shown is not None


def _walks_over_unlike_arrays(r: Reader, _kept: Place | None) -> None:
    r.walk(choose((r.load(SEQ) & 1) == 0, ZONEREFS, DOUBLE))


DOUBLE = Array("double", copies=2)


def test_arrays_that_a_walk_chooses_between_are_alike() -> None:
    """It would end in one where it does not in the other."""
    with pytest.raises(PageError, match="let them have the same copies"):
        unrolled(
            page(
                arrays=(ZONEREFS, DOUBLE),
                cells=(SEQ,),
                walk=_walks_over_unlike_arrays,
                writer=lambda w: w.increment(SEQ),
            )
        )


def test_a_cell_does_not_begin_below_nothing() -> None:
    """Words of shared memory are unsigned."""
    with pytest.raises(PageError, match="seq begins with -1: begin with 0 or more"):
        Cell("seq", -1)


def _fences_by_name(r: Reader, _kept: None) -> None:
    r.fence("rmb")  # type: ignore[arg-type]


def _misspells(r: Reader, _kept: None) -> None:
    r.load(SEQ, order="aquire")  # type: ignore[arg-type]


def _releases_a_load(r: Reader, _kept: None) -> None:
    r.load(SEQ, order="release")


def _acquires_a_store(w: Writer) -> None:
    w.increment(SEQ, order="acquire")


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"walk": _fences_by_name}, r"fence\('rmb'\) is none: choose from Fence.MB, "),
        ({"walk": _misspells}, "no order 'aquire': choose from once, acquire, release"),
        ({"walk": _releases_a_load}, "a load of seq is never release"),
        ({"writer": _acquires_a_store}, "a store of seq is never acquire"),
    ],
)
def test_a_barrier_or_order_that_is_none_is_explained(parts: dict[str, Any], told: str) -> None:
    """A word that is misspelt does not pass for a weaker one."""
    with pytest.raises(PageError, match=told):
        unrolled(page(**parts))
