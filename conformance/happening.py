"""A replay of the spec that the running code follows, step for step, and is at fault by."""

from conformance import account, judgement, observation, oracle, running, shown
from conformance.running import Course
from spec.interpreter import Replay
from spec.program import READERS
from spec.properties import Property


def happens(replay: Replay, prop: Property) -> Course:
    """The running code takes the replay's steps and violates the property by doing so."""
    course = running.follow(replay.scenario)
    taken = course.execution.trace[: len(replay.trace)]
    assert taken == observation.steps(replay), shown.comparison(course)
    start = observation.memory(replay.start)
    assert {word: start[word] for word in course.start} == course.start, shown.comparison(course)
    if replay.finished and replay.scenario.reader in READERS:
        told = account.of_spec(replay.run, replay.scenario.instance())
        assert course.account == told, shown.comparison(course)
    assert oracle.VIOLATED[prop.name](course), shown.comparison(course)
    assert judgement.violated(prop, course), shown.comparison(course)
    return course
