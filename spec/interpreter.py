"""Runs a page on concrete values, following a schedule. No terms, no solver.

Every schedule the search finds passes through here before anyone sees it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from spec.errors import UsageError
from spec.machine import Done, Machine, Request, Step, Stored, Thread
from spec.plain_reader import PlainReader
from spec.plain_writer import Ask, PlainWriter, capacity
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
    """

    scenario: Scenario
    start: dict[Location, Any]
    trace: tuple[Step, ...]
    run: Run
    finished: bool
    done: dict[str, list[Done]]


def initial_memory(strategy: Strategy, scenario: Scenario) -> dict[Location, Any]:
    """What every word holds before the first step."""
    memory: dict[Location, Any] = {Location(cell.name): cell.initial for cell in strategy.cells}
    memory.update({Location(pointer.name): 0 for pointer in strategy.pointers})
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


def replay(strategy: Strategy, scenario: Scenario) -> Replay:
    """Follow the scenario's schedule step by step.

    Raises:
        UsageError: a step cannot be taken when the schedule says so.
    """
    if bool(scenario.events) != strategy.pages_move and (
        scenario.events or len(scenario.lists) > 1
    ):
        raise UsageError(
            f"{strategy.name} takes "
            + ("one list and events" if strategy.pages_move else "lists and no events")
        )
    instance = scenario.instance()
    machine = Machine(initial_memory(strategy, scenario))
    start = dict(machine.memory)
    reader_run = Run()

    def write(ask: Ask) -> None:
        writer = PlainWriter(ask, strategy, scenario)
        for number in range(1, (len(scenario.events) or len(scenario.lists) - 1) + 1):
            writer.rebuild(number)

    def read(ask: Ask) -> Run:
        nonlocal reader_run
        reader = PlainReader(ask, strategy, scenario, instance)
        reader_run = reader.run
        return reader.read_pass() if scenario.reader == "pass" else reader.allocation()

    threads = {"w": Thread("writer", write), "r": Thread("reader", read)}
    foreseen = _foreseen(Thread("writer", write), dict(start))
    instead = dict(scenario.reads)
    begins: dict[int, int] = {}
    taken = 0
    for thread in threads.values():
        thread.advance()
        _note(thread, machine, begins)
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
        thread.advance()
        _note(thread, machine, begins)
    if max(instead, default=0) > taken:
        raise UsageError(f"reads names step {max(instead)} of the reader, who takes {taken}")
    written = scenario.steps().count("w")
    if max(instead.values(), default=0) > written:
        raise UsageError(
            f"reads names step {max(instead.values())} of the writer, who takes {written}"
        )
    for record in reader_run.passes:
        if record.number in begins:
            record.pages_kept = tuple(_pages_kept(start, machine.trace, begins[record.number]))
    finished = threads["r"].finished
    return Replay(scenario, start, tuple(machine.trace), reader_run, finished, machine.done)


def _note(thread: Thread, machine: Machine, begins: dict[int, int]) -> None:
    """Pass over what takes no step."""
    while thread.waiting is not None and thread.waiting.is_note:
        if thread.waiting.action == "pass begins":
            begins[thread.waiting.value] = len(machine.trace)
        else:
            machine.note(thread.name, thread.waiting)
        thread.answers.append(None)
        thread.advance()


def _foreseen(writer: Thread, memory: dict[Location, Any]) -> list[dict[Location, Stored]]:
    """What each of the writer's steps stores: it depends on nothing that readers do."""
    machine = Machine(memory)
    steps: list[dict[Location, Stored]] = []
    writer.advance()
    _note(writer, machine, {})
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
        _note(writer, machine, {})
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
