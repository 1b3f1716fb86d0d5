"""Instances that tell right from wrong where those of the other tests do not.

Each is here because a bug planted in the running code went unnoticed without it.
"""

from dataclasses import replace
from random import Random

import pytest

from conformance import explored, oracle, small
from conformance.judgement import EVERY
from conformance.test_endless import RETRYING, name_of
from conformance.test_outcomes import MACHINES, agree
from conformance.test_weak_memory import every_strategy, instances
from conformance.weak import outcomes, programs
from impl.machine import LEAVES, MachineName
from impl.observation import SlowPathSeen
from impl.programs import initial_memory
from impl.scheduler import run
from impl.strategies import Strategy as Running
from spec.vocabulary import Strategy

TO_AN_EARLIER_ZONE = (frozenset({1}), frozenset({0}))
"""A walk that tests zone 1 before such a rebind, and zone 2 behind it, finds none."""

WALKS = 100

HELD_BACK = 0.8
"""How likely nothing leaves where a step can be taken."""

ONE_MASK = [name for name, page in EVERY.items() if len(page.masks) == 1]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("name", ONE_MASK)
def test_masks_that_move_towards_the_head(name: str, machine: MachineName) -> None:
    """Whoever lets the old nodes go too early, or lets it be seen too early, loses both zones."""
    agree(small.rebinds(name, "pass", TO_AN_EARLIER_ZONE), machine)


@pytest.mark.parametrize("strategy", RETRYING, ids=name_of)
def test_who_finds_no_page_is_promised_none(strategy: Strategy) -> None:
    """Where nobody has pages, no slow path goes on for ever: each gives up."""
    if strategy.moves == "lists":
        drawn = small.scenario(strategy.name, "slow_path", small.LEAVES, (0, 0))
    else:
        drawn = small.rebinds(strategy.name, "slow_path", small.REBINDS[0])
    for course in explored.courses(replace(drawn, pages_from=(None, None))):
        assert not oracle.VIOLATED["terminates"](course)
        assert isinstance(course.seen, SlowPathSeen)
        assert course.seen.gave_up


@every_strategy
def test_stores_that_are_long_on_their_way(strategy: Running) -> None:
    """Where a thread keeps its stores back as long as it can, its reader sees what it may see.

    Left to chance, most stores leave before there is another one to overtake.
    """
    random = Random(strategy.name)

    def reluctant(moves: tuple[str, ...], pending: object) -> str:
        del pending
        steps = [move for move in moves if LEAVES not in move]
        return random.choice(steps if steps and random.random() < HELD_BACK else moves)

    for instance in instances(strategy):
        threads, start = programs(strategy, instance), initial_memory(strategy, instance)
        known = outcomes(strategy, instance, "armv8")
        for _ in range(WALKS):
            done = run(threads, start, reluctant, machine="armv8")
            assert done.results["reader"] in known
