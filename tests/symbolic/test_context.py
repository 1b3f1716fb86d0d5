"""Readers in contexts: who waits for ever, who repeats for ever, and who sleeps in atomic context.

Toy pages, each with one thing that is wrong and beside it the same with that put right. Every
refutation is shown by the smallest schedule, which is replayed, and the replay has to agree.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import dropwhile
from typing import Any

import pytest

from spec.eras import PAIRS
from spec.instance import CONTEXTS, KERNELS, KINDS, Bounds
from spec.interpreter import Replay, replay
from spec.kernel.seqcount import (
    SEQ,
    read_seqbegin,
    read_seqretry,
    write_seqcount_begin,
    write_seqcount_end,
)
from spec.kernel.zonelist import ZONEREFS, first, rebuild_in_place, walk, walk_from_head
from spec.properties import by_name
from spec.scenario import parse
from spec.search.minimal import minimal_violation
from spec.search.question import Case
from spec.search.solver import Budget
from spec.strategies import seqcount_everywhere, stop_machine_preempt
from spec.verdict import PROVED, REFUTED, VACUOUS
from spec.vocabulary import Cell, Location, Reader, Strategy, Writer

TWO = Bounds(zones=2, rebuilds=1, tries=1, readers=1)
LOCK = Cell("lock")

Walk = Callable[[Reader, Any], None]


def page(writer: Callable[[Writer], None], reader: Walk, **what: Any) -> Strategy:
    """A page around one array and one count."""
    parts: dict[str, Any] = {"cells": (SEQ,), **what}
    return Strategy(name="toy", arrays=(ZONEREFS,), writer=writer, walk=reader, expect={}, **parts)


def words(strategy: Strategy, prop: str, bounds: Bounds = TWO) -> dict[str, str]:
    """The verdict for each kind or context."""
    decided = Case(strategy, bounds).decide(by_name(prop))
    return {kind: verdict.word for kind, verdict in decided.items()}


def refuted_in(strategy: Strategy, prop: str, bounds: Bounds = TWO) -> set[str]:
    """The kinds or contexts that refute; nothing is undecided, and the rest means something."""
    decided = words(strategy, prop, bounds)
    assert {*decided.values()} <= {PROVED, REFUTED}
    return {kind for kind, word in decided.items() if word == REFUTED}


def shown(strategy: Strategy, prop: str, kind: str, bounds: Bounds = TWO) -> Replay:
    """The smallest schedule; it has been replayed, and violates the property there, too."""
    found = minimal_violation(strategy, by_name(prop), kind, bounds, Budget())
    assert found is not None
    return found


def bracketed(w: Writer) -> None:
    """A rebuild inside a sequence count."""
    write_seqcount_begin(w)
    rebuild_in_place(w)
    write_seqcount_end(w)


def checked_walk(r: Reader, _kept: None) -> None:
    """A walk that waits for an even count, and is repeated if the count moved."""
    start = read_seqbegin(r)
    r.walk(ZONEREFS)
    r.retry_if(read_seqretry(r, start))


# --- deadlocks --------------------------------------------------------------------------------


def test_an_interrupt_waits_for_the_writer_that_it_interrupted() -> None:
    """It cannot return before the count is even, and the count moves only when it has returned."""
    strategy = page(bracketed, checked_walk)
    assert refuted_in(strategy, "no_deadlock") == {"interrupt"}
    found = shown(strategy, "no_deadlock", "interrupt")
    assert found.scenario.schedule == "w1"
    assert found.waiting["reader"].location == Location(SEQ.name)
    assert "writer" not in found.waiting
    assert not found.finished


def test_a_bracket_with_interrupts_off_is_never_interrupted() -> None:
    """Whoever comes in meanwhile waits outside."""

    def writer(w: Writer) -> None:
        with w.irqs_off():
            bracketed(w)

    assert refuted_in(page(writer, checked_walk), "no_deadlock") == set()


def test_a_replay_knows_where_no_interrupt_comes_in() -> None:
    """A reader who would wait there is in no deadlock, though it is shown to wait."""

    def writer(w: Writer) -> None:
        with w.irqs_off():
            bracketed(w)

    line = "toy::no_deadlock reader=interrupt lists=1/1 types=0 pages=0 tries=1 schedule="
    inside = replay(page(writer, checked_walk), parse(line + "w2"))
    assert "reader" in inside.waiting
    assert inside.run.deadlocked is False
    outside = replay(page(bracketed, checked_walk), parse(line + "w1"))
    assert outside.run.deadlocked is True


def test_interrupts_off_for_a_part_of_the_bracket_do_not_help() -> None:
    """The count is odd for a step with interrupts on again."""

    def writer(w: Writer) -> None:
        with w.irqs_off():
            write_seqcount_begin(w)
            rebuild_in_place(w)
        write_seqcount_end(w)

    strategy = page(writer, checked_walk)
    assert refuted_in(strategy, "no_deadlock") == {"interrupt"}
    found = shown(strategy, "no_deadlock", "interrupt")
    assert found.trace[-1].action == "local_irq_restore"


def test_a_count_left_odd_stops_everybody() -> None:
    """The writer is through, and nobody makes the count even any more."""

    def writer(w: Writer) -> None:
        write_seqcount_begin(w)
        rebuild_in_place(w)

    strategy = page(writer, checked_walk)
    assert refuted_in(strategy, "no_deadlock") == {*CONTEXTS}
    found = shown(strategy, "no_deadlock", "task")
    assert "writer" not in found.waiting
    assert found.trace[-1].memory[Location(SEQ.name)] == 1


def _console(w: Writer) -> None:
    w.update(LOCK, when=lambda held: held == 0, change=lambda _held: 1, order="acquire")
    w.store(LOCK, 0, order="release")


def test_two_locks_in_two_orders() -> None:
    """The writer wants the reader's lock inside its bracket, which the reader waits for."""

    def writer(w: Writer) -> None:
        write_seqcount_begin(w)
        _console(w)
        write_seqcount_end(w)

    strategy = page(writer, checked_walk, cells=(SEQ, LOCK), second_lock=LOCK)
    assert refuted_in(strategy, "no_deadlock") == {"interrupt", "console"}
    found = shown(strategy, "no_deadlock", "console")
    assert found.waiting["reader"].location == Location(SEQ.name)
    assert found.waiting["writer"].location == Location(LOCK.name)


def test_two_locks_in_one_order() -> None:
    """Outside the bracket, the writer holds nothing that the reader could wait for."""

    def writer(w: Writer) -> None:
        _console(w)
        bracketed(w)

    strategy = page(writer, checked_walk, cells=(SEQ, LOCK), second_lock=LOCK)
    assert refuted_in(strategy, "no_deadlock") == {"interrupt"}


@contextmanager
def in_rcu_section(r: Reader) -> Iterator[None]:
    """Everything that a reader does, in one section."""
    with r.rcu_section():
        yield


@contextmanager
def with_preemption_off(r: Reader) -> Iterator[None]:
    """Everything that a reader does, with preemption off."""
    with r.preemption_off():
        yield


def waits_inside(w: Writer) -> None:
    """A grace period while the count is odd."""
    write_seqcount_begin(w)
    w.synchronize_rcu()
    rebuild_in_place(w)
    write_seqcount_end(w)


def waits_outside(w: Writer) -> None:
    """A grace period while the count is even."""
    w.synchronize_rcu()
    bracketed(w)


def stops_inside(w: Writer) -> None:
    """All CPUs are stopped while the count is odd."""
    write_seqcount_begin(w)
    with w.stop_machine():
        rebuild_in_place(w)
    write_seqcount_end(w)


def stops_outside(w: Writer) -> None:
    """All CPUs are stopped while the count is even."""
    with w.stop_machine():
        rebuild_in_place(w)
    write_seqcount_begin(w)
    write_seqcount_end(w)


@pytest.mark.parametrize(
    ("writer", "around", "refuting", "waiting"),
    [
        (waits_inside, in_rcu_section, {*CONTEXTS}, "synchronize_rcu end"),
        (waits_inside, None, {"interrupt"}, ""),
        (waits_inside, with_preemption_off, {"interrupt"}, ""),
        (waits_outside, in_rcu_section, {"interrupt"}, ""),
        (stops_inside, with_preemption_off, {*CONTEXTS}, "stop_machine"),
        (stops_inside, None, {"interrupt"}, ""),
        (stops_inside, in_rcu_section, {"interrupt"}, ""),
        (stops_outside, with_preemption_off, {"interrupt"}, ""),
    ],
)
def test_a_writer_that_waits_for_sections_of_readers_that_wait_for_it(
    writer: Callable[[Writer], None],
    around: Callable[[Reader], AbstractContextManager[None]] | None,
    refuting: set[str],
    waiting: str,
) -> None:
    """A section around a wait, and a wait for sections inside what is waited for: a circle."""
    strategy = page(writer, checked_walk, around=around)
    assert refuted_in(strategy, "no_deadlock") == refuting
    if waiting:
        found = shown(strategy, "no_deadlock", "task")
        assert found.waiting["writer"].action == waiting
        assert found.waiting["reader"].action == "wait"


def test_a_section_that_begins_behind_the_grace_period_is_not_waited_for() -> None:
    """So the schedule has the section first, though the wait in it comes later."""
    strategy = page(waits_inside, checked_walk, around=in_rcu_section)
    found = shown(strategy, "no_deadlock", "task")
    actions = [step.action for step in found.trace]
    assert actions.index("rcu_read_lock") < actions.index("synchronize_rcu begin")


def test_a_reader_that_holds_a_lock_and_waits_stops_the_writer() -> None:
    """A lock of the reader's own is a lock like any other."""

    @contextmanager
    def locked(r: Reader) -> Iterator[None]:
        r.update(LOCK, when=lambda held: held == 0, change=lambda _held: 1, order="acquire")
        yield
        r.store(LOCK, 0, order="release")

    def writer(w: Writer) -> None:
        write_seqcount_begin(w)
        _console(w)
        write_seqcount_end(w)

    strategy = page(writer, checked_walk, cells=(SEQ, LOCK), around=locked)
    assert refuted_in(strategy, "no_deadlock") == {*CONTEXTS}
    found = shown(strategy, "no_deadlock", "task")
    assert {name: request.location for name, request in found.waiting.items()} == {
        "reader": Location(SEQ.name),
        "writer": Location(LOCK.name),
    }


def test_a_reader_that_is_stuck_at_its_first_lock_does_nothing_more() -> None:
    """Not even giving back the lock, which it takes only under a condition."""

    @contextmanager
    def locked(r: Reader) -> Iterator[None]:
        for _ in r.only_if(r.policy_of("none")):
            r.update(LOCK, when=lambda held: held == 0, change=lambda _held: 1, order="acquire")
        yield
        for _ in r.only_if(r.policy_of("none")):
            r.store(LOCK, 0, order="release")

    def keeps(w: Writer) -> None:
        w.update(LOCK, when=lambda held: held == 0, change=lambda _held: 2, order="acquire")
        rebuild_in_place(w)

    strategy = page(keeps, walk_from_head, cells=(LOCK,), around=locked)
    assert refuted_in(strategy, "no_deadlock") == {*CONTEXTS}
    found = shown(strategy, "no_deadlock", "task")
    assert found.waiting["reader"].location == Location(LOCK.name)
    assert not any(step.thread == "reader" for step in found.trace)


def test_who_never_waits_is_in_no_deadlock() -> None:
    """A walk that looks at no count gets through whatever the writer has done."""
    assert refuted_in(page(bracketed, walk_from_head), "no_deadlock") == set()


# --- what is repeated for ever ----------------------------------------------------------------


def test_a_check_on_a_count_that_stands_still_settles() -> None:
    """Once writers have stopped, the textbook reader goes round once."""
    assert refuted_in(page(bracketed, checked_walk), "terminates") == set()


def off_by_one(r: Reader, _kept: None) -> None:
    """Compares the count with what it never is."""
    start = r.load(SEQ)
    r.walk(ZONEREFS)
    r.retry_if(r.load(SEQ) != start + 1)


def with_a_constant(r: Reader, _kept: None) -> None:
    """Takes it that no rebuild has ever been."""
    r.walk(ZONEREFS)
    r.retry_if(r.load(SEQ) != 0)


@pytest.mark.parametrize(
    ("reader", "schedule"),
    [(off_by_one, "r"), (with_a_constant, "w")],
)
def test_a_check_that_never_settles_is_endless(reader: Walk, schedule: str) -> None:
    """Beside a writer that stands still, the walk is repeated all the same."""
    strategy = page(bracketed, reader)
    assert refuted_in(strategy, "terminates") == {*KINDS}
    found = shown(strategy, "terminates", "any")
    assert found.scenario.reader == "settled"
    assert found.scenario.schedule.startswith(schedule)
    assert found.run.retried
    assert "rw" not in "".join(found.scenario.steps())


def test_a_cookie_that_is_always_stale_is_endless() -> None:
    """The slow path restarts although the count has not moved since its cookie."""
    strategy = page(
        bracketed,
        walk,
        first=first,
        begin=read_seqbegin,
        moved=lambda r, cookie: read_seqretry(r, cookie + 2),
    )
    assert refuted_in(strategy, "terminates") == {*KINDS}
    right = page(bracketed, walk, first=first, begin=read_seqbegin, moved=read_seqretry)
    assert refuted_in(right, "terminates") == set()


def _reclaim_retry(r: Reader) -> None:
    r.walk(ZONEREFS)


def test_tries_from_a_cached_slot_beside_a_look_from_the_head() -> None:
    """The look finds what the tries never come to, and the cookie is not looked at."""
    strategy = page(bracketed, walk, first=first, reclaim_retry=_reclaim_retry)
    assert refuted_in(strategy, "terminates") == {*KINDS}
    found = shown(strategy, "terminates", "offline")
    assert found.scenario.reader == "slow_path"
    assert found.scenario.lists == ((1, 2), (2,))
    begin, end = found.retries[-2:]
    round_of = [*dropwhile(lambda step: step.thread == "writer", found.trace[begin:end])]
    assert {step.thread for step in round_of} == {"reader"}


@pytest.mark.parametrize(
    "what",
    [
        {"reader": walk_from_head},
        {"reader": walk, "first": first},
        {
            "reader": walk,
            "first": first,
            "begin": read_seqbegin,
            "moved": read_seqretry,
            "checks": ("retry", "oom", "nopage"),
            "reclaim_retry": _reclaim_retry,
        },
        {"reader": walk_from_head, "reclaim_retry": _reclaim_retry},
    ],
    ids=["no slot", "no look", "a check at every retry", "both from the head"],
)
def test_tries_that_find_what_the_look_finds_come_to_an_end(what: dict[str, Any]) -> None:
    """Without one half of the mismatch, or with the cookie compared, there is no lasso."""
    parts = {**what}
    assert refuted_in(page(bracketed, parts.pop("reader"), **parts), "terminates") == set()


@pytest.mark.parametrize(("era", "endless"), [("4.4", False), ("6.6", True), ("6.16", False)])
def test_the_lasso_of_the_eras(era: str, endless: bool) -> None:
    """Since the slot is cached, until the cookies are compared at every retry."""
    lists, _ = PAIRS[era]
    found = minimal_violation(lists, by_name("terminates"), "offline", TWO, Budget())
    assert (found is not None) is endless
    if found is not None:
        assert found.run.endless
        assert len(found.retries) >= 2


# --- sleep ------------------------------------------------------------------------------------


@pytest.mark.parametrize("around", [in_rcu_section, with_preemption_off])
def test_an_allocation_inside_a_section_sleeps_there(
    around: Callable[[Reader], AbstractContextManager[None]],
) -> None:
    """The slow path reclaims between two tries, and reclaim sleeps, whatever the kernel."""
    strategy = page(bracketed, checked_walk, around=around)
    assert refuted_in(strategy, "no_sleep_in_atomic") == {*KERNELS}
    for kernel in KERNELS:
        found = shown(strategy, "no_sleep_in_atomic", kernel)
        assert found.run.slept
        assert found.sleeps


@pytest.mark.parametrize("section", ["rcu_section", "preemption_off"])
def test_a_walk_inside_a_section_does_not_sleep_there(section: str) -> None:
    """The section has ended when reclaim begins."""

    def reader(r: Reader, _kept: None) -> None:
        with getattr(r, section)():
            r.walk(ZONEREFS)
        r.retry_if(r.load(SEQ) == 9)

    assert refuted_in(page(bracketed, reader), "no_sleep_in_atomic") == set()


def _locks(*, off: bool, unless_rt: bool = False) -> Callable[[Writer], None]:
    def writer(w: Writer) -> None:
        if off:
            with w.irqs_off(unless_rt=unless_rt):
                w.sleeping_lock()
                bracketed(w)
            return
        w.sleeping_lock()
        with w.irqs_off():
            bracketed(w)

    return writer


@pytest.mark.parametrize(
    ("writer", "refuting"),
    [
        (_locks(off=True), {"preempt_rt"}),
        (_locks(off=True, unless_rt=True), set()),
        (_locks(off=False), set()),
    ],
    ids=["with interrupts off", "off but not on RT", "before they are off"],
)
def test_a_spinlock_sleeps_on_preempt_rt(
    writer: Callable[[Writer], None], refuting: set[str]
) -> None:
    """That is forbidden only where interrupts are off, and only there do they make a difference."""
    strategy = page(writer, checked_walk)
    assert refuted_in(strategy, "no_sleep_in_atomic") == refuting
    assert refuted_in(strategy, "no_deadlock") == set()
    if refuting:
        found = shown(strategy, "no_sleep_in_atomic", "preempt_rt")
        assert found.run.slept
        assert not found.sleeps
        assert any(step.action == "spin_lock" for step in found.trace)


# --- twins ------------------------------------------------------------------------------------


def test_a_reader_that_never_comes_through_proves_nothing() -> None:
    """What it waits for never is: nothing is repeated, because nothing is ever done."""

    def never(r: Reader, _kept: None) -> None:
        r.wait(SEQ, lambda count: count == 7)
        r.walk(ZONEREFS)

    strategy = page(bracketed, never)
    assert set(words(strategy, "terminates").values()) == {VACUOUS}
    assert set(words(strategy, "no_sleep_in_atomic").values()) == {VACUOUS}
    assert refuted_in(strategy, "no_deadlock") == {*CONTEXTS}


@pytest.mark.parametrize("strategy", [seqcount_everywhere.STRATEGY, stop_machine_preempt.STRATEGY])
def test_a_proof_says_what_it_has_seen(strategy: Strategy) -> None:
    """A reader that came to its end beside a rebuild, in the context asked about."""
    for prop in ("no_deadlock", "terminates"):
        for verdict in Case(strategy, TWO).decide(by_name(prop)).values():
            if verdict.word == PROVED:
                assert verdict.reason == "seen: the reader came to its end beside a rebuild"


def test_only_the_context_asked_for_is_decided() -> None:
    """Each context is a question of its own, and none of them is every kind of rebuild."""
    strategy = page(bracketed, checked_walk)
    everything = Case(strategy, TWO).decide(by_name("no_deadlock"))
    assert [*everything] == [*CONTEXTS]
    for context in CONTEXTS:
        alone = Case(strategy, TWO).decide(by_name("no_deadlock"), (context,))
        assert alone == {context: everything[context]}


@pytest.mark.parametrize("moves", ["lists", "masks"])
def test_an_atomic_reader_obeys_no_policy(moves: str) -> None:
    """The policy is the interrupted task's; no schedule of an interrupt has one."""
    strategy = PAIRS["6.0"][moves == "masks"]
    case = Case(strategy, TWO)
    for context in ("interrupt", "console"):
        inquiry = case.inquiry(context)
        policy = inquiry.program.instance.policy_of("task")
        assert inquiry.solver.check(policy).satisfiable is False
