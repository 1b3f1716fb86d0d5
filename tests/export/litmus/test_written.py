"""Whole litmus tests, their headers, and what cannot be written as one."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from spec.errors import PageError, UsageError
from spec.export.litmus import litmus
from spec.kernel.seqcount import SEQ
from spec.kernel.zonelist import ZONEREFS, rebuild_in_place
from spec.page import property_named, strategy_named
from spec.scenario import parse
from spec.search.minimal import UndecidedError
from spec.search.solver import Budget
from spec.strategies.copy_swap import STRATEGY as SWAP
from spec.strategies.copy_swap_grace import LIVE
from spec.strategies.in_place import STRATEGY as IN_PLACE
from spec.strategies.seqcount_latch import STRATEGY as LATCH
from spec.strategies.stop_machine_preempt import STRATEGY as STOPPED
from spec.vocabulary import Between, Cell, Fence, Reader, Strategy, Writer, choose

from .grammar import check
from .instances import instance, named
from .test_agreement import agreed

DATA = Path(__file__).parent / "data"
MISSED = property_named("no_missed_zone")
KEPT = {
    "in_place+no_missed_zone": "lists=1.2/2 types=0.0",
    "seqcount_everywhere+sees_one_list": "lists=1.2/2.1 types=0.0",
    "copy_swap+no_use_after_free": "lists=1/1 types=0",
    "rwlock+no_double_visit": "lists=1.2/2.1 types=0.0",
}


@pytest.mark.parametrize("name", KEPT)
def test_a_text_is_the_one_that_was_looked_at(name: str) -> None:
    """Byte for byte; the message says how to write it anew."""
    strategy, prop = strategy_named(name.partition("+")[0]), property_named(name.partition("+")[2])
    kept = (DATA / f"{name}.litmus").read_text(encoding="utf-8")
    told = f"python -m spec.export litmus '{name.replace('+', '::')} {KEPT[name]}' --output"
    assert litmus(strategy, prop, named(strategy, prop, KEPT[name])) == kept, told


def test_the_text_of_a_counterexample_is_the_one_that_was_looked_at() -> None:
    """Its header has the schedule, from which the same text is made again."""
    kept = (DATA / "stop_machine_preempt+no_missed_zone.litmus").read_text(encoding="utf-8")
    line = " ".join(part.strip(" *") for part in kept.splitlines()[11:14])
    scenario = parse(line.partition("shows: ")[2])
    assert litmus(STOPPED, MISSED, scenario) == kept


def test_the_header_says_what_a_schedule_does() -> None:
    """It is replayed, and need not violate anything."""
    scenario = instance(IN_PLACE, MISSED)
    assert "One run" not in litmus(IN_PLACE, MISSED, scenario)
    harmless = litmus(IN_PLACE, MISSED, replace(scenario, schedule="r6"))
    assert "One run of it does not violate the property" in harmless


@pytest.mark.parametrize("zones", [3, 4, 8])
def test_the_header_says_whether_a_test_is_small_enough_for_herd7(zones: int) -> None:
    """Up to three zones are; larger ones are written all the same."""
    names = [*map(str, range(1, zones + 1))]
    lists = f"lists={'.'.join(names)}/{'.'.join(reversed(names))}"
    scenario = named(IN_PLACE, MISSED, f"{lists} types={'.'.join('0' * zones)}")
    text = litmus(IN_PLACE, MISSED, scenario)
    check(text)
    assert ("NOT small enough" in text) == (zones > 3)
    assert f"Size: {zones} zones, " in text


def test_more_than_a_million_ways_are_not_small_enough_either() -> None:
    """Of few zones that are rebuilt often."""
    strategy = strategy_named("append_copy")
    lists = "lists=1.2.3/3.2.1/2.3.1 types=0.1.0"
    assert "NOT small enough" in litmus(strategy, MISSED, named(strategy, MISSED, lists))


@pytest.mark.parametrize("strategy", ["in_place", "append_copy", "copy_swap", "rwlock"])
def test_one_rebuild_of_three_zones_is_small_enough_for_herd7(strategy: str) -> None:
    """The lists that give the most ways, for the strategies with the most loads."""
    page = strategy_named(strategy)
    for lists in ("lists=1.2.3/3.1.2 types=0.1.0", "lists=1/2.3.1 types=0.1.0"):
        assert "That is small enough" in litmus(page, MISSED, named(page, MISSED, lists))


def test_a_reader_that_the_property_is_not_asked_of_is_refused() -> None:
    """An OOM takes an allocation, and a deadlock somebody who waits."""
    prop = property_named("no_premature_oom")
    with pytest.raises(UsageError, match="asked of pass here: give reader=allocation"):
        litmus(IN_PLACE, prop, instance(IN_PLACE, MISSED))
    rwlock, prop = strategy_named("rwlock"), property_named("no_deadlock")
    with pytest.raises(UsageError, match="asked of pass here: give another property"):
        litmus(rwlock, prop, instance(rwlock, MISSED))


def test_an_allocation_from_a_fixed_list_is_refused() -> None:
    """Who has pages is a word of memory there, and since when no word at all."""
    strategy, prop = strategy_named("list_all_zones"), property_named("no_premature_oom")
    parts = "lists=1.2 types=0.0 events=1 before=1.0 reader=allocation"
    with pytest.raises(UsageError, match="keeps in memory who has pages"):
        litmus(strategy, prop, named(strategy, prop, parts))


def test_an_instance_without_a_rebuild_is_refused() -> None:
    """A thread without statements is none."""
    with pytest.raises(UsageError, match="nothing is rebuilt"):
        litmus(IN_PLACE, MISSED, named(IN_PLACE, MISSED, "lists=1.2 types=0.0"))


def test_a_property_that_does_not_apply_is_refused() -> None:
    """As everywhere."""
    prop = property_named("no_use_after_free")
    with pytest.raises(UsageError, match="says nothing about in_place"):
        litmus(IN_PLACE, prop, instance(IN_PLACE, prop))


def page(**what: object) -> Strategy:
    """A page of a user's, who starts from ``in_place``."""
    return replace(IN_PLACE, name="mine", first=None, **what)  # type: ignore[arg-type]


def walk_ordered(r: Reader, _preferred: None) -> None:
    """Every way to order loads."""
    between = Between(
        after_zone=((Fence.RMB, True),), acquire_idx=True, acquire_zone=True, dependency=True
    )
    r.walk(ZONEREFS, between=between)


def walk_from_first(r: Reader, _preferred: None) -> None:
    """A first slot is found, and the walk begins there."""
    r.walk(r.first(ZONEREFS))


def walk_in_chosen(r: Reader, _preferred: None) -> None:
    """One of two arrays, by a count."""
    even, odd = LATCH.arrays
    r.walk(choose((r.load(SEQ) & 1) == 0, even, odd))


def rebuild_and_count(w: Writer) -> None:
    """Rebuild, and store in several ways."""
    with w.irqs_off():
        w.sleeping_lock()
        rebuild_in_place(w)
    w.fence(Fence.MB)
    w.increment(SEQ, order="release")


def walk_counted(r: Reader, _preferred: None) -> None:
    """Conditions of every form."""
    before = r.load(SEQ, order="acquire")
    r.fence(Fence.MB)
    r.walk(ZONEREFS)
    now = r.load(SEQ)
    r.retry_if((now != before) | (before + 1 < now - 0) | ~(choose(now > 0, before, now) == before))


def swap_at_once(w: Writer) -> None:
    """Swap the arrays while every CPU is stopped."""
    with w.stop_machine():
        SWAP.writer(w)


@pytest.mark.parametrize("result", ["Sometimes", "Never"])
def test_arrays_may_be_swapped_while_cpus_are_stopped(result: str) -> None:
    """A walk that can be preempted meets what was freed; one that cannot does not."""
    prop = property_named("no_use_after_free")

    def walk(r: Reader, _preferred: None) -> None:
        with nullcontext() if result == "Sometimes" else r.preemption_off():
            r.walk(r.dereference(LIVE))

    mine = replace(SWAP, name="mine", writer=swap_at_once, walk=walk)
    for lists in ("lists=1/1 types=0", "lists=1.2/2/1 types=0.0"):
        assert agreed(mine, prop, named(mine, prop, lists)) == result


def test_words_that_c_cannot_tell_apart_are_refused() -> None:
    """Rather than taken for one."""
    mine = page(cells=(Cell("a.b"), Cell("a_b")))
    with pytest.raises(PageError, match="two words would be called a_b"):
        litmus(mine, MISSED, instance(IN_PLACE, MISSED))


@pytest.mark.parametrize(
    "strategy",
    [
        page(walk=walk_ordered),
        page(walk=walk_from_first),
        page(walk=walk_counted, cells=(SEQ,), writer=rebuild_and_count),
        replace(LATCH, name="mine", walk=walk_in_chosen),
    ],
    ids=["ordered", "first", "counted", "chosen"],
)
@pytest.mark.parametrize("prop", ["no_missed_zone", "sees_one_list", "stays_in_bounds"])
def test_a_page_of_ones_own_is_written_and_agreed_about(strategy: Strategy, prop: str) -> None:
    """With words that our own pages do not use, or not in a pass."""
    asked = property_named(prop)
    for lists in ("lists=1.2/2 types=0.0", "lists=1.2/3.2.1 types=1.0.0"):
        agreed(strategy, asked, named(strategy, asked, lists))


def test_a_cell_may_have_a_name_that_herd7_keeps_for_itself() -> None:
    """It is given another one; its initial value is written."""
    lock = Cell("lock", initial=3)

    def walk(r: Reader, _preferred: None) -> None:
        r.retry_if(r.load(lock) != 3)
        r.walk(ZONEREFS)

    assert agreed(page(walk=walk, cells=(lock,)), MISSED, instance(IN_PLACE, MISSED)) == "Sometimes"


@pytest.mark.parametrize("name", ["a*)b", "a{b}", 'a"b', "(*", "cases"])
def test_a_page_may_have_a_name_that_would_end_the_comment(name: str) -> None:
    """Only the name is another one there."""
    mine = replace(IN_PLACE, name=name)
    check(litmus(mine, MISSED, replace(instance(IN_PLACE, MISSED), strategy=name)))


def test_what_is_never_so_is_said_of_a_register() -> None:
    """klitmus7 makes room for as many registers as the condition names."""
    prop = property_named("zone_always_visible")
    text = litmus(IN_PLACE, prop, instance(IN_PLACE, prop, "lists=1.2/2 types=0.1"))
    assert text.endswith("\nexists (1:r_end=0 /\\ 1:r_end=1)\n")


def test_the_command_in_the_header_names_the_page() -> None:
    """Of a user's strategy, as the shell takes it."""
    scenario = replace(instance(IN_PLACE, MISSED), schedule="r6")
    text = " ".join(litmus(IN_PLACE, MISSED, scenario, page="my page.py").split(" *\n")[3].split())
    assert "python -m spec.prove 'my page.py' --replay shows: in_place::" in text.replace(
        " * ", " "
    )


def test_what_to_expect_is_not_guessed() -> None:
    """A search that gives up leaves no result."""
    with pytest.raises(UndecidedError):
        litmus(IN_PLACE, MISSED, instance(IN_PLACE, MISSED), budget=Budget(rlimit=1))


def test_stores_beside_stopped_cpus_are_refused() -> None:
    """Memory is no longer one word then."""

    def rebuild(w: Writer) -> None:
        w.increment(SEQ)
        STOPPED.writer(w)

    mine = page(writer=rebuild, cells=(SEQ,))
    with pytest.raises(PageError, match="outside of stop_machine"):
        litmus(mine, MISSED, instance(IN_PLACE, MISSED))


def test_a_reader_that_stores_beside_stopped_cpus_is_refused() -> None:
    """Likewise."""

    def walk(r: Reader, _preferred: None) -> None:
        r.store(SEQ, 1)
        r.walk(ZONEREFS)

    mine = page(writer=STOPPED.writer, walk=walk, cells=(SEQ,))
    with pytest.raises(PageError, match="beside a stop_machine"):
        litmus(mine, MISSED, instance(IN_PLACE, MISSED))


def test_an_update_that_lkmm_has_no_word_for_is_refused() -> None:
    """Only additions and constants have names there."""

    def walk(r: Reader, _preferred: None) -> None:
        r.update(SEQ, when=lambda now: now < 9, change=lambda now: now & 1, order="acquire")
        r.walk(ZONEREFS)

    with pytest.raises(PageError, match="no addition and stores no constant"):
        litmus(page(walk=walk, cells=(SEQ,)), MISSED, instance(IN_PLACE, MISSED))
