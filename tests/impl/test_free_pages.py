"""Pages are taken, freed into cache, reclaimed, and leave with their zone."""

from random import Random

from impl.free_pages import FreePages


def test_page_is_free_cache_or_held() -> None:
    """A freed page is cache, and free again only after reclaim."""
    pages = FreePages([1], size=1)
    assert pages.take(1, 0)
    assert not pages.take(1, 0)
    pages.free(1)
    assert not pages.take(1, 0)
    pages.reclaim(Random(0), count=2)
    assert pages.take(1, 0)
    pages.put_back(1)
    assert pages.take(1, 0)


def test_reclaim_without_cache_does_nothing() -> None:
    """Reclaim makes nothing free where there is no cache."""
    pages = FreePages([1], size=1)
    pages.take(1, 0)
    pages.reclaim(Random(0), count=1)
    assert pages.nonempty() == {}


def test_nonempty_tells_of_a_zone_that_ran_empty_in_between() -> None:
    """A zone that ran empty and was refilled has another count than before."""
    pages = FreePages([1, 2], size=1)
    before = pages.nonempty()
    pages.take(1, 0)
    pages.put_back(1)
    assert pages.nonempty() == {1: before[1] + 1, 2: before[2]}


def test_offline_zone_has_no_pages_and_takes_none_back() -> None:
    """Pages that come back to an offline zone are dropped; online brings the zone's own."""
    pages = FreePages([1], size=2)
    pages.take(1, 0)
    pages.offline(1)
    pages.free(1)
    assert pages.nonempty() == {}
    pages.online(1)
    pages.free(1)  # the zone is full: the page belonged to its life before
    assert pages.take(1, 0)
    assert not pages.take(1, 0)
