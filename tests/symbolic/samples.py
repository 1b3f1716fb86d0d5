"""Random concrete instances and schedules, in the words of the explorer and of ``spec``."""

from collections.abc import Sequence
from itertools import groupby

from hypothesis import strategies as st

from spec.instance import Instance as SpecInstance
from spec.properties import PROPERTIES
from spec.run import Run
from spec.scenario import Scenario
from spec.vocabulary import Strategy
from tests.explorer import STRATEGIES, Instance, Schedule
from tests.explorer.attempt import moves
from tests.explorer.course import start
from tests.explorer.search import trial_of


@st.composite
def instances(
    draw: st.DrawFn, strategy: str, *, zones: int = 3, rebuilds: int = 2, moments: int = 9
) -> Instance:
    """Any instance for the strategy: names, types, nodes, limits and pages all free."""
    size = draw(st.integers(1, zones))
    numbers = range(1, size + 1)
    names = st.permutations(numbers).flatmap(
        lambda order: st.integers(1, size).map(lambda end: tuple(order[:end]))
    )
    moving = STRATEGIES[strategy].events
    events: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    lists = tuple(draw(st.lists(names, min_size=1, max_size=1 if moving else rebuilds + 1)))
    if moving:
        listed = st.sampled_from(lists[0])
        events = tuple(draw(st.lists(listed, min_size=1, max_size=rebuilds)))
        before = draw(st.tuples(*[st.integers(0, 1)] * size))
    when = st.none() if moving else st.none() | st.integers(0, moments)
    return Instance(
        lists,
        draw(st.tuples(*[st.integers(0, 2)] * size)),
        draw(st.tuples(*[st.integers(0, 2)] * size)),
        draw(st.integers(0, 2)),
        draw(st.none() | st.frozensets(st.integers(0, 2))),
        draw(st.tuples(*[when] * size)),
        events,
        before,
    )


@st.composite
def schedules(
    draw: st.DrawFn, strategy: str, instance: Instance, reader: str, tries: int
) -> Schedule:
    """A whole run of the reader: for each of its steps, the writer's steps before it."""
    trial = trial_of(strategy, instance, reader, tries=tries)
    local, at = start(trial), 0
    taken: list[int] = []
    while local.at not in ("done", "oom"):
        reach = trial.memory.reach(1 << at, local.sealed)
        options = [
            position
            for position in range(at, reach.bit_length())
            if reach >> position & 1 and [*moves(trial, local, 1 << position)]
        ]
        at = options[draw(st.just(0) | st.integers(0, len(options) - 1))]
        (move,) = moves(trial, local, 1 << at)
        local = move.local
        taken.append(at)
    return tuple(taken)


def letters(schedule: Schedule) -> str:
    """The schedule as ``spec`` writes it."""
    steps: list[str] = []
    for position in schedule:
        steps += "w" * (position - steps.count("w")) + "r"
    return coded(steps)


def coded(steps: Sequence[str]) -> str:
    """Run-length coded steps."""
    return "".join(f"{letter}{len([*run])}" for letter, run in groupby(steps))


def scenario(
    strategy: str, instance: Instance, reader: str, schedule: str, *, tries: int = 2, prop: str = ""
) -> Scenario:
    """The same instance in the words of ``spec``."""
    return Scenario(
        strategy=strategy,
        prop=prop or "no_missed_zone",
        reader=reader,
        lists=instance.lists,
        types=instance.types,
        nodes=instance.nodes,
        limit=instance.limit,
        mask=instance.mask,
        pages_from=instance.pages_from or (None,) * len(instance.types),
        schedule=schedule,
        tries=tries,
        events=instance.events,
        pages_before=tuple(map(bool, instance.pages0)),
    )


def violated(strategy: Strategy, instance: SpecInstance, run: Run, reader: str) -> frozenset[str]:
    """The names of all properties that a concrete run violates."""
    return frozenset(
        prop.name
        for prop in PROPERTIES
        if reader in prop.readers and prop.applies(strategy) and prop.violated(instance, run)
    )
