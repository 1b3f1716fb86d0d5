"""Masks that move, and the kernel's eras: spec and running code agree on what anybody drew.

The same tests as for the lists' strategies: the same steps, nothing that the spec does not allow,
and nothing that it has proved impossible.
"""

from random import Random

import pytest
from hypothesis import event, given, note, settings
from hypothesis import strategies as st

from conformance import account, judgement, oracle, running, shown
from conformance.allowed import model
from conformance.generators import Drawn, everything
from conformance.judgement import EVERY, PAGES
from conformance.nearness import drive
from conformance.sources import UnscheduledError, reads_of_replay, scheduled
from conformance.test_steps import agree
from conformance.weak import reads_of
from impl.machine import MachineName
from impl.strategies.reading import READING
from spec.axioms.check import allowed
from spec.errors import UsageError
from spec.instance import Bounds
from spec.interpreter import replay
from spec.program import READERS
from spec.properties import PROPERTIES
from spec.replayed_graph import graph_of
from spec.verdict import PROVED, VACUOUS

NAMES = [name for name in EVERY if name not in PAGES]

MACHINES: tuple[MachineName, ...] = ("tso", "armv8")

TINY = Bounds(zones=2, rebuilds=1, tries=1, readers=1)
"""Where every retry is unrolled."""


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", NAMES)
@given(drawn=everything())
def test_every_schedule_has_the_same_course(*, name: str, reader: str, drawn: Drawn) -> None:
    """Step for step, each thread does the same to the same word, with the same outcome."""
    course = running.wander(drawn.scenario(EVERY[name], reader))
    try:
        agree(course, replay(EVERY[name], course.scenario))
    except (AssertionError, UsageError):
        note(shown.comparison(course))
        raise


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=max(1, settings().max_examples // 2))
@given(drawn=everything(TINY))
def test_what_a_reader_does_is_allowed(*, name: str, reader: str, drawn: Drawn) -> None:
    """Every pass, page, retry and end of the running reader is one of those the spec has."""
    course = running.wander(drawn.scenario(EVERY[name], reader))
    if not model(name, reader, TINY).allows(course.scenario, course.account):
        note(shown.comparison(course))
        pytest.fail(f"the spec has no run in which the reader does this: {course.account}")


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=max(1, settings().max_examples // 2))
@given(drawn=everything(judgement.FEW))
def test_what_is_proved_is_never_violated(*, name: str, reader: str, drawn: Drawn) -> None:
    """A violation contradicts no verdict given now for a kind that the changes are of."""
    strategy = EVERY[name]
    course = running.wander(drawn.scenario(strategy, reader))
    drive(course)
    for prop in PROPERTIES:
        if not prop.applies(strategy) or reader not in prop.readers:
            continue
        violated = oracle.VIOLATED[prop.name](course)
        assert violated == judgement.violated(prop, course), shown.comparison(course)
        if violated:
            kinds = judgement.kinds(course)
            verdicts = judgement.verdicts(strategy, prop)
            broken = [kind for kind in kinds if verdicts[kind].word in (PROVED, VACUOUS)]
            assert not broken, f"{prop.name} was proved for {', '.join(sorted(broken))}"


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=max(1, settings().max_examples // 2))
@given(
    drawn=everything(),
    machine=st.sampled_from(MACHINES),
    seed=st.integers(0, 1 << 32),
)
def test_a_walk_is_an_allowed_execution(
    *, name: str, reader: str, drawn: Drawn, machine: MachineName, seed: int
) -> None:
    """Where memory is weak, the spec does the same by the same loads, and the axioms agree."""
    course = running.stroll(drawn.scenario(EVERY[name], reader), machine, Random(seed))
    try:
        told = scheduled(course, machine)
    except UnscheduledError:
        event("the writer's wait is explained by no interleaving")
        assert READING in course.start  # a reader's store that may still be on its way
        return
    event("some load is explained by no interleaving" if told.reads else "interleaved")
    note(shown.table(told))
    spec = replay(EVERY[name], told)
    assert spec.finished
    assert reads_of_replay(spec) == reads_of(course.execution)
    assert account.of_spec(spec.run, told.instance()) == course.account
    assert allowed(graph_of(spec), machine) is None
