"""Loops that end or do not, waits behind a reader who has gone, and sleeps with interrupts off."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from spec.errors import PageError
from spec.kernel.nodemask import mmap_read_lock
from spec.kernel.seqcount import SEQ, read_seqbegin, read_seqretry
from spec.kernel.zonelist import ZONEREFS, rebuild_in_place, walk_from_head
from spec.masks import mask_seqcount
from spec.page import check
from spec.program import unroll
from spec.strategies import seqcount_everywhere
from spec.vocabulary import Cell, Fence, Loaded, Mask, Place, Reader, Writer
from tests.symbolic.test_context import (
    TWO,
    bracketed,
    checked_walk,
    page,
    refuted_in,
    shown,
)

READING = Cell("reading")


def spinning_walk(r: Reader, _kept: None) -> None:
    """A walk that is repeated while the count is odd, instead of a wait."""
    count = r.load(SEQ)
    r.retry_if((count & 1) != 0)
    r.walk(ZONEREFS)
    r.retry_if(r.load(SEQ) != count)


def test_an_interrupt_that_repeats_its_pass_waits_for_ever_as_well() -> None:
    """Spinning by repetition is waiting: the writer it interrupted cannot make the count even."""
    strategy = page(bracketed, spinning_walk)
    assert refuted_in(strategy, "no_deadlock") == {"interrupt"}
    found = shown(strategy, "no_deadlock", "interrupt")
    assert found.run.retried
    assert found.scenario.schedule.startswith("w1r")


def test_a_pass_that_is_repeated_while_the_writer_moves_comes_to_its_end() -> None:
    """Once the writer is through the count is even, and stays."""
    assert refuted_in(page(bracketed, spinning_walk), "terminates") == set()


@contextmanager
def held_cookie(r: Reader) -> Iterator[Loaded]:
    """One cookie for a whole pass or allocation."""
    yield read_seqbegin(r)


def test_a_pass_compared_with_a_cookie_of_long_ago_is_repeated_for_ever() -> None:
    """After one rebuild no pass is ever accepted again."""

    def walk(r: Reader, _kept: None) -> None:
        r.walk(ZONEREFS)
        r.retry_if(read_seqretry(r, r.held))

    strategy = page(bracketed, walk, around=held_cookie)
    assert "any" in refuted_in(strategy, "terminates")
    assert shown(strategy, "terminates", "any").run.endless


def test_a_try_compared_with_the_cookie_of_its_slot_is_repeated_for_ever() -> None:
    """The slot and its cookie are found once in a round, and the try is never accepted."""

    def first(r: Reader) -> tuple[Place, Loaded]:
        cookie = read_seqbegin(r)
        return r.first(ZONEREFS), cookie

    def walk(r: Reader, kept: tuple[Place, Loaded] | None) -> None:
        if kept is None:
            checked_walk(r, None)
            return
        r.walk(kept[0])
        r.retry_if(read_seqretry(r, kept[1]))

    strategy = page(bracketed, walk, first=first)
    assert "any" in refuted_in(strategy, "terminates")
    assert shown(strategy, "terminates", "any").run.endless


def test_a_round_compared_with_a_cookie_of_long_ago_begins_again_for_ever() -> None:
    """The slow path's check looks at a cookie that ``restart:`` does not renew."""
    strategy = page(
        bracketed,
        walk_from_head,
        around=held_cookie,
        moved=lambda r, _cookie: read_seqretry(r, r.held),
    )
    assert "any" in refuted_in(strategy, "terminates")
    assert shown(strategy, "terminates", "any").run.endless


def test_a_policy_found_disjoint_starts_a_round_over_only_once() -> None:
    """It is ignored from then on, so the check has nothing left to say."""
    strategy = replace(mask_seqcount.STRATEGY, around=mmap_read_lock)
    assert refuted_in(strategy, "terminates") == set()


def test_a_writer_waits_for_a_reader_who_has_gone() -> None:
    """The reader never takes back that it is reading."""

    @contextmanager
    def around(r: Reader) -> Iterator[None]:
        r.store(READING, 1)
        yield

    def writer(w: Writer) -> None:
        w.wait(READING, lambda count: count == 0)
        rebuild_in_place(w)

    leaking = page(writer, walk_from_head, cells=(READING,), around=around)
    assert refuted_in(leaking, "no_deadlock") == {"task", "console"}
    found = shown(leaking, "no_deadlock", "task")
    assert found.finished
    assert "writer" in found.waiting


def test_restoring_interrupts_restores_what_was_saved() -> None:
    """An inner bracket does not turn them on while the outer one has them off."""

    def writer(w: Writer) -> None:
        with w.irqs_off():
            with w.irqs_off():
                w.fence(Fence.WMB)
            w.sleeping_lock()
            bracketed(w)

    strategy = page(writer, checked_walk)
    assert refuted_in(strategy, "no_deadlock") == set()
    assert refuted_in(strategy, "no_sleep_in_atomic") == {"preempt_rt"}


@pytest.mark.parametrize("waits", [Writer.synchronize_rcu, Writer.stop_machine])
def test_who_waits_for_others_must_not_have_interrupts_off(waits: Any) -> None:
    """A grace period and a stopped machine sleep, on every kernel."""

    def writer(w: Writer) -> None:
        with w.irqs_off():
            if waits is Writer.synchronize_rcu:
                w.synchronize_rcu()
                rebuild_in_place(w)
            else:
                with w.stop_machine():
                    rebuild_in_place(w)

    strategy = page(writer, walk_from_head)
    assert refuted_in(strategy, "no_sleep_in_atomic") == {"no_rt", "preempt_rt"}
    assert shown(strategy, "no_sleep_in_atomic", "no_rt").run.slept


def test_a_stopped_machine_takes_stores_only() -> None:
    """Nobody else runs meanwhile, so nothing can be waited for."""

    def writer(w: Writer) -> None:
        with w.stop_machine():
            w.update(SEQ, when=lambda held: held == 0, change=lambda _held: 1, order="acquire")

    with pytest.raises(PageError, match=r"move update\(\) out of it"):
        unroll(page(writer, walk_from_head), "pass", TWO)


def test_a_check_stands_at_a_place_there_is() -> None:
    """A place that is misspelt would never be checked."""
    strategy = page(bracketed, walk_from_head, checks=("ooom",))
    with pytest.raises(PageError, match="checks at 'ooom'"):
        check(replace(strategy, expect=seqcount_everywhere.STRATEGY.expect), "toy.py")


def test_masks_that_are_compared_have_as_many_words() -> None:
    """Bits of unlike words are of unlike nodes."""
    policy, mems = mask_seqcount.STRATEGY.masks
    mixed = replace(mask_seqcount.STRATEGY, masks=(replace(policy, words=2), mems))
    with pytest.raises(PageError, match="as many words"):
        unroll(mixed, "pass", TWO)


def test_a_mask_has_one_word_or_two() -> None:
    """There are no more in this model."""
    with pytest.raises(ValueError, match="one word or two, not 3"):
        Mask("nodes", words=3)


def test_a_mask_that_does_not_move_with_the_others_is_named() -> None:
    """A strategy whose masks move names every mask that its readers test."""
    forgetful = replace(mask_seqcount.STRATEGY, masks=mask_seqcount.STRATEGY.masks[1:])
    with pytest.raises(PageError, match="'policy' that is not in the Strategy's masks"):
        unroll(forgetful, "pass", TWO)
