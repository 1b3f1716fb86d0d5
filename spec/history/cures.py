"""Small changes that take a bug out of an era: each makes a new page of an old one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from spec.kernel.nodemask import (
    MEMS,
    MEMS_SEQ,
    POLICY,
    mmap_read_lock,
    mpol_rebind_mm,
    rebind_policy_at_once,
)
from spec.kernel.page_alloc import read_mems_allowed_begin, read_mems_allowed_retry
from spec.kernel.seqcount import (
    SEQ,
    read_seqbegin,
    read_seqretry,
    write_seqcount_begin,
    write_seqcount_end,
)
from spec.strategies.in_place_one_word import ZONEREFS as ONE_WORD
from spec.strategies.in_place_one_word import rebuild as rebuild_words
from spec.vocabulary import Condition, Loaded, Place, Reader, Strategy, Writer


def check_behind_the_last_look(era: Strategy) -> Strategy:
    """Compare the cookies once more between the last look and ``out_of_memory()``."""
    return replace(era, checks=(*era.checks, "last look"))


def check_at_retry(era: Strategy) -> Strategy:
    """Compare the cookies at ``retry:``, which e05741fb10c3 (6.16) does for the masks' sake."""
    return replace(era, checks=("retry", *era.checks))


def one_word(era: Strategy) -> Strategy:
    """Pointer and index in one word, stored and loaded at once."""

    def rebuild(w: Writer) -> None:
        with w.irqs_off(unless_rt=True):
            w.sleeping_lock()
            write_seqcount_begin(w)
            rebuild_words(w)
            write_seqcount_end(w)

    def walk(r: Reader, preferred: Place | None) -> None:
        r.walk(preferred or ONE_WORD, masks=(POLICY, MEMS))

    return replace(
        era,
        arrays=(ONE_WORD,),
        writer=rebuild,
        walk=walk,
        first=lambda r: r.first(ONE_WORD, masks=(POLICY,)),
        reclaim_retry=lambda r: r.walk(ONE_WORD, masks=(POLICY, MEMS)),
    )


def keep_walks_together(era: Strategy) -> Strategy:
    """Keep preemption off during a walk, so that stop_machine() waits for its end."""

    def walk(r: Reader, preferred: Place | None) -> None:
        with r.preemption_off():
            era.walk(r, preferred)

    return replace(era, walk=walk)


def bracket_always(era: Strategy) -> Strategy:
    """Bracket every change of the masks, which 5f155f27cb7f does (as 4.13 has it, in one step)."""
    return replace(era, writer=rebind_policy_at_once)


def check_every_pass(era: Strategy) -> Strategy:
    """Take a cookie before every pass, and make the pass again if it is stale behind it."""

    def walk(r: Reader, preferred: Place | None) -> None:
        start = read_seqbegin(r, SEQ)
        era.walk(r, preferred)
        r.retry_if(read_seqretry(r, start, SEQ))

    return replace(era, walk=walk)


def shrink_last(era: Strategy) -> Strategy:
    """Rebind the policies of VMAs while the cpuset still has the old nodes and the new ones."""

    def rebind(w: Writer) -> None:
        with w.irqs_off():
            write_seqcount_begin(w, MEMS_SEQ)
            w.nodes_or(MEMS)
            w.nodes_assign(POLICY, when=w.policy_of("task"))
            write_seqcount_end(w, MEMS_SEQ)
        mpol_rebind_mm(w)
        with w.irqs_off():
            write_seqcount_begin(w, MEMS_SEQ)
            w.nodes_assign(MEMS)
            write_seqcount_end(w, MEMS_SEQ)

    return replace(era, writer=rebind)


def believe_a_still_count(era: Strategy) -> Strategy:
    """Ignore a policy as disjoint only if mems_allowed_seq stood still while both were read."""

    @contextmanager
    def around(r: Reader) -> Iterator[None]:
        with mmap_read_lock(r):
            _disjoint(r)
            yield

    def moved(r: Reader, cookies: tuple[Loaded, Loaded]) -> Condition:
        mems, lists = cookies
        return _disjoint(r) | read_mems_allowed_retry(r, mems) | read_seqretry(r, lists, SEQ)

    return replace(era, around=around, moved=moved)


def _disjoint(r: Reader) -> Condition:
    cookie = read_mems_allowed_begin(r)
    return r.ignore_if_disjoint(POLICY, MEMS, confirm=lambda: ~read_mems_allowed_retry(r, cookie))
