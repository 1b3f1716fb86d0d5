"""Interrupts, the console's lock and PREEMPT_RT: the running code deadlocks where the spec says.

What the running code says of itself is compared with verdicts given now. An interrupt is let in
behind each step of the writer; other readers go beside it on every schedule.
"""

from dataclasses import replace
from functools import cache

import pytest

from conformance import explored, judgement, observation, oracle, running, shown, small, standing
from conformance.judgement import EVERY
from impl.allocator import alloc_pages
from impl.memory import Location, Memory
from impl.programs import initial_memory, writer
from impl.schedule import in_order
from impl.scheduler import run
from impl.strategies import BY_NAME
from impl.strategies import Strategy as Running
from impl.trace import Step
from spec.instance import CONTEXTS, KERNELS, Bounds
from spec.properties import Property, by_name
from spec.scenario import Scenario
from spec.search.question import Case
from spec.verdict import PROVED, REFUTED
from spec.vocabulary import Strategy

DEADLOCK, SLEEP, END = map(by_name, ("no_deadlock", "no_sleep_in_atomic", "terminates"))

FEW = Bounds(zones=2, rebuilds=1, tries=1)

WAITING = [strategy for strategy in EVERY.values() if DEADLOCK.applies(strategy)]

each_page = pytest.mark.parametrize("strategy", WAITING, ids=lambda strategy: strategy.name)

MANY_STATES = {"seqcount_latch"}
"""Where it takes long to search the running code."""

each_page_searched = pytest.mark.parametrize(
    "strategy",
    [
        pytest.param(
            strategy, id=strategy.name, marks=[pytest.mark.slow] * (strategy.name in MANY_STATES)
        )
        for strategy in WAITING
    ],
)


def scenarios(strategy: Strategy, reader: str) -> tuple[Scenario, ...]:
    """Small instances in which nobody has pages: who finds a page waits for nobody any more."""
    if strategy.moves == "masks":
        return small.rebinds_of_each_kind(strategy.name, reader)
    return small.one_of_each_kind(strategy.name, reader)


@cache
def verdicts(name: str, prop: Property = DEADLOCK) -> dict[str, str]:
    """The verdict on deadlocks, or on sleep, in each context."""
    decided = Case(EVERY[name], FEW).decide(prop)
    return {context: verdict.word for context, verdict in decided.items()}


@each_page
def test_an_interrupt_deadlocks_exactly_where_the_spec_says(strategy: Strategy) -> None:
    """Behind each step of the writer, both sides agree; some step deadlocks iff it is refuted."""
    found = False
    for scenario in scenarios(strategy, "interrupt"):
        for steps, course in enumerate(standing.stopped_in_turn(scenario)):
            spec = standing.alone(strategy, scenario, steps)
            deadlocked = oracle.VIOLATED["no_deadlock"](course)
            if deadlocked and steps == course.scenario.steps().count("w"):
                assert spec.run.deadlocked, shown.comparison(course)
                assert course.execution.trace == observation.steps(spec), shown.comparison(course)
            else:
                assert not spec.run.deadlocked, shown.comparison(course)
            found = found or deadlocked
    assert verdicts(strategy.name)["interrupt"] == (REFUTED if found else PROVED)


@each_page_searched
@pytest.mark.parametrize("context", CONTEXTS)
def test_a_context_deadlocks_exactly_where_the_spec_says(strategy: Strategy, context: str) -> None:
    """Over every schedule: an interrupt once at any step, another CPU's reader all the while."""
    found = any(
        oracle.VIOLATED["no_deadlock"](course)
        for scenario in scenarios(strategy, context)
        for course in explored.courses(scenario)
    )
    assert verdicts(strategy.name)[context] == (REFUTED if found else PROVED)


def test_some_of_them_do() -> None:
    """Every context but a task's is refuted somewhere, and proved elsewhere."""
    words = {
        context: {verdicts(name)[context] for name in ("v6_0", "v6_4", "rwlock")}
        for context in CONTEXTS
    }
    assert words == {
        "task": {PROVED},
        "interrupt": {PROVED, REFUTED},
        "console": {PROVED, REFUTED},
    }


@each_page
def test_a_reader_alone_repeats_nothing(strategy: Strategy) -> None:
    """Behind each step of a writer that stands still: unless it waits for ever, it ends."""
    assert END.applies(strategy)
    for scenario in scenarios(strategy, "settled"):
        for course in standing.stopped_in_turn(scenario):
            assert not oracle.VIOLATED["terminates"](course), shown.comparison(course)
            assert not judgement.violated(END, course)


def test_a_reader_that_is_not_alone_may_repeat() -> None:
    """What the test before looks at is there to be seen."""
    (scenario, *_) = scenarios(EVERY["seqcount_everywhere"], "settled")
    course = running.wander(replace(scenario, schedule="r3w20"))
    assert oracle.VIOLATED["terminates"](course)


@each_page
def test_a_lock_that_sleeps_is_taken_where_the_spec_says(strategy: Strategy) -> None:
    """The running kernel complains with PREEMPT_RT, wherever the reader comes, or nowhere."""
    decided = verdicts(strategy.name, SLEEP)
    for kernel in KERNELS:
        complains = {
            oracle.VIOLATED["no_sleep_in_atomic"](course)
            for scenario in scenarios(strategy, kernel)
            for course in standing.stopped_in_turn(scenario)
        }
        assert complains == {decided[kernel] == REFUTED}


RECLAIM = Location("reclaim")
"""A word that is read where the running allocation reclaims, and so may sleep."""


def sleeps(strategy: Running, scenario: Scenario) -> list[bool]:
    """For each time an allocation sleeps, whether that is inside a section of its own."""
    instance = running.instance_of(scenario)

    def reader(memory: Memory) -> object:
        def reclaim() -> None:
            memory.load(RECLAIM)

        return alloc_pages(memory, strategy, instance, tries=3, reclaim=reclaim)

    threads = {"writer": writer(strategy, instance), "reader": reader}
    start = {RECLAIM: 0, **initial_memory(strategy, instance)}
    done = run(threads, start, in_order)
    return list(_open_at_reclaim([step for step in done.trace if step.thread == "reader"]))


def _open_at_reclaim(trace: list[Step]) -> list[bool]:
    depth = 0
    found = []
    for step in trace:
        depth += step.operation in ("rcu_read_lock", "preempt_disable", "local_irq_save")
        depth -= step.operation in ("rcu_read_unlock", "preempt_enable", "local_irq_restore")
        if step.location == RECLAIM:
            found.append(depth > 0)
    return found


@each_page
def test_nobody_sleeps_in_a_section(strategy: Strategy) -> None:
    """Nor does the spec say so of any page."""
    assert verdicts(strategy.name, SLEEP)["no_rt"] == PROVED
    for scenario in scenarios(strategy, "no_rt"):
        slept = sleeps(running.strategy_of(scenario), scenario)
        assert slept == [False] * len(slept)


def test_a_section_around_an_allocation_is_slept_in() -> None:
    """Both sides notice, if RCU is held all the while."""
    page = EVERY["seqcount_slow_path"]
    doctored = replace(page, around=lambda r: r.rcu_section())
    assert Case(doctored, FEW).decide(SLEEP, ("no_rt",))["no_rt"].word == REFUTED
    (scenario, *_) = scenarios(page, "no_rt")
    strategy = replace(
        BY_NAME[page.name],
        enter=lambda memory, _: memory.rcu_read_lock(),
        leave=lambda memory, _: memory.rcu_read_unlock(),
    )
    assert sleeps(strategy, scenario) == [True, True]
