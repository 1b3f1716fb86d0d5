"""What is noted and counted, also of requests that no page makes yet."""

import pytest

from spec.cost.architecture import INSTRUCTIONS, instruction
from spec.cost.recording import Recording, StuckError
from spec.cost.tally import Item, tally
from spec.machine import Request
from spec.strategies.in_place import STRATEGY
from spec.strategies.in_place_one_word import STRATEGY as ONE_WORD
from spec.vocabulary import Location, Order, Strategy
from spec.words import Fence

WORD = Location("word")


def counted(*requests: Request, strategy: Strategy = STRATEGY) -> dict[tuple[str, str], int]:
    """What is counted when a thread asks for these."""
    recording = Recording({})
    for request in requests:
        recording.ask(request)
    return {item[:2]: n for item, n in tally(recording.noted, strategy, masked=False).items()}


def test_memory_answers_with_what_was_stored() -> None:
    """A store is seen by the loads behind it, an atomic by both."""
    recording = Recording({WORD: 3})
    assert recording.ask(Request("load", WORD)) == (3, 0)
    recording.ask(Request("store", WORD, 4))
    recording.ask(Request("update", WORD, change=lambda value: value + 1))
    assert recording.ask(Request("load", WORD)) == (5, 0)


def test_who_has_to_wait_waits_for_ever() -> None:
    """Nobody else is there."""
    with pytest.raises(StuckError):
        Recording({WORD: 1}).ask(Request("wait", WORD, when=lambda value: value == 0))


def test_an_unknown_access_is_a_load_or_a_store_by_what_it_brings() -> None:
    """A word of the vocabulary that is new is counted all the same."""
    assert counted(Request("peek", WORD)) == {("loads", ""): 1, ("words", ""): 1}
    assert counted(Request("poke", WORD, 0)) == {("stores", ""): 1, ("words", ""): 1}


@pytest.mark.parametrize(
    ("begin", "end", "name"),
    [
        ("rcu_read_lock", "rcu_read_unlock", "rcu"),
        ("preempt_disable", "preempt_enable", "preempt"),
        ("local_irq_save", "local_irq_restore", "local_irq"),
        ("spin_lock", "spin_unlock", "spin_lock"),
    ],
)
def test_a_section_is_counted_where_it_begins(begin: str, end: str, name: str) -> None:
    """By a name that tells what it is."""
    assert counted(Request(begin), Request(end)) == {("sections", name): 1}


def test_a_grace_period_is_a_wait_and_no_section() -> None:
    """Both ends together are one."""
    ends = (Request("synchronize_rcu begin"), Request("synchronize_rcu end"))
    assert counted(*ends) == {("waits", "grace period"): 1}


def test_whether_a_zone_has_pages_costs_nothing_here() -> None:
    """Every strategy asks; that a pass begins is no step either."""
    assert not counted(Request("load", Location("pages", 1)), Request("pass begins", value=0))


def test_a_line_is_touched_once() -> None:
    """Both words of a slot are in one place, and a word that is loaded twice stays one."""
    slot = [Request("load", Location("zonerefs", 2, word)) for word in ("zone_idx", "zone")]
    found = counted(*slot, *slot, Request("load", WORD), Request("load", WORD))
    assert found["slots", "zonerefs"] == 1
    assert found["words", ""] == 1
    assert found["loads", ""] == 6


def test_a_slot_in_one_word_is_half_as_long() -> None:
    """Eight of them are on a line."""
    recording = Recording({})
    recording.ask(Request("load", Location("zonerefs", 0), order="once"))
    found = tally(recording.noted, ONE_WORD, masked=False)
    assert found[Item("slots", "zonerefs", 8)] == 1


@pytest.mark.parametrize(
    ("request_", "x86", "arm64"),
    [
        (Request("smp_mb()"), "lock", "dmb ish"),
        (Request("smp_rmb()"), None, "dmb ishld"),
        (Request("smp_wmb()"), None, "dmb ishst"),
        (Request("load", WORD, order="acquire"), None, "ldar"),
        (Request("store", WORD, 1, order="release"), None, "stlr"),
        (Request("update", WORD, change=lambda _: 1), "lock", None),
        (Request("update", WORD, change=lambda _: 1, order="acquire"), "lock", "rmw-a"),
        (Request("update", WORD, change=lambda _: 1, order="release"), "lock", "rmw-l"),
        (Request("load", WORD), None, None),
        (Request("smp_mb__after_spinlock()"),) + ("smp_mb__after_spinlock()",) * 2,
    ],
)
def test_what_a_primitive_is_on_each_machine(
    request_: Request, x86: str | None, arm64: str | None
) -> None:
    """As in asm/barrier.h; one that is not known there stands for itself."""
    found = counted(request_)
    names = {architecture: name for architecture, name in found if architecture in INSTRUCTIONS}
    expected = {"x86": x86, "arm64": arm64}
    assert names == {architecture: name for architecture, name in expected.items() if name}


@pytest.mark.parametrize("architecture", INSTRUCTIONS)
def test_every_barrier_of_the_vocabulary_is_known(architecture: str) -> None:
    """A page cannot use one that would stand for itself."""
    orders: tuple[Order, ...] = ("acquire", "release")
    known = {fence.value for fence in Fence} | {f"update-{order}" for order in orders}
    assert all(instruction(architecture, primitive) != primitive for primitive in known)
