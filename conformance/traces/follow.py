"""Whether a trace is a behaviour of the spec, and if it is none, from which event on.

The spec follows the trace: each event has to be the step that this thread takes next, on this word
and with this value. A thread of the spec has one next step at most, so that the first event which
is not that step is the first that no behaviour of the spec has there.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import cast

from conformance import account, observation
from conformance.account import Account
from conformance.traces.file import Trace
from impl.trace import Step, Store
from impl.trace_lines import THREADS
from spec.behaviour import Behaviour
from spec.columns import columns
from spec.errors import UsageError
from spec.interpreter import so_far
from spec.setting import setting
from spec.shown_step import awaited


@dataclass(frozen=True, slots=True)
class Alarm:
    """Where a trace is no behaviour of the spec any more.

    Attributes:
        line: of the file.
        told: what the trace says there.
        could: what the spec has there instead, a clause for each thread.
        columns: the schedule up to there, below what it is a schedule of.
    """

    line: int
    told: str
    could: tuple[str, ...]
    columns: str

    def __str__(self) -> str:
        could = "\n".join(f"  {clause}" for clause in self.could)
        return f"line {self.line}: {self.told}\n{could}\n\n{self.columns}"


def follow(trace: Trace) -> Alarm | None:
    """Let the spec take the steps of a trace; None if it can, and ends as the trace does.

    Raises:
        UsageError: the instance does not change what the strategy does.
    """
    try:
        behaviour = Behaviour(trace.page, trace.scenario)
    except UsageError as error:
        raise UsageError(f"line {trace.line}: {error}") from error
    line = trace.line
    for number, step in enumerate(trace.steps, 1):
        line += 1
        if foretold(behaviour, step.thread) != step:
            told = (
                f"no behaviour of {trace.page.name} goes on with event {number}, "
                f"{_words(step)} by the {step.thread}"
            )
            return _alarm(trace, behaviour, line, told, tuple(_could(behaviour)))
        behaviour.take(step.thread)
    line += 1
    if any(behaviour.next(name) is not None for name in THREADS):
        told = f"no behaviour of {trace.page.name} ends here"
        return _alarm(trace, behaviour, line, told, tuple(_could(behaviour)))
    seen = account.of_running(trace.seen, trace.scenario.tries)
    run = account.of_spec(behaviour.run, trace.scenario.instance())
    if seen != run:
        told = f"no reader of {trace.page.name} tells this of what it did"
        return _alarm(trace, behaviour, line, told, tuple(_differences(seen, run)))
    return None


def foretold(behaviour: Behaviour, name: str) -> Step | None:
    """The step that a thread of the spec can take, as the running code calls it."""
    step = behaviour.foretold(name)
    return None if step is None else observation.step(step)


def _could(behaviour: Behaviour) -> Iterator[str]:
    """For each thread, what it could have done instead, or why nothing."""
    for name in THREADS:
        step, request = foretold(behaviour, name), behaviour.next(name)
        if step is not None:
            yield f"the {name} could: {_words(step)}"
        elif request is None:
            yield f"the {name} has finished"
        elif request.location is None:
            yield f"the {name} waits for {awaited(request)}"
        else:
            word = observation.location(request.location)
            held = observation.value(request.location, behaviour.machine.memory[request.location])
            yield f"the {name} waits for {word}, which is {held}"


def _differences(seen: Account, run: Account) -> Iterator[str]:
    """What the reader tells otherwise than the spec's, a clause for each thing."""
    theirs, ours = dict(_leaves(asdict(seen))), dict(_leaves(asdict(run)))
    for name in theirs | ours:
        here, there = theirs.get(name, "missing"), ours.get(name, "missing")
        if here != there:
            yield f"{name} is {here} here, and {there} in the spec"


def _leaves(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Everything that an account tells, each under the name it has there."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, f"{name}.{key}".strip("."))
    elif name == "passes" and isinstance(value, tuple):
        for at, each in enumerate(value):
            yield from _leaves(each, f"{name}[{at}]")
    else:
        yield name, value


def _words(step: Step) -> str:
    """A step with its operation, and with every store of a stopped machine."""
    if step.operation == "stop_machine":
        made = cast("tuple[Store, ...]", step.value)
        return "stop_machine: " + ", ".join(f"{word} = {to}" for word, to in made)
    if step.location is None:
        return step.operation
    arrow = "->" if step.operation in ("load", "wait") else "="
    return f"{step.operation} {step.location} {arrow} {step.value}"


def _alarm(
    trace: Trace, behaviour: Behaviour, line: int, told: str, could: tuple[str, ...]
) -> Alarm:
    shown = columns(so_far(behaviour), trace.page)
    return Alarm(line, told, could, f"{setting(trace.scenario)}\n\n{shown}")
