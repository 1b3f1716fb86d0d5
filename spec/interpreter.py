"""Runs a page on concrete values, following a schedule. No terms, no solver.

Every schedule the search finds passes through here before anyone sees it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from spec.errors import UsageError
from spec.machine import Done, Machine, Request, Step, Stored, Thread
from spec.plain_context import PlainContext
from spec.plain_writer import Ask, PlainWriter, bits_of, capacity
from spec.run import Run
from spec.scenario import Scenario
from spec.vocabulary import Location, Strategy


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
    waiting: Mapping[str, Request] = field(default_factory=dict)
    retries: tuple[int, ...] = ()
    sleeps: tuple[int, ...] = ()


def initial_memory(strategy: Strategy, scenario: Scenario) -> dict[Location, Any]:
    """What every word holds before the first step."""
    memory: dict[Location, Any] = {Location(cell.name): cell.initial for cell in strategy.cells}
    memory.update({Location(pointer.name): 0 for pointer in strategy.pointers})
    for mask in strategy.masks:
        versions = dict(scenario.masks)[mask.name]
        for version in range(len(versions) if mask.copies else 1):
            for at in range(mask.words):
                value = 0 if version else bits_of(mask, at, versions[0], scenario.zones)
                memory[mask.word(at, version)] = value
    for zone, has in enumerate(scenario.pages_before, 1):
        memory[Location("pages", zone)] = int(has)
    for array in strategy.arrays:
        names = () if array.spare else scenario.lists[0]
        for slot in range(capacity(scenario, array)):
            zone = names[slot] if slot < len(names) else 0
            idx = scenario.types[zone - 1] if zone else 0
            if array.one_word:
                memory[array[slot].both] = (zone, idx)
            else:
                memory[array[slot].zone] = zone
                memory[array[slot].zone_idx] = idx
    return memory


def _check_changes(strategy: Strategy, scenario: Scenario) -> None:
    """Make sure that the scenario changes what the strategy changes.

    Raises:
        UsageError: it does not.
    """
    fixed = {
        "lists": "lists",
        "pages": "one list, events and before",
        "masks": "one list and masks",
    }
    names = [mask.name for mask in strategy.masks]
    wrong = (
        (strategy.moves != "lists" and len(scenario.lists) > 1)
        or (strategy.moves != "pages" and scenario.events)
        or (strategy.moves == "pages" and not scenario.pages_before)
        or [name for name, _ in scenario.masks] != names
        or (scenario.policy != "none" and len(names) < 2)
    )
    if wrong:
        named = f" named {' and '.join(names)}" if names else ""
        raise UsageError(f"{strategy.name} takes {fixed[strategy.moves]}{named}, and no more")


def replay(strategy: Strategy, scenario: Scenario) -> Replay:
    """Follow the scenario's schedule step by step.

    Raises:
        UsageError: a step cannot be taken when the schedule says so.
    """
    _check_changes(strategy, scenario)
    instance = scenario.instance()
    machine = Machine(initial_memory(strategy, scenario))
    start = dict(machine.memory)
    reader_run = Run()
    walks: list[list[int]] = []

    def write(ask: Ask) -> None:
        writer = PlainWriter(ask, strategy, scenario)
        for number in range(1, scenario.changes + 1):
            writer.rebuild(number)

    def read(ask: Ask) -> Run:
        nonlocal reader_run, walks
        reader = PlainContext(ask, strategy, scenario, instance)
        reader_run, walks = reader.run, reader.walks
        return reader.go(scenario.reader)

    threads = {"w": Thread("writer", write), "r": Thread("reader", read)}
    foreseen = _foreseen(Thread("writer", write), dict(start))
    instead = dict(scenario.reads)
    noted = _Noted()
    visited: list[tuple[int, ...]] = []
    taken = 0
    for thread in threads.values():
        thread.advance()
        noted.pass_over(thread, machine)
    for at, letter in enumerate(scenario.steps(), 1):
        if letter not in threads:
            raise UsageError(f"step {at} of the schedule is by {letter!r}: use w or r")
        thread = threads[letter]
        request = thread.waiting
        if request is None:
            raise UsageError(f"step {at} of the schedule is by the {thread.name}, who has finished")
        stale = None
        if letter == "r":
            taken += 1
            if taken in instead:
                stale = _stored(request, instead[taken], foreseen, start)
        if not machine.can(request, stale):
            raise UsageError(
                f"step {at} of the schedule is {request.action} by the {thread.name}, "
                "who has to wait there"
            )
        thread.answers.append(machine.take(thread.name, request, stale))
        walk = len(walks) - 1  # what comes next may be another one
        thread.advance()
        noted.pass_over(thread, machine)
        visited.append(tuple(walks[walk]) if walks else ())
    if max(instead, default=0) > taken:
        raise UsageError(f"reads names step {max(instead)} of the reader, who takes {taken}")
    written = scenario.steps().count("w")
    if max(instead.values(), default=0) > written:
        raise UsageError(
            f"reads names step {max(instead.values())} of the writer, who takes {written}"
        )
    for record in reader_run.passes:
        if record.number in noted.begins:
            begin = noted.begins[record.number]
            record.pages_kept = tuple(_pages_kept(start, machine.trace, begin))
    _judge(reader_run, scenario, threads, machine, noted)
    return Replay(
        scenario,
        start,
        tuple(machine.trace),
        reader_run,
        threads["r"].finished,
        machine.done,
        visited=tuple(visited),
        waiting={
            thread.name: thread.waiting
            for thread in threads.values()
            if thread.waiting is not None and not machine.can(thread.waiting)
        },
        retries=tuple(noted.retries),
        sleeps=tuple(noted.sleeps),
    )


@dataclass(slots=True)
class _Noted:
    """What took no step, and how many steps had been taken by then.

    Attributes:
        begins: for each pass.
        retries: whenever ``retry:`` was reached.
        sleeps: whenever a thread slept inside a section.
    """

    begins: dict[int, int] = field(default_factory=dict)
    retries: list[int] = field(default_factory=list)
    sleeps: list[int] = field(default_factory=list)

    def pass_over(self, thread: Thread, machine: Machine) -> None:
        """Pass over what takes no step."""
        while thread.waiting is not None and thread.waiting.is_note:
            match thread.waiting.action:
                case "pass begins":
                    self.begins[thread.waiting.value] = len(machine.trace)
                case "retry":
                    self.retries.append(len(machine.trace))
                case "sleep":
                    if any(who == thread.name for _, who in machine.sections):
                        self.sleeps.append(len(machine.trace))
                case _:
                    machine.note(thread.name, thread.waiting)
            thread.answers.append(None)
            thread.advance()


def _judge(
    run: Run,
    scenario: Scenario,
    threads: dict[str, Thread],
    machine: Machine,
    noted: _Noted,
) -> None:
    """What the reader itself cannot tell: that it will not come to its end, or slept."""
    writer, reader = threads["w"], threads["r"]
    alone = "rw" not in "".join(scenario.steps())
    waits = reader.waiting is not None and not machine.can(reader.waiting)
    last = max(
        (at for at, step in enumerate(machine.trace, 1) if step.thread == "writer"), default=0
    )
    # Where it stands at retry: while others move, nothing has been looked at yet.
    settled = sum(
        all(step.thread == "writer" for step in machine.trace[at:last]) for at in noted.retries
    )
    stands = writer.waiting is None or not machine.can(writer.waiting)
    match scenario.reader:
        case "interrupt":
            spins = waits or run.retried
            run.deadlocked = spins and alone and not machine.interrupts_off
        case "task" | "console":
            blocked = writer.waiting is not None and stands
            run.deadlocked = (waits and stands) or (reader.finished and blocked)
        case "settled" | "slow_path":
            again = settled > 1 or (settled == 1 and run.retried)
            run.endless = writer.finished and again
    locked = scenario.reader == "preempt_rt" and machine.locked_atomically
    run.slept = bool(noted.sleeps) or locked or machine.slept_atomically
    run.came_through = reader.finished


def _foreseen(writer: Thread, memory: dict[Location, Any]) -> list[dict[Location, Stored]]:
    """What each of the writer's steps stores: it depends on nothing that readers do."""
    machine = Machine(memory)
    steps: list[dict[Location, Stored]] = []
    writer.advance()
    noted = _Noted()
    noted.pass_over(writer, machine)
    while writer.waiting is not None:
        request = writer.waiting
        before = dict(machine.sources)
        writer.answers.append(machine.take(writer.name, request))
        steps.append(
            {
                location: Stored(machine.memory[location], machine.lives[location], source)
                for location, source in machine.sources.items()
                if before.get(location) != source
            }
        )
        writer.advance()
        noted.pass_over(writer, machine)
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
