"""The sleep-set search finds all that can become of programs, and each order that matters once."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, combinations, product

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from impl.allocator import alloc_pages
from impl.choices import Choices
from impl.exhaustive import search as search_states
from impl.instance import Event, Instance
from impl.interrupt import Interrupt
from impl.memory import Location, Memory, Stores, Value
from impl.observation import AllocationSeen
from impl.pages import PagesLeftOpen
from impl.partial_order import search
from impl.programs import (
    Context,
    allocation_reader,
    initial_memory,
    interrupting,
    pass_reader,
    slow_path_reader,
    writer,
)
from impl.schedule import replay
from impl.scheduler import Program, run
from impl.state_space import State, StateSpace, admit_all
from impl.strategies import BY_NAME, ERAS, MASKS, STRATEGIES
from impl.trace import Step

pytestmark = pytest.mark.untraced

X, Y = Location("x"), Location("y")
ZERO: dict[Location, Value] = {X: 0, Y: 0}

Operation = tuple[str, Location, int]
"""What a thread of a generated program does, to which word, and the value that it stores."""

WAYS = (
    "load",
    "store",
    "update",
    "wait",
    "copy",
    "in a section",
    "with preemption off",
    "with interrupts off",
    "synchronize",
    "stop",
)


def program_of(operations: tuple[Operation, ...]) -> Program:
    """Return a program that does this and tells all that it loaded."""

    def program(memory: Memory) -> tuple[Value, ...]:
        return tuple(value for each in operations for value in _do(memory, *each))

    return program


def _do(memory: Memory, way: str, word: Location, value: int) -> Iterator[Value]:
    other = Y if word == X else X

    def store(stores: Stores) -> None:
        stores.store(word, value)

    match way:
        case "load":
            yield memory.load(word)
        case "store":
            memory.store(word, value)
        case "update":
            memory.update(word, lambda held: held != value, lambda _: value)
        case "wait":
            yield memory.wait(word, lambda held: held != 0)
        case "copy":
            if (held := memory.load(word)) != 0:
                memory.store(other, held)
            yield held
        case "in a section":
            memory.rcu_read_lock()
            yield memory.load(word)
            memory.rcu_read_unlock()
        case "with preemption off":
            memory.preempt_disable()
            yield memory.load(word)
            memory.preempt_enable()
        case "with interrupts off":
            memory.local_irq_save()
            memory.store(word, value)
            memory.local_irq_restore()
        case "synchronize":
            memory.synchronize_rcu()
        case "stop":
            memory.stop_machine(store)


STEPS = {
    "copy": 2,
    "synchronize": 2,
    "in a section": 3,
    "with preemption off": 3,
    "with interrupts off": 3,
}
"""How many steps it takes to do something, where that is more than one."""


def tiny(threads: int, most: int) -> st.SearchStrategy[dict[str, Program]]:
    """Some threads, each with so many steps at most; each value is stored in one place."""

    def named(drawn: list[list[tuple[str, Location]]]) -> dict[str, Program]:
        values = iter(range(1, 100))
        return {
            name: program_of(tuple((*each, next(values)) for each in short(operations)))
            for name, operations in zip("abc", drawn, strict=False)
        }

    def short(operations: list[tuple[str, Location]]) -> list[tuple[str, Location]]:
        ends = accumulate(STEPS.get(way, 1) for way, _ in operations)
        return [each for each, end in zip(operations, ends, strict=True) if end <= most]

    operation = st.tuples(st.sampled_from(WAYS), st.sampled_from((X, Y)))
    one = st.lists(operation, max_size=most)
    return st.lists(one, min_size=threads, max_size=threads).map(named)


programs = st.one_of(tiny(2, 6), tiny(3, 3))
"""Few enough steps to follow every schedule blindly: 924 or 1680 of them at most."""


def orders(programs: dict[str, Program], interrupt: Interrupt | None = None) -> tuple[int, int]:
    """How many schedules there are, and how many up to the order of steps that commute.

    Every schedule is followed, blindly. Two are the same if the same pairs of steps that do not
    commute come in the same order.
    """
    space = StateSpace(programs, ZERO, "sc", admit_all, interrupt)
    found = [frozenset(_ordered(trace)) for trace in _all(space, space.start, ())]
    return len(found), len(set(found))


def _all(space: StateSpace, state: State, trace: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    following = list(space.moves(state))
    if not following:
        yield trace
    for after, _, step in following:
        yield from _all(space, after, (*trace, step))


def _ordered(trace: tuple[Step, ...]) -> Iterator[tuple[object, object]]:
    counts: dict[str, int] = {}
    names = []
    for step in trace:
        counts[step.thread] = counts.get(step.thread, 0) + 1
        names.append((step.thread, counts[step.thread]))
    for (left, one), (right, two) in combinations(zip(names, trace, strict=True), 2):
        if one.thread != two.thread and (_clash(one, two) or _clash(two, one)):
            yield left, right


def _clash(one: Step, two: Step) -> bool:
    """Whether the first changes what the second reads, overwrites, or waits for."""
    if one.operation in ("load", "wait"):
        return False
    stored = {one.location}
    if one.operation == "stop_machine":
        assert isinstance(one.value, tuple)
        stored = {place for place, _ in one.value}  # type: ignore[misc]
    elsewhere = {two.location}
    if two.operation == "stop_machine":
        assert isinstance(two.value, tuple)
        elsewhere = {place for place, _ in two.value}  # type: ignore[misc]
    awaited = {
        "rcu_read_lock": ("synchronize_rcu_end",),
        "rcu_read_unlock": ("synchronize_rcu_end",),
        "synchronize_rcu_begin": ("rcu_read_lock", "synchronize_rcu_begin"),
        "preempt_disable": ("stop_machine",),
        "preempt_enable": ("stop_machine",),
    }
    return bool(stored & elsewhere - {None}) or two.operation in awaited.get(one.operation, ())


@given(programs=programs)
def test_each_order_that_matters_is_met_once(programs: dict[str, Program]) -> None:
    """Not one schedule more or less than a blind enumeration tells apart."""
    schedules, classes = orders(programs)
    event("some commute" if classes < schedules else "none commute")
    assert search(programs, ZERO).schedules == classes


@given(programs=programs)
def test_all_ends_and_deadlocks_are_found(programs: dict[str, Program]) -> None:
    """As by the search that remembers states."""
    found, states = search(programs, ZERO), search_states(programs, ZERO, "sc")
    event(f"{len(found.deadlocks)} deadlocks")
    assert found.ends.keys() == states.ends.keys()
    assert found.deadlocks.keys() == states.deadlocks.keys()


@given(programs=programs)
def test_an_interrupt_is_searched_for_wherever_it_can_come(programs: dict[str, Program]) -> None:
    """Also where it has to wait at once, and beside a thread on another CPU."""
    interrupt = Interrupt("b", "a")
    found = search(programs, ZERO, interrupt=interrupt)
    states = search_states(programs, ZERO, "sc", interrupt=interrupt)
    assert found.ends.keys() == states.ends.keys()
    assert found.deadlocks.keys() == states.deadlocks.keys()


@given(programs=programs)
def test_every_end_and_deadlock_has_a_schedule_that_leads_there(
    programs: dict[str, Program],
) -> None:
    """The schedule found first makes a run come to it."""
    found = search(programs, ZERO)
    for end, schedule in found.ends.items():
        done = run(programs, ZERO, replay(schedule))
        assert (tuple(done.results[name] for name in programs), done.memory) == (
            end.results,
            dict(end.memory),
        )
    for clauses, schedule in found.deadlocks.items():
        assert run(programs, ZERO, replay(schedule), reports_deadlock=True).deadlock == clauses


def test_steps_that_commute_are_not_swapped() -> None:
    """Threads that share nothing have one schedule; what leads nowhere new is given up."""
    apart: dict[str, Program] = {
        "a": program_of((("store", X, 1), ("store", X, 2))),
        "b": program_of((("store", Y, 1), ("store", Y, 2))),
    }
    found = search(apart, ZERO)
    assert orders(apart) == (6, 1)
    assert (found.schedules, len(found.ends)) == (1, 1)
    assert found.redundant > 0
    assert found.accesses >= 4


TWO = Instance(((1, 2), (2, 1)), (1, 0), (0, 0), limit=0, pages_from={1: None, 2: None})
LEAVES = replace(TWO, lists=((1, 2), (2,)))
ARRIVES = replace(TWO, lists=((1,), (2, 1)), types=(0, 0))
PAGES = replace(TWO, lists=((1, 2),), events=(Event(1, 0),), pages0={1: 1, 2: 0})
NODES, BOTH = (frozenset({0}), frozenset({1})), frozenset({0, 1})
MOVED = replace(TWO, lists=((1, 2),), nodes=(0, 1), masks={"nodes": NODES})
REBOUND = replace(MOVED, masks={"mems": (BOTH, NODES[1]), "policy": NODES}, policy="task")


def instances(name: str) -> tuple[Instance, ...]:
    """Small ones that the strategy can take."""
    if name == "list_all_zones":
        return (PAGES,)
    if name in MASKS:
        return (REBOUND if name.startswith("mask_seqcount") and "after" not in name else MOVED,)
    return (LEAVES, ARRIVES) if name in STRATEGIES else (LEAVES, replace(REBOUND, limit=1))


@pytest.mark.parametrize("name", BY_NAME)
def test_the_ends_of_every_strategy_are_those_of_the_states(name: str) -> None:
    """Lists, masks and eras: passes, and allocations of one try."""
    strategy = BY_NAME[name]
    for instance, kind in product(instances(name), ("pass", "allocation")):
        if (name, kind) == ("seqcount_latch", "allocation"):
            continue  # so many states that it takes long to remember them
        reader = pass_reader(strategy, instance)
        if kind == "allocation":
            reader = allocation_reader(strategy, instance, tries=1)
        threads = {"writer": writer(strategy, instance), "reader": reader}
        start = initial_memory(strategy, instance)
        found = search(threads, start)
        assert found.ends.keys() == search_states(threads, start, "sc").ends.keys()
        assert found.schedules >= len(found.ends)


@pytest.mark.parametrize("context", ["interrupt", "console"])
@pytest.mark.parametrize("name", ["v6_0", "v6_4", "rwlock", "seqcount_slow_path", "in_place"])
def test_the_deadlocks_of_a_context_are_those_of_the_states(name: str, context: Context) -> None:
    """Where readers are interrupts, or hold the lock that printk() takes."""
    strategy = BY_NAME[name]
    threads = {
        "writer": writer(strategy, LEAVES),
        "reader": allocation_reader(strategy, LEAVES, tries=1, context=context),
    }
    start = initial_memory(strategy, LEAVES, context=context)
    found = search(threads, start, interrupt=interrupting(context))
    states = search_states(threads, start, "sc", interrupt=interrupting(context))
    assert found.deadlocks.keys() == states.deadlocks.keys()
    assert found.ends.keys() == states.ends.keys()


def test_a_program_that_loads_while_it_is_unwound_is_searched() -> None:
    """What it asks for behind the load that has no answer yet is left out until it has."""

    def careful(memory: Memory) -> tuple[Value, Value]:
        try:
            first = memory.load(X)
        finally:
            last = memory.load(Y)
        return first, last

    threads: dict[str, Program] = {
        "a": careful,
        "b": program_of((("store", X, 1), ("store", Y, 2))),
    }
    results = {end.results[0] for end in search(threads, ZERO).ends}
    assert results == {(0, 0), (0, 2), (1, 0), (1, 2)}
    assert results == {end.results[0] for end in search_states(threads, ZERO, "sc").ends}


def test_a_program_that_may_be_endless_is_refused() -> None:
    """Its schedules are without number, while its states are not."""
    strategy = ERAS["v6_0"]
    threads = {
        "reader": slow_path_reader(strategy, LEAVES),
        "writer": writer(strategy, LEAVES),
    }
    with pytest.raises(ValueError, match=r"^Search programs that may go on for ever with impl"):
        search(threads, initial_memory(strategy, LEAVES))


@pytest.mark.parametrize("name", ["in_place", "seqcount_everywhere"])
def test_pages_left_open_stand_for_all_that_pages_can_be(name: str) -> None:
    """One search finds what searches for every instance do, and says of which it is so."""
    strategy, choices = BY_NAME[name], Choices()

    def reader(memory: Memory) -> object:
        pages = PagesLeftOpen(choices)
        return alloc_pages(memory, strategy, ARRIVES, pages, tries=1), pages.told

    start = initial_memory(strategy, ARRIVES)
    threads = {"writer": writer(strategy, ARRIVES), "reader": reader}
    found = search(threads, start, choices={"reader": choices})
    open_ended = [end.results[1] for end in found.ends]
    for first in product((*range(6), None), repeat=2):
        instance = replace(ARRIVES, pages_from=dict(enumerate(first, 1)))
        threads["reader"] = allocation_reader(strategy, instance, tries=1)
        expected = {end.results[1] for end in search(threads, start).ends}
        assert {seen for seen, pages in _told(open_ended) if _within(first, pages)} == expected


def _told(results: list[object]) -> Iterator[tuple[AllocationSeen, dict[int, object]]]:
    for result in results:
        assert isinstance(result, tuple)
        seen, pages = result
        yield seen, dict(pages)


LATE = 99
"""Later than any pass."""


def _within(first: tuple[int | None, ...], pages: dict[int, object]) -> bool:
    for zone, pair in pages.items():
        assert isinstance(pair, tuple)
        least, here, most = (
            LATE if each is None else each for each in (pair[0], first[zone - 1], pair[1])
        )
        if not least <= here <= most:
            return False
    return True


def test_what_is_left_open_needs_a_search() -> None:
    """Nobody else decides it."""
    with pytest.raises(ValueError, match=r"^Search programs that leave something open with impl"):
        Choices().ask()
