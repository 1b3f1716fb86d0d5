"""A scenario on the running code: its instance, its schedule, and what the reader did."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from conformance import account
from conformance.account import Account
from impl.instance import Event, Instance
from impl.machine import LEAVES, OLDER, MachineName
from impl.memory import Location, Value
from impl.observation import AllocationSeen, PassSeen
from impl.programs import initial_memory, run_allocation, run_pass
from impl.schedule import Pick, replay
from impl.strategies import STRATEGIES
from impl.trace import Execution, Step
from spec.scenario import Scenario
from spec.search.minimal import compressed

THREADS = {"w": "writer", "r": "reader"}


@dataclass(frozen=True, slots=True)
class Course:
    """One scenario as it went on the running code.

    Attributes:
        scenario: with the schedule that was followed.
        instance: as the running code has it.
        execution: every step.
        seen: what the reader says it did.
    """

    scenario: Scenario
    instance: Instance
    execution: Execution
    seen: PassSeen | AllocationSeen

    @property
    def account(self) -> Account:
        """What the reader did."""
        return account.of_running(self.seen, self.scenario.tries)

    @property
    def start(self) -> dict[Location, Value]:
        """Memory before the first step."""
        return initial_memory(STRATEGIES[self.scenario.strategy], self.instance)


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
        pages_from=dict(enumerate(scenario.pages_from, 1)),
        events=tuple(events),
        pages0={zone: int(has) for zone, has in enumerate(scenario.pages_before, 1)},
    )


def follow(scenario: Scenario) -> Course:
    """Take the scenario's steps and no others until they are used up, then finish."""
    letters = [THREADS[letter] for letter in scenario.steps()]
    return _run(scenario, replay(letters, then=_reader_first))


def wander(scenario: Scenario) -> Course:
    """Follow the schedule where it can be followed; who cannot go lets the other go."""
    letters = iter(scenario.steps())

    def pick(enabled: tuple[str, ...], pending: object) -> str:
        letter = next(letters, None)
        wanted = None if letter is None else THREADS[letter]
        return wanted if wanted in enabled and wanted else _reader_first(enabled, pending)

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


def _run(scenario: Scenario, pick: Pick, machine: MachineName = "sc") -> Course:
    instance, strategy = instance_of(scenario), STRATEGIES[scenario.strategy]
    if scenario.reader == "pass":
        execution = run_pass(strategy, instance, pick, machine=machine)
    else:
        execution = run_allocation(strategy, instance, pick, tries=scenario.tries, machine=machine)
    return course_of(scenario, execution)


def course_of(scenario: Scenario, execution: Execution) -> Course:
    """A finished run as the course of the scenario.

    The schedule is who made each move. Where memory is weak that does not lead there again.
    """
    seen = execution.results["reader"]
    assert isinstance(seen, PassSeen | AllocationSeen)
    followed = compressed([name[0] for name in execution.schedule])
    return Course(replace(scenario, schedule=followed), instance_of(scenario), execution, seen)


def overlap(trace: Iterable[Step]) -> int:
    """How often control moved between the reader's first step and its last."""
    names = [step.thread for step in trace]
    first, last = names.index("reader"), len(names) - names[::-1].index("reader")
    return sum(left != right for left, right in pairwise(names[first:last]))
