"""What both threads share between two steps: memory, sections, and how far the writer is.

A step is taken by ``spec.machine``; here its result is remembered, so that equal moments are one
object however they came about.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from spec.behaviour import initial_memory
from spec.machine import Machine, Request
from spec.plain_writer import PlainWriter
from spec.scenario import Scenario
from spec.vocabulary import Location, Strategy

Key = tuple[Any, ...]


@dataclass(eq=False, slots=True)
class Moment:
    """Everything but the reader's own state, between two steps.

    Attributes:
        at: how many steps the writer has taken.
        memory: every word.
        lives: the rebuild that stored each word, 0 at first.
        sections: the open sections, as in ``Machine``.
        awaited: what the grace period in progress waits for, as in ``Machine``.
        saved: each local_irq_save() in force, as in ``Machine``.
        answers: what a load of each word returns now.
    """

    at: int
    memory: dict[Location, Any]
    lives: dict[Location, int]
    sections: dict[tuple[str, str], int]
    awaited: set[tuple[str, int]]
    saved: list[bool]
    answers: dict[Location, tuple[Any, int]] = field(init=False)

    def __post_init__(self) -> None:
        """Pair values with lives once."""
        self.answers = {
            location: (value, self.lives.get(location, 0))
            for location, value in self.memory.items()
        }

    def machine(self) -> Machine:
        """A machine that can take one step from here.

        Sections are told apart by number; a new one gets a number nobody refers to.
        """
        numbers = [*self.sections.values(), *(number for _, number in self.awaited)]
        return Machine(
            dict(self.memory),
            dict(self.lives),
            dict(self.sections),
            set(self.awaited),
            list(self.saved),
            _entered=max(numbers, default=0),
        )

    def key(self) -> Key:
        """What makes two moments equal."""
        return (
            self.at,
            tuple(self.answers.values()),
            tuple(sorted(self.sections.items())),
            tuple(sorted(self.awaited)),
            tuple(self.saved),
        )


class Moments:
    """The moments of one scenario, each kept once, and the steps between them.

    Attributes:
        steps: the writer's steps: what it asks for depends on nothing that readers do.
        first: before the first step.
    """

    def __init__(self, strategy: Strategy, scenario: Scenario) -> None:
        self.steps = requests(strategy, scenario)
        self._known: dict[Key, Moment] = {}
        self._written: dict[Moment, Moment | None] = {}
        self._marked: dict[tuple[Moment, str], tuple[Any, Moment] | None] = {}
        self._rest: dict[Moment, bool] = {}
        self.first = self._kept(0, Machine(initial_memory(strategy, scenario)))

    def written(self, moment: Moment) -> Moment | None:
        """After the writer's next step; None if it has to wait or has finished."""
        known = self._written.get(moment, moment)
        if known is moment:
            after = None
            if moment.at < len(self.steps):
                request = self.steps[moment.at]
                machine = moment.machine()
                if machine.can(request):
                    machine.take("writer", request)
                    after = self._kept(moment.at + 1, machine)
            self._written[moment] = after
        return self._written[moment]

    def read(self, moment: Moment, request: Request) -> tuple[Any, Moment] | None:
        """What the reader's step returns, and the moment after it; None if it has to wait."""
        if request.action in ("load", "wait"):
            assert request.location is not None
            answer = moment.answers[request.location]
            ready = request.when is None or request.when(answer[0])
            return (answer, moment) if ready else None
        if request.location is not None:
            return self._read(moment, request)
        key = moment, request.action
        if key not in self._marked:
            self._marked[key] = self._read(moment, request)
        return self._marked[key]

    def _read(self, moment: Moment, request: Request) -> tuple[Any, Moment] | None:
        machine = moment.machine()
        if not machine.can(request):
            return None
        answer = machine.take("reader", request)
        return answer, self._kept(moment.at, machine)

    def finished(self, moment: Moment) -> bool:
        """The writer has come to its end."""
        return moment.at == len(self.steps)

    def finishes(self, moment: Moment) -> bool:
        """The writer comes to its end if nobody else moves."""
        if moment not in self._rest:
            after: Moment | None = moment
            while after is not None and not self.finished(after):
                after = self.written(after)
            self._rest[moment] = after is not None
        return self._rest[moment]

    def pages(self) -> Iterator[tuple[bool, ...]]:
        """For a fixed list: which zones have pages, after each number of the writer's steps."""
        moment: Moment | None = self.first
        while moment is not None:
            words = sorted(location for location in moment.memory if location.name == "pages")
            yield tuple(moment.memory[word] == 1 for word in words)
            moment = self.written(moment)

    def _kept(self, at: int, machine: Machine) -> Moment:
        moment = Moment(
            at, machine.memory, machine.lives, machine.sections, machine.awaited, machine.saved
        )
        return self._known.setdefault(moment.key(), moment)


def requests(strategy: Strategy, scenario: Scenario) -> tuple[Request, ...]:
    """The writer's steps, barriers left out."""
    asked: list[Request] = []

    def ask(request: Request) -> tuple[int, int]:
        asked.append(request)
        return 0, 0

    writer = PlainWriter(ask, strategy, scenario)
    for number in range(1, scenario.changes + 1):
        writer.rebuild(number)
    return tuple(request for request in asked if not request.is_note)
