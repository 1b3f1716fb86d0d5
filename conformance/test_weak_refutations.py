"""Every refutation under a weaker memory model happens in the running code on that machine."""

from itertools import product
from typing import Any

import pytest

from conformance import account, judgement, oracle, running, shown
from conformance.running import Course
from conformance.sources import reads_of_replay
from conformance.weak import happen, reads_of
from impl.machine import MachineName
from impl.strategies import STRATEGIES
from spec.instance import KINDS, Bounds
from spec.interpreter import Replay
from spec.program import READERS, unroll
from spec.properties import Property, by_name
from spec.search.minimal import checked, decode, minimal_violation, ordered
from spec.search.question import Inquiry
from spec.search.solver import Budget
from spec.strategies import ALL
from spec.verdict import REFUTED
from spec.vocabulary import Strategy

pytestmark = pytest.mark.untraced

MACHINES: tuple[MachineName, ...] = ("tso", "armv8")
BOUNDS = Bounds(readers=1)
SMALL = Bounds(zones=2, rebuilds=1, tries=1, readers=1)

ONLY_WEAK = (
    ("append_copy_grace", "no_missed_zone", "offline"),
    ("append_copy_grace", "no_missed_zone", "reorder"),
    ("append_copy_grace_cached", "no_missed_zone", "offline"),
    ("append_copy_grace_cached", "no_missed_zone", "reorder"),
    ("copy_swap", "no_missed_zone", "online"),
    ("copy_swap", "no_double_visit", "offline"),
    ("copy_swap", "no_premature_oom", "online"),
    ("copy_swap_grace_cached", "no_premature_oom", "online"),
)
"""What neither interleavings nor x86 break inside these bounds, and ARMv8 does."""

FEW = Bounds(zones=3, rebuilds=2, tries=1, readers=1)

ALLOCATING = {
    "copy_swap",
    "in_place",
    "seqcount_slow_path",
    "stop_machine_preempt",
}
"""Strategies whose allocations are looked at every time, and the others' where that may be slow."""


WATCHED = [pair for pair in judgement.PAIRS if {*pair[1].readers} & {*READERS}]
"""Every strategy with every property of what a reader sees.

Who waits for ever does so where memory is strong as well, and an interrupt shares its CPU's memory.
"""


def name_of(value: Strategy | Property) -> str:
    """What a test is called after."""
    return value.name


def happens(replay: Replay, prop: Property) -> Course:
    """The running reader's loads take the stores that the replay's take, and the property breaks.

    The replay may end before the reader does; then the property broke before.
    """
    scenario = replay.scenario
    machine: MachineName = "tso" if scenario.model == "tso" else "armv8"
    reads = reads_of_replay(replay)
    done = happen(
        STRATEGIES[scenario.strategy],
        running.instance_of(scenario),
        machine,
        reads,
        "pass" if scenario.reader == "pass" else "allocation",
        tries=scenario.tries,
    )
    course = running.course_of(scenario, done)
    taken = reads_of(done)
    assert taken[: len(reads)] == reads, shown.table(scenario)
    if replay.finished:
        assert len(taken) == len(reads), shown.table(scenario)
        told = account.of_spec(replay.run, scenario.instance())
        assert course.account == told, shown.table(scenario)
    assert oracle.VIOLATED[prop.name](course), shown.table(scenario)
    assert judgement.violated(prop, course), shown.table(scenario)
    return course


@pytest.mark.parametrize(("name", "prop", "kind"), ONLY_WEAK)
def test_what_only_armv8_breaks_happens(name: str, prop: str, kind: str) -> None:
    """Nor does x86, and so no interleaving, inside the bounds; some load has none to explain it."""
    strategy, broken = judgement.PAGES[name], by_name(prop)
    (reader,) = broken.readers
    program = unroll(strategy, reader, FEW)
    assert Inquiry(program, Budget(), model="tso").violated(broken, kind).satisfiable is False
    found = ordered(Inquiry(program, Budget(), model="armv8"))
    assert found.inquiry.violated(broken, kind).satisfiable
    replay = checked(strategy, broken, decode(found, broken))
    assert replay.scenario.reads
    happens(replay, broken)


@pytest.mark.parametrize(("name", "prop", "kind"), ONLY_WEAK[:-2])
def test_the_shortest_way_that_only_armv8_has_happens(name: str, prop: str, kind: str) -> None:
    """The execution that is printed about it."""
    strategy, broken = judgement.PAGES[name], by_name(prop)
    replay = minimal_violation(strategy, broken, kind, FEW, Budget(), "armv8")
    assert replay
    assert replay.scenario.reads
    happens(replay, broken)


def small_cases() -> list[Any]:
    """Every strategy, reader and machine, as parameters of a test."""
    params = []
    for strategy, reader, machine in product(ALL, READERS, MACHINES):
        quick = reader == "pass" or (strategy.name in ALLOCATING and machine == "armv8")
        name = f"{strategy.name}-{reader}-{machine}"
        marks = [] if quick else [pytest.mark.slow]
        params.append(pytest.param(strategy, reader, machine, marks=marks, id=name))
    return params


@pytest.mark.parametrize(("strategy", "reader", "machine"), small_cases())
def test_the_first_small_refutation_happens(
    strategy: Strategy, reader: str, machine: MachineName
) -> None:
    """Inside small bounds, whatever the solver comes across first for a property and a kind."""
    found = ordered(Inquiry(unroll(strategy, reader, SMALL), Budget(), model=machine))
    for page, prop in judgement.PAIRS:
        if page is not strategy or reader not in prop.readers[:1]:
            continue
        for kind in KINDS:
            answer = found.inquiry.violated(prop, kind)
            assert answer.satisfiable is not None, answer.reason
            if answer.satisfiable:
                happens(checked(strategy, prop, decode(found, prop)), prop)


@pytest.mark.slow
@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("strategy", "prop"), WATCHED, ids=name_of)
def test_the_shortest_refutation_happens(
    strategy: Strategy, prop: Property, kind: str, machine: MachineName
) -> None:
    """What is printed about any strategy, property and kind, inside the bounds of verdicts."""
    verdicts = judgement.verdicts(strategy, prop, (kind,), machine)
    if verdicts[kind].word == REFUTED:
        replay = minimal_violation(strategy, prop, kind, BOUNDS, Budget(), machine)
        assert replay
        happens(replay, prop)
