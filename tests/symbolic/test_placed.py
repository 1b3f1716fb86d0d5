"""A page without its barriers is the same page, and every place can have its barrier back."""

import pytest

from spec.instance import Bounds
from spec.placed import FAST, SLOW, WRITER, Site, Sites, placed
from spec.program import unroll
from spec.properties import by_name
from spec.search.question import Case
from spec.strategies import ALL
from spec.verdict import PROVED, REFUTED
from spec.vocabulary import Strategy

PAGES = {page.name: page for page in ALL}
BOUNDS = Bounds(2, 1, 1, 0)


def word(page: Strategy, prop: str, model: str) -> str:
    """The verdict for any kind of rebuild."""
    return Case(page, BOUNDS, model=model).decide(by_name(prop), ("any",))["any"].word


def everywhere(page: Strategy) -> frozenset[Site]:
    """Every place of the page."""
    sites = Sites()
    for reader in ("pass", "allocation"):
        unroll(placed(page, sites), reader, BOUNDS)
    return frozenset(sites.found)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_taking_barriers_out_changes_nothing_between_interleavings(name: str) -> None:
    """Under sequential consistency the bare page has the page's verdict."""
    page = PAGES[name]
    bare = placed(page, Sites(frozenset()))
    for prop in ("no_missed_zone", "respects_request"):
        assert word(bare, prop, "sc") == word(page, prop, "sc")


@pytest.mark.parametrize("name", ["seqcount_everywhere", "copy_swap_grace", "seqcount_latch"])
def test_a_bare_page_breaks_and_one_with_everything_holds(name: str) -> None:
    """What the barriers of these pages are for."""
    page = PAGES[name]
    full = Sites(everywhere(page))
    assert word(placed(page, Sites(frozenset())), "no_missed_zone", "armv8") == REFUTED
    assert word(placed(page, full), "no_missed_zone", "armv8") == PROVED


def test_places_are_on_their_sides() -> None:
    """The recompute and the check are on the slow path, the first pass is on the fast path."""
    found = everywhere(PAGES["seqcount_slow_path"])
    assert {site.side for site in found} == {FAST, SLOW, WRITER}
    for site in found:
        if "first" in site.where or "SEQ" in site.where:
            assert site.side in {SLOW, WRITER}
    assert {site.kind for site in found if site.side == WRITER} == {"smp_wmb()", "release"}


def test_a_slot_counts_for_more_than_a_pass_and_a_reader_for_more_than_the_writer() -> None:
    """Costs order the answers."""
    once, every = Site(FAST, "acquire", "here"), Site(FAST, "acquire", "here", each_slot=True)
    slow, writer = Site(SLOW, "smp_mb()", "here", each_slot=True), Site(WRITER, "smp_mb()", "here")
    assert every.cost > once.cost > 10 * slow.cost > 100 * writer.cost


def test_full_barriers_are_places_where_they_are_asked_for() -> None:
    """Each place of a read or write barrier is one of a full barrier as well."""
    sites = Sites(strong=True)
    unroll(placed(PAGES["in_place"], sites), "pass", BOUNDS)
    weak = {
        (site.side, site.where) for site in sites.found if site.kind in {"smp_wmb()", "smp_rmb()"}
    }
    full = {(site.side, site.where) for site in sites.found if site.kind == "smp_mb()"}
    assert weak == full != set()


def test_stores_of_a_stopped_machine_are_no_places() -> None:
    """Nobody looks between them."""
    found = everywhere(PAGES["stop_machine_nopreempt"])
    assert not [site for site in found if site.side == WRITER]
