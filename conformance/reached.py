"""All that a running reader can tell in one instance, over every schedule and whoever has pages."""

from dataclasses import dataclass, replace

from conformance import running
from conformance.account import Account, of_running
from impl.allocator import alloc_pages
from impl.choices import Choices
from impl.memory import Memory
from impl.observation import AllocationSeen, PassSeen
from impl.pages import Between, PagesLeftOpen
from impl.partial_order import Searched, search
from impl.programs import initial_memory, pass_reader, writer
from impl.scheduler import Program
from spec.scenario import Scenario
from spec.search.minimal import compressed

Pages = tuple[tuple[int, Between], ...]
"""For each zone that the reader asked for, from which pass on it has pages."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What the reader told, and of whom it was so.

    Attributes:
        told: without passes that broke at once.
        pages: of the zones that were asked for; it is the same whatever the others have.
        scenario: one of them, with a schedule that leads there.
    """

    told: Account
    pages: Pages
    scenario: Scenario


def reached(scenario: Scenario) -> tuple[list[Reached], Searched]:
    """All outcomes of an instance, and what it took to find them.

    Args:
        scenario: its schedule plays no part, nor who has pages in an allocation.
    """
    strategy, instance = running.strategy_of(scenario), running.instance_of(scenario)
    choices = Choices()
    reader: Program
    if scenario.reader == "pass":
        reader = pass_reader(strategy, instance)
    else:

        def reader(memory: Memory) -> object:
            pages = PagesLeftOpen(choices)
            asked = None if strategy.has_pages else pages
            seen = alloc_pages(memory, strategy, instance, asked, tries=scenario.tries)
            return seen, pages.told

    found = search(
        {"reader": reader, "writer": writer(strategy, instance)},
        initial_memory(strategy, instance),
        choices={"reader": choices},
    )
    outcomes: dict[tuple[Account, Pages], tuple[str, ...]] = {}
    for end, schedule in found.ends.items():
        seen, pages = end.results[0], ()
        if isinstance(seen, tuple):
            seen, pages = seen
        assert isinstance(seen, PassSeen | AllocationSeen)
        outcomes.setdefault((of_running(seen, scenario.tries).telling, pages), schedule)
    return [
        Reached(told, pages, _followed(scenario, pages, schedule))
        for (told, pages), schedule in outcomes.items()
    ], found


def _followed(scenario: Scenario, pages: Pages, schedule: tuple[str, ...]) -> Scenario:
    """The scenario in which each zone has pages as late as it can, with the schedule."""
    latest = {zone: most for zone, (_, most) in pages}
    return replace(
        scenario,
        pages_from=tuple(latest.get(zone) for zone in range(1, scenario.zones + 1)),
        schedule=compressed([name[0] for name in schedule]),
    )
