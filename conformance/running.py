"""A scenario on the running code: its instance, its schedule, and what the reader did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import count, pairwise
from random import Random

from conformance import account
from conformance.account import Account
from conformance.observation import OF_MASKS
from impl.instance import Event, Instance, Policy
from impl.machine import LEAVES, OLDER, MachineName
from impl.memory import Location, Value
from impl.observation import AllocationSeen, PassSeen, SlowPathSeen
from impl.programs import Context, initial_memory, run_allocation, run_pass, run_slow_path
from impl.schedule import Pick, replay
from impl.strategies import BY_NAME, Strategy
from impl.trace import Execution, Step
from spec.scenario import Scenario
from spec.search.minimal import compressed

THREADS = {"w": "writer", "r": "reader"}

CONTEXTS: tuple[Context, ...] = ("task", "interrupt", "console")

OWNERS: tuple[Policy, ...] = ("none", "task", "vma")

LONGEST = 10_000
"""Steps that no run takes, unless it would go on for ever."""


@dataclass(frozen=True, slots=True)
class Course:
    """One scenario as it went on the running code.

    Attributes:
        scenario: with the schedule that was followed.
        instance: as the running code has it.
        execution: every step.
        seen: what the reader says it did, None if it did not come to its end.
    """

    scenario: Scenario
    instance: Instance
    execution: Execution
    seen: PassSeen | AllocationSeen | SlowPathSeen | None

    @property
    def account(self) -> Account:
        """What the reader did."""
        assert isinstance(self.seen, PassSeen | AllocationSeen)
        return account.of_running(self.seen, self.scenario.tries)

    @property
    def start(self) -> dict[Location, Value]:
        """Memory before the first step."""
        context = context_of(self.scenario)
        return initial_memory(strategy_of(self.scenario), self.instance, context=context)


def strategy_of(scenario: Scenario) -> Strategy:
    """The running code's strategy of the scenario."""
    return BY_NAME[scenario.strategy.removesuffix(OF_MASKS)]


def context_of(scenario: Scenario) -> Context:
    """Where the scenario's reader runs."""
    return next((context for context in CONTEXTS if context == scenario.reader), "task")


def instance_of(scenario: Scenario) -> Instance:
    """The scenario's lists, zones, request and pages, as the running code wants them."""
    pages = list(scenario.pages_before)
    events = []
    for zone in scenario.events:
        pages[zone - 1] = not pages[zone - 1]
        events.append(Event(zone, int(pages[zone - 1])))
    return Instance(
        lists=scenario.lists,
        types=scenario.types,
        nodes=scenario.nodes,
        limit=scenario.limit,
        mask=scenario.mask,
        pages_from=dict(enumerate(_pages_from(scenario), 1)),
        events=tuple(events),
        pages0={zone: int(has) for zone, has in enumerate(scenario.pages_before, 1)},
        masks=dict(scenario.masks),
        policy=owner_of(scenario),
        preempt_rt=scenario.reader == "preempt_rt",
    )


def _pages_from(scenario: Scenario) -> tuple[int | None, ...]:
    """From which pass on each zone has pages: all tries of an endless slow path are one to it."""
    if scenario.reader != "slow_path":
        return scenario.pages_from
    return tuple(None if first else first for first in scenario.pages_from)


def owner_of(scenario: Scenario) -> Policy:
    """Whose the request's policy is."""
    return next(owner for owner in OWNERS if owner == scenario.policy)


def follow(scenario: Scenario) -> Course:
    """Take the scenario's steps and no others until they are used up, then finish.

    Who may go on for ever does so last, and a reader that is settled alone.
    """
    letters = [THREADS[letter] for letter in scenario.steps()]
    return _run(scenario, replay(letters, then=_last(scenario)))


def take(scenario: Scenario, moves: Iterable[str]) -> Course:
    """Make these moves of the running code's scheduler and no others."""
    return _run(scenario, replay(moves))


def wander(scenario: Scenario) -> Course:
    """Follow the schedule where it can be followed; who cannot go lets the other go."""
    letters = iter(scenario.steps())
    last = _last(scenario)

    def pick(enabled: tuple[str, ...], pending: Mapping[str, Step]) -> str | None:
        letter = next(letters, None)
        wanted = None if letter is None else THREADS[letter]
        if wanted in enabled and wanted:
            return wanted
        return last(enabled, pending) if letter is None else _reader_first(enabled, pending)

    return _run(scenario, pick)


def stroll(scenario: Scenario, machine: MachineName, random: Random) -> Course:
    """Follow the schedule as ``wander`` does, where memory is weak; what to do is left to chance.

    Behind the schedule everybody goes by chance, until all stores are in memory.

    Args:
        scenario: what is run; its letters say whose turn it is.
        machine: decides when a store is seen.
        random: chooses which store leaves or is read.
    """
    letters = iter(scenario.steps())

    def pick(enabled: tuple[str, ...], pending: object) -> str:
        del pending
        letter = next(letters, None)
        mine = [move for move in enabled if letter and _thread(move) == THREADS[letter]]
        return random.choice(mine or enabled)

    return _run(scenario, pick, machine)


def _thread(move: str) -> str:
    return move.partition(LEAVES)[0].partition(OLDER)[0]


def _reader_first(enabled: tuple[str, ...], pending: object) -> str:
    del pending
    return "reader" if "reader" in enabled else enabled[0]


def _writer_first(enabled: tuple[str, ...], pending: object) -> str:
    del pending
    return "writer" if "writer" in enabled else enabled[0]


def _reader_alone(enabled: tuple[str, ...], pending: object) -> str | None:
    del pending
    return "reader" if "reader" in enabled else None


def _last(scenario: Scenario) -> Pick:
    """Who goes when the schedule is used up."""
    picks: dict[str, Pick] = {"slow_path": _writer_first, "settled": _reader_alone}
    return picks.get(scenario.reader, _reader_first)


def _ending(pick: Pick) -> Pick:
    """The same pick, which complains about a run that does not come to an end."""
    steps = count()

    def bounded(enabled: tuple[str, ...], pending: Mapping[str, Step]) -> str | None:
        assert next(steps) < LONGEST, f"The running code has taken {LONGEST} steps and goes on."
        return pick(enabled, pending)

    return bounded


def _run(scenario: Scenario, pick: Pick, machine: MachineName = "sc") -> Course:
    instance, strategy = instance_of(scenario), strategy_of(scenario)
    pick = _ending(pick)
    if scenario.reader == "pass":
        execution = run_pass(strategy, instance, pick, machine=machine)
    elif scenario.reader == "slow_path":
        execution = run_slow_path(strategy, instance, pick)
    else:
        execution = run_allocation(
            strategy,
            instance,
            pick,
            tries=scenario.tries,
            machine=machine,
            context=context_of(scenario),
        )
    return course_of(scenario, execution)


def course_of(scenario: Scenario, execution: Execution) -> Course:
    """A run as the course of the scenario.

    The schedule is who made each move. Where memory is weak that does not lead there again.
    """
    seen = execution.results.get("reader")
    assert isinstance(seen, PassSeen | AllocationSeen | SlowPathSeen | None)
    followed = compressed([name[0] for name in execution.schedule])
    return Course(replace(scenario, schedule=followed), instance_of(scenario), execution, seen)


def overlap(trace: Iterable[Step]) -> int:
    """How often control moved between the reader's first step and its last."""
    names = [step.thread for step in trace]
    first, last = names.index("reader"), len(names) - names[::-1].index("reader")
    return sum(left != right for left, right in pairwise(names[first:last]))
