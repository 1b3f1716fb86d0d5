"""A page on concrete values, one step at a time: who can do what next, and what has been done.

``interpreter`` lets it take the steps of a schedule. No terms, no solver.
"""

from dataclasses import dataclass, field
from typing import Any

from spec.errors import UsageError
from spec.machine import Machine, Request, Step, Stored, Thread
from spec.plain_context import PlainContext
from spec.plain_writer import Ask, PlainWriter, bits_of, capacity
from spec.run import Run
from spec.scenario import Scenario
from spec.vocabulary import Location, Strategy


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


def writer(strategy: Strategy, scenario: Scenario) -> Thread:
    """The thread that makes every change of the scenario, before its first step."""

    def write(ask: Ask) -> None:
        plain = PlainWriter(ask, strategy, scenario)
        for number in range(1, scenario.changes + 1):
            plain.rebuild(number)

    return Thread("writer", write)


@dataclass(slots=True)
class Noted:
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


class Behaviour:
    """A page's writer and reader as far as they have come.

    A thread's steps depend on nothing but the values it has read, so that there is one behaviour
    for each order in which the threads are let go.

    Attributes:
        scenario: what is run; nobody looks at its schedule.
        start: memory before the first step.
        threads: ``writer`` and ``reader``.
        machine: memory, and the steps taken.
        noted: what took no step.
        visited: for each step, what the reader's walk that it belongs to has visited after it.
        parts: for each step, the part of an allocation that the reader is at.
        run: what the reader has done.
    """

    def __init__(self, strategy: Strategy, scenario: Scenario) -> None:
        """Stand before the first step.

        Raises:
            UsageError: the scenario does not change what the strategy does.
        """
        _check_changes(strategy, scenario)
        self.scenario = scenario
        self.start = initial_memory(strategy, scenario)
        self.machine = Machine(dict(self.start))
        self.noted = Noted()
        self.visited: list[tuple[int, ...]] = []
        self.parts: list[str] = []
        self.run = Run()
        self._walks: list[list[int]] = []
        self._begun: list[str] = []
        instance = scenario.instance()

        def read(ask: Ask) -> Run:
            reader = PlainContext(ask, strategy, scenario, instance)
            self.run, self._walks, self._begun = reader.run, reader.walks, reader.parts
            return reader.go(scenario.reader)

        self.threads = {"writer": writer(strategy, scenario), "reader": Thread("reader", read)}
        for thread in self.threads.values():
            thread.advance()
            self.noted.pass_over(thread, self.machine)

    def next(self, name: str) -> Request | None:
        """What a thread asks for; None if it has finished."""
        return self.threads[name].waiting

    def can(self, name: str, instead: Stored | None = None) -> bool:
        """Whether a thread can take its next step now, its load reading that value instead."""
        request = self.next(name)
        return request is not None and self.machine.can(request, instead)

    def foretold(self, name: str) -> Step | None:
        """The step that a thread takes next if it is let go now, with memory before it.

        None if it has to wait, or has finished.
        """
        request = self.next(name)
        if request is None or not self.machine.can(request):
            return None
        memory, value = self.machine.memory, request.value
        if request.location is not None and request.action != "store":
            value = memory[request.location]
            value = value if request.change is None else request.change(value)
        return Step(name, request.action, request.location, value, memory)

    def take(self, name: str, instead: Stored | None = None) -> None:
        """Let a thread that can take its next step take it."""
        thread = self.threads[name]
        assert thread.waiting is not None
        thread.answers.append(self.machine.take(name, thread.waiting, instead))
        walk = len(self._walks) - 1  # what comes next may be another one
        self.parts.append(self._begun[-1] if self._begun else "")
        thread.advance()
        self.noted.pass_over(thread, self.machine)
        self.visited.append(tuple(self._walks[walk]) if self._walks else ())
