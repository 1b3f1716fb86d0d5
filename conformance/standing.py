"""A writer that is stopped before each of its steps, and a reader that then runs alone."""

from dataclasses import replace

from conformance import running
from conformance.running import Course
from impl.programs import run_pass
from impl.schedule import in_order
from spec.errors import UsageError
from spec.interpreter import Replay, replay
from spec.scenario import Scenario
from spec.vocabulary import Strategy


def steps_of_writer(scenario: Scenario) -> int:
    """How many steps the running writer takes where nobody is in its way."""
    done = run_pass(running.strategy_of(scenario), running.instance_of(scenario), in_order)
    return sum(step.thread == "writer" for step in done.trace)


def stopped_in_turn(scenario: Scenario) -> list[Course]:
    """The running reader behind 0, 1, 2, ... steps of the writer.

    An interrupt that is not let in there comes as soon as it is; so the courses may repeat.
    """
    return [
        running.wander(replace(scenario, schedule=f"w{steps}" if steps else "r1"))
        for steps in range(steps_of_writer(scenario) + 1)
    ]


def alone(strategy: Strategy, scenario: Scenario, steps: int) -> Replay:
    """The spec's reader behind so many steps of the writer, as far as it comes alone."""
    begun = f"w{steps}" if steps else ""
    shown = replay(strategy, replace(scenario, schedule=begun))
    reads = 1
    while True:
        try:
            shown = replay(strategy, replace(scenario, schedule=f"{begun}r{reads}"))
        except UsageError:
            return shown
        reads += 1
