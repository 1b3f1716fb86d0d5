"""Whatever the running code does where memory is weak is an execution that the axioms allow.

A run on a machine is told as a schedule with the loads that it does not explain; the spec replays
it, and the literal axioms of the memory model look at who read from whom. No solver is asked but
for verdicts.
"""

from random import Random

import pytest
from hypothesis import event, given, note, settings
from hypothesis import strategies as st

from conformance import account, judgement, oracle, running, shown, small
from conformance.generators import (
    BOUNDS,
    Lists,
    Pages,
    Request,
    pages,
    rebuilds,
    requests,
    scenario,
    schedules,
)
from conformance.judgement import PAGES
from conformance.sources import reads_of_replay, scheduled
from conformance.weak import reads_of
from impl.machine import MachineName
from spec.axioms.check import allowed
from spec.interpreter import replay
from spec.program import READERS
from spec.replayed_graph import graph_of
from spec.verdict import PROVED, VACUOUS

MACHINES: tuple[MachineName, ...] = ("tso", "armv8")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", PAGES)
@settings(max_examples=max(1, settings().max_examples // 2))
@given(
    lists=rebuilds(),
    asked=requests(),
    from_pass=pages(),
    schedule=schedules(),
    machine=st.sampled_from(MACHINES),
    seed=st.integers(0, 1 << 32),
)
def test_a_walk_is_an_allowed_execution(
    *,
    name: str,
    reader: str,
    lists: Lists,
    asked: Request,
    from_pass: Pages,
    schedule: str,
    machine: MachineName,
    seed: int,
) -> None:
    """The spec does the same by the same loads, the axioms agree, and no proof is contradicted."""
    strategy = PAGES[name]
    drawn = scenario(
        strategy, reader, lists, asked=asked, from_pass=from_pass, schedule=schedule, bounds=BOUNDS
    )
    course = running.stroll(drawn, machine, Random(seed))
    told = scheduled(course, machine)
    event("some load is explained by no interleaving" if told.reads else "interleaved")
    note(shown.table(told))
    spec = replay(strategy, told)
    assert spec.finished
    assert reads_of_replay(spec) == reads_of(course.execution)
    assert account.of_spec(spec.run, told.instance()) == course.account
    assert allowed(graph_of(spec), machine) is None
    for page, prop in judgement.PAIRS:
        if page is strategy and reader in prop.readers and oracle.VIOLATED[prop.name](course):
            for kind in judgement.kinds(course):
                verdict = judgement.verdicts(strategy, prop, (kind,), machine)[kind]
                assert verdict.word not in (PROVED, VACUOUS), f"{prop.name}, {kind}"


def test_the_axioms_reject_walks_of_a_weaker_machine() -> None:
    """The check can fail: what ARMv8 does is not all that x86 does, nor x86 out of order."""
    random = Random(0)
    drawn = small.scenario("in_place", "pass", small.REORDERS, (1, 0))
    rejected = 0
    for _ in range(100):
        told = scheduled(running.stroll(drawn, "armv8", random), "tso")
        rejected += allowed(graph_of(replay(PAGES["in_place"], told)), "tso") is not None
    assert 0 < rejected < 100
