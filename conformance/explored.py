"""All that can become of a scenario's instance in the running code, over every schedule."""

from collections.abc import Iterator
from itertools import chain

from conformance import running
from conformance.running import Course
from impl.exhaustive import search
from impl.programs import (
    allocation_reader,
    initial_memory,
    interrupting,
    pass_reader,
    slow_path_reader,
    writer,
)
from impl.scheduler import Program
from spec.scenario import Scenario


def courses(scenario: Scenario) -> Iterator[Course]:
    """One course for each end, each deadlock, and each way to go on for ever.

    Two ends are the same if the reader tells the same and memory holds the same. No schedule is
    left out, except that a thread which goes on for ever need not be left alone before it does.

    Args:
        scenario: its schedule plays no part.
    """
    strategy, instance = running.strategy_of(scenario), running.instance_of(scenario)
    context = running.context_of(scenario)
    found = search(
        programs(scenario),
        initial_memory(strategy, instance, context=context),
        "sc",
        interrupt=interrupting(context),
    )
    ways = (found.ends.values(), found.deadlocks.values(), found.endless.values())
    for moves in chain(*ways):
        yield running.take(scenario, moves)


def programs(scenario: Scenario) -> dict[str, Program]:
    """The threads ``writer`` and ``reader`` of a scenario."""
    strategy, instance = running.strategy_of(scenario), running.instance_of(scenario)
    context = running.context_of(scenario)
    if scenario.reader == "pass":
        reader = pass_reader(strategy, instance)
    elif scenario.reader == "slow_path":
        reader = slow_path_reader(strategy, instance)
    else:
        reader = allocation_reader(strategy, instance, tries=scenario.tries, context=context)
    return {"writer": writer(strategy, instance), "reader": reader}
