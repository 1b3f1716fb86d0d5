"""Pieces of the page allocator's readers, mm/page_alloc.c.

The nodemask of a request is its policy's; ``__cpuset_zone_allowed()`` asks the cpuset beside it.
"""

from spec.kernel.nodemask import MEMS, MEMS_SEQ, POLICY
from spec.kernel.seqcount import SEQ, read_seqbegin, read_seqretry
from spec.kernel.zonelist import ZONEREFS
from spec.vocabulary import Condition, Loaded, Place, Reader, Unless


def walk_from_head(r: Reader, _preferred: Place | None) -> None:
    """``get_page_from_freelist()`` before 4.7: always from slot 0."""
    r.walk(ZONEREFS, masks=(POLICY, MEMS))


def walk(r: Reader, preferred: Place | None) -> None:
    """``get_page_from_freelist()`` since 682a3385e773 (4.7): from the cached slot."""
    r.walk(preferred or ZONEREFS, masks=(POLICY, MEMS))


def first_once(r: Reader) -> Place:
    """``ac->preferred_zoneref`` of c33d6c06f60f (4.7): found before the fast path and then kept.

    Without a policy the nodemask is the cpuset's, to make the fast path faster.
    """
    return r.first(ZONEREFS, masks=(POLICY, Unless(POLICY, MEMS)))


def first(r: Reader) -> Place:
    """``ac->preferred_zoneref`` since e47483bca2cc (4.10): found anew after ``restart:``."""
    return r.first(ZONEREFS, masks=(POLICY,))


def should_reclaim_retry(r: Reader) -> None:
    """``should_reclaim_retry()`` since 0a0337e0d1d1 (4.7): from slot 0, with the masks of now.

    It is taken to ask the cpuset as well. Where a release does not, reclaim does, and what it may
    not touch is no progress.
    """
    r.walk(ZONEREFS, masks=(POLICY, MEMS))


def read_mems_allowed_begin(r: Reader) -> Loaded:
    """The cookie of the masks."""
    return read_seqbegin(r, MEMS_SEQ)


def read_mems_allowed_retry(r: Reader, cookie: Loaded) -> Condition:
    """Whether the masks moved."""
    return read_seqretry(r, cookie, MEMS_SEQ)


def check_retry_cpuset(r: Reader, cookie: Loaded) -> Condition:
    """``check_retry_cpuset(cpuset_mems_cookie, ac)`` since 902b62810a57 (4.13)."""
    return r.ignore_if_disjoint(POLICY, MEMS) | read_mems_allowed_retry(r, cookie)


def begin_both(r: Reader) -> tuple[Loaded, Loaded]:
    """Both cookies: ``read_mems_allowed_begin()``, then ``zonelist_iter_begin()``."""
    return read_mems_allowed_begin(r), read_seqbegin(r, SEQ)


def check_both(r: Reader, cookies: tuple[Loaded, Loaded]) -> Condition:
    """``check_retry_cpuset(...) || check_retry_zonelist(...)`` since 3d36424b3b58 (6.0)."""
    mems, list_ = cookies
    return check_retry_cpuset(r, mems) | read_seqretry(r, list_, SEQ)
