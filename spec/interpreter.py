"""Runs a page on concrete values, following a schedule. No terms, no solver.

Every schedule the search finds passes through here before anyone sees it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from spec.behaviour import Behaviour, Noted, writer
from spec.errors import UsageError
from spec.machine import Done, Machine, Request, Step, Stored
from spec.run import Run
from spec.scenario import Scenario
from spec.vocabulary import Location, Strategy

THREADS = {"w": "writer", "r": "reader"}
"""Who is meant by each letter of a schedule."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A schedule followed to its end.

    Attributes:
        scenario: what was run.
        start: memory before the first step.
        trace: every step taken.
        run: what the reader did.
        finished: whether the reader came to its end.
        done: what each thread did, in its own order, barriers included.
        visited: for each step, what the reader's walk that it belongs to has visited after it.
        parts: for each step, the part of an allocation that the reader is at.
        waiting: the step that a thread cannot take, if it has to wait in the end.
        retries: how many steps had been taken whenever ``retry:`` was reached.
        sleeps: how many steps had been taken whenever a thread slept where that is forbidden.
    """

    scenario: Scenario
    start: dict[Location, Any]
    trace: tuple[Step, ...]
    run: Run
    finished: bool
    done: dict[str, list[Done]]
    visited: tuple[tuple[int, ...], ...] = ()
    parts: tuple[str, ...] = ()
    waiting: Mapping[str, Request] = field(default_factory=dict)
    retries: tuple[int, ...] = ()
    sleeps: tuple[int, ...] = ()


def replay(strategy: Strategy, scenario: Scenario) -> Replay:
    """Follow the scenario's schedule step by step.

    Raises:
        UsageError: a step cannot be taken when the schedule says so.
    """
    behaviour = Behaviour(strategy, scenario)
    instead = dict(scenario.reads)
    foreseen = _foreseen(strategy, scenario, dict(behaviour.start)) if instead else []
    taken = 0
    for at, letter in enumerate(scenario.steps(), 1):
        if letter not in THREADS:
            raise UsageError(f"step {at} of the schedule is by {letter!r}: use w or r")
        name = THREADS[letter]
        request = behaviour.next(name)
        if request is None:
            raise UsageError(f"step {at} of the schedule is by the {name}, who has finished")
        stale = None
        if letter == "r":
            taken += 1
            if taken in instead:
                stale = _stored(request, instead[taken], foreseen, behaviour.start)
        if not behaviour.can(name, stale):
            raise UsageError(
                f"step {at} of the schedule is {request.action} by the {name}, "
                "who has to wait there"
            )
        behaviour.take(name, stale)
    if max(instead, default=0) > taken:
        raise UsageError(f"reads names step {max(instead)} of the reader, who takes {taken}")
    written = scenario.steps().count("w")
    if max(instead.values(), default=0) > written:
        raise UsageError(
            f"reads names step {max(instead.values())} of the writer, who takes {written}"
        )
    return so_far(behaviour)


def so_far(behaviour: Behaviour) -> Replay:
    """The steps that a behaviour has taken, as a schedule followed to its end."""
    machine, noted, run = behaviour.machine, behaviour.noted, behaviour.run
    for record in run.passes:
        if record.number in noted.begins:
            begin = noted.begins[record.number]
            record.pages_kept = tuple(_pages_kept(behaviour.start, machine.trace, begin))
    _judge(behaviour)
    return Replay(
        behaviour.scenario,
        behaviour.start,
        tuple(machine.trace),
        run,
        behaviour.threads["reader"].finished,
        machine.done,
        visited=tuple(behaviour.visited),
        parts=tuple(behaviour.parts),
        waiting={
            name: request
            for name in behaviour.threads
            if (request := behaviour.next(name)) is not None and not behaviour.can(name)
        },
        retries=tuple(noted.retries),
        sleeps=tuple(noted.sleeps),
    )


def _judge(behaviour: Behaviour) -> None:
    """What the reader itself cannot tell: that it will not come to its end, or slept."""
    run, machine, noted = behaviour.run, behaviour.machine, behaviour.noted
    reader = behaviour.threads["reader"]
    written = behaviour.threads["writer"].finished
    alone = "rw" not in "".join(step.thread[0] for step in machine.trace)
    waits = not reader.finished and not behaviour.can("reader")
    last = max(
        (at for at, step in enumerate(machine.trace, 1) if step.thread == "writer"), default=0
    )
    # Where it stands at retry: while others move, nothing has been looked at yet.
    settled = sum(
        all(step.thread == "writer" for step in machine.trace[at:last]) for at in noted.retries
    )
    stands = not behaviour.can("writer")
    match behaviour.scenario.reader:
        case "interrupt":
            spins = waits or run.retried
            run.deadlocked = spins and alone and not machine.interrupts_off
        case "task" | "console":
            blocked = stands and not written
            run.deadlocked = (waits and stands) or (reader.finished and blocked)
        case "settled" | "slow_path":
            again = settled > 1 or (settled == 1 and run.retried)
            run.endless = written and again
    locked = behaviour.scenario.reader == "preempt_rt" and machine.locked_atomically
    run.slept = bool(noted.sleeps) or locked or machine.slept_atomically
    run.came_through = reader.finished


def _foreseen(
    strategy: Strategy, scenario: Scenario, memory: dict[Location, Any]
) -> list[dict[Location, Stored]]:
    """What each of the writer's steps stores: it depends on nothing that readers do."""
    thread = writer(strategy, scenario)
    machine = Machine(memory)
    steps: list[dict[Location, Stored]] = []
    noted = Noted()
    thread.advance()
    noted.pass_over(thread, machine)
    while thread.waiting is not None:
        request = thread.waiting
        before = dict(machine.sources)
        thread.answers.append(machine.take(thread.name, request))
        steps.append(
            {
                location: Stored(machine.memory[location], machine.lives[location], source)
                for location, source in machine.sources.items()
                if before.get(location) != source
            }
        )
        thread.advance()
        noted.pass_over(thread, machine)
    return steps


def _stored(
    request: Request,
    source: int,
    foreseen: list[dict[Location, Stored]],
    start: dict[Location, Any],
) -> Stored:
    """What a load reads from one of the writer's steps, 0 for the initial value."""
    if request.action not in ("load", "wait") or request.location is None:
        raise UsageError(f"reads names a step that is {request.action}, not a load")
    if source == 0:
        return Stored(start[request.location], 0, None)
    if source > len(foreseen) or request.location not in foreseen[source - 1]:
        raise UsageError(f"reads: step {source} of the writer does not store {request.location}")
    return foreseen[source - 1][request.location]


def _pages_kept(start: dict[Location, Any], trace: list[Step], begin: int) -> Iterator[bool]:
    """For each zone, whether it has pages from that step on and never loses them."""
    memories = [trace[begin - 1].memory if begin else start]
    memories += [step.memory for step in trace[begin:]]
    zones = sorted(location for location in start if location.name == "pages")
    for location in zones:
        yield all(memory[location] == 1 for memory in memories)
