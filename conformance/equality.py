"""What the running code reaches in some instances, against all that the spec allows in them.

Both ways. What was reached is what the spec's reader does on the very same schedule, so it is
allowed. And the solver, asked once for an instance and an outcome of it that was not reached, has
none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from conformance import account, instances, running, shown
from conformance.account import Account
from conformance.allowed import Model
from conformance.judgement import EVERY
from conformance.reached import Reached, reached
from spec.instance import Instance
from spec.interpreter import replay
from spec.scenario import Scenario
from spec.term import Bool, all_of, any_of, at_most


@dataclass(slots=True)
class Table:
    """What is reached in each of some instances, by a scenario that stands for it.

    Attributes:
        outcomes: of each instance.
        schedules: how many the search took, complete ones.
        redundant: how many it gave up.
        accesses: how many steps it took in all.
    """

    outcomes: dict[Scenario, list[Reached]] = field(default_factory=dict)
    schedules: int = 0
    redundant: int = 0
    accesses: int = 0

    @property
    def all_outcomes(self) -> list[Reached]:
        """Those of every instance."""
        return [each for outcomes in self.outcomes.values() for each in outcomes]

    @property
    def numbers(self) -> tuple[int, int, int, int, int]:
        """How many instances, schedules, paths given up, accesses and outcomes."""
        outcomes = len(self.all_outcomes)
        return len(self.outcomes), self.schedules, self.redundant, self.accesses, outcomes


@dataclass(frozen=True, slots=True)
class Beyond:
    """An outcome that the spec allows and that the running code was not seen to reach.

    Attributes:
        told: what the reader does.
        scenario: its instance, and a schedule that the spec allows it by.
    """

    told: Account
    scenario: Scenario

    def __str__(self) -> str:
        return f"allowed and not reached: {self.told}\n{shown.table(self.scenario)}"


def table(scenarios: Iterable[Scenario]) -> Table:
    """Search the running code in each of these instances.

    Raises:
        AssertionError: a reader waits for ever.
    """
    done = Table()
    for scenario in scenarios:
        done.outcomes[scenario], found = reached(scenario)
        assert not found.deadlocks, scenario.text()
        done.schedules += found.schedules
        done.redundant += found.redundant
        done.accesses += found.accesses
    return done


def disallowed(
    outcomes: Iterable[Reached], allows: Callable[[Reached], bool] | None = None
) -> Iterator[str]:
    """Yield what was reached and is not allowed, in columns.

    Args:
        outcomes: what was reached.
        allows: who decides; by default the spec's reader, which has to do the same when it takes
            the same turns.
    """
    for each in outcomes:
        if not (allows or follows)(each):
            comparison = shown.comparison(running.follow(each.scenario))
            yield f"reached and not allowed: {each.told}\n{comparison}"


def follows(each: Reached) -> bool:
    """Whether the spec's reader, on the same schedule, comes to its end and tells the same.

    Raises:
        UsageError: one of the spec's threads cannot take the turns.
    """
    spec = replay(EVERY[each.scenario.strategy], each.scenario)
    told = account.of_spec(spec.run, each.scenario.instance()).telling
    return spec.finished and told == each.told


def beyond(model: Model, known: Table, *, whole: bool = True) -> Beyond | None:
    """Return an outcome that the spec allows and that the table lacks, if there is one.

    Args:
        model: the spec's.
        known: what was reached.
        whole: the table is claimed to have every instance inside the model's bounds; otherwise
            the question is about its own.
    """
    here = {each: instances.condition(model.instance, each) for each in known.outcomes}
    within = True if whole else any_of(*here.values())
    told = model.other_than(_known(model, known.outcomes, here), within)
    return None if told is None else Beyond(told, model.example())


def _known(
    model: Model, outcomes: Mapping[Scenario, Sequence[Reached]], here: Mapping[Scenario, Bool]
) -> Iterator[Bool]:
    """For each outcome: that it is this instance, and this is told."""
    tells: dict[Account, Bool] = {}
    for scenario, reachable in outcomes.items():
        for each in reachable:
            if each.told not in tells:
                tells[each.told] = model.tells(each.told)
            pages = _pages(model.instance, each)
            yield all_of(tells[each.told], here[scenario], *pages)


def _pages(instance: Instance, each: Reached) -> Iterator[Bool]:
    """That the zones have pages as they must for the outcome."""
    for zone, (least, most) in each.pages:
        first = instance.pages(instance.words[zone])
        yield at_most(least, first)
        if most is not None:
            yield at_most(first, most)
