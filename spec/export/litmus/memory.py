"""The words in memory: their names and what each of them can ever hold, as ints.

A zone pointer is the zone's number, NULL is 0 and an index is the zone's type. Where readers are
asked whether they see what was stored after their array was freed, a word also tells which rebuild
stored it. Of a list that is changed while all CPUs are stopped, no reader ever sees a part: there
the whole memory is one word, the number of rebuilds so far.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from spec.behaviour import Behaviour
from spec.errors import PageError
from spec.export.litmus.code import named
from spec.instance import TYPE_BITS
from spec.machine import FREED, Request
from spec.plain_writer import PlainWriter
from spec.scenario import Scenario
from spec.term import Bool, Number, any_of, at_most, equal, negate, number
from spec.vocabulary import Location, Strategy

STOPPED = Location("rebuilds")
"""The one word of a memory that only changes while all CPUs are stopped."""

Update: TypeAlias = tuple[Callable[[int], bool], Callable[[int], int]]
"""Whether a value allows an atomic update, and what it makes of the value."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a word can hold.

    Attributes:
        value: as on the machine: a zone, an index, both, a number or FREED.
        life: the rebuild that stored it.
    """

    value: Any
    life: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a register holds after a load.

    Attributes:
        register: its name.
        number: the register, or the one value it can have.
        meanings: what each of its values stands for.
    """

    register: str
    number: Number
    meanings: dict[int, Stored]

    def means(self, values: Iterable[int]) -> Bool:
        """Whether the register holds one of these values."""
        chosen = {*self.meanings} & {*values}
        others = {*self.meanings} - chosen
        if not others or not chosen:
            return bool(chosen)
        if len(others) < len(chosen) and len(others) == 1:
            return negate(equal(self.number, others.pop()))
        if len(chosen) > 1 and max(chosen) < min(others):
            return at_most(self.number, max(chosen))
        if len(chosen) > 1 and max(others) < min(chosen):
            return negate(at_most(self.number, max(others)))
        return any_of(*(equal(self.number, value) for value in sorted(chosen)))

    def equals(self, value: Any) -> Bool:
        """Whether what it holds stands for this."""
        return self.means([at for at, each in self.meanings.items() if each.value == value])


class Memory:
    """Every word of one instance.

    Attributes:
        strategy: the page.
        scenario: the instance.
        initial: what each word holds at first.
        requests: all that the writer does.
        stopped: for each rebuild, memory after it, if the writer stops all CPUs; else empty.
        lives: whether a word tells which rebuild stored it.
        updated: the words that some thread updates, which are of the type ``atomic_t``, and how.
    """

    def __init__(self, strategy: Strategy, scenario: Scenario, *, lives: bool) -> None:
        """Let the writer make every change.

        Raises:
            PageError: some of its stores are made while all CPUs are stopped, and some not;
                or two words have too much the same name.
            UsageError: the instance does not change what the strategy changes.
        """
        self.strategy = strategy
        self.scenario = scenario
        self.initial = Behaviour(strategy, scenario).start
        self.requests: list[Request] = []
        self.stopped: list[dict[Location, Stored]] = []
        self.updated: dict[Location, list[Update]] = {}
        self._freed = max(scenario.limit, *scenario.types, (1 << TYPE_BITS) - 2) + 1
        self.lives = lives
        self.life = 10 ** len(str((scenario.zones + 2) * (self._freed + 1))) if lives else 0
        self._known: dict[Location, dict[int, Stored]] = {}
        writer = PlainWriter(self._asked, strategy, scenario)
        for rebuild in range(1, scenario.changes + 1):
            writer.rebuild(rebuild)
        for location, value in self.initial.items():
            self._learn(location, value, 0)
        for name, count in Counter(map(self.name, self.initial)).items():
            if count > 1:
                raise PageError(f"two words would be called {name} in C: give one another name")
        if any(request.action == "stop_machine" for request in self.requests):
            self._stop()
        for request in self.requests:
            if request.action == "store" and request.location is not None:
                self._learn(request.location, request.value, request.life)

    def _asked(self, request: Request) -> None:
        self.requests.append(request)

    def _stop(self) -> None:
        self.stopped.append({at: Stored(value, 0) for at, value in self.initial.items()})
        for request in self.requests:
            if request.location is not None:
                raise PageError(
                    f"{self.strategy.name} stores {request.location} outside of stop_machine(), "
                    "which LKMM has no word for: let all stores be inside, or none"
                )
            if request.action == "stop_machine":
                new = {at: Stored(value, request.life) for at, value in request.value}
                self.stopped.append(self.stopped[-1] | new)
                for location, stored in new.items():
                    self._learn(location, stored.value, stored.life)

    def _learn(self, location: Location, value: Any, life: int) -> None:
        meaning = Stored(value, life)
        self._known.setdefault(location, {})[self.encoded(location, value, life)] = meaning

    def encoded(self, location: Location, value: Any, life: int) -> int:
        """What stands for a value of the machine.

        Args:
            location: where it is stored.
            value: the value.
            life: the rebuild that stores it.
        """
        if location.name not in {array.name for array in self.strategy.arrays}:
            return int(value)
        return self._number(location, value) + self.life * life

    def _number(self, location: Location, value: Any) -> int:
        if isinstance(value, tuple):
            zone, idx = value
            return int(zone) * (self._freed + 1) + int(idx)
        if value != FREED:
            return int(value)
        return self._freed if location.word != "zone" else self.scenario.zones + 1

    def name(self, location: Location) -> str:
        """What the word is called."""
        return named(str(location).replace("].", "_").replace("[", "_").rstrip("]"))

    def starts(self, location: Location) -> int:
        """What the word holds at first."""
        if location == STOPPED:
            return 0
        return self.encoded(location, self.initial[location], 0)

    def held(self, register: str, location: Location) -> Held:
        """What a load of the word leaves in a register."""
        known = self._known[location]
        if len(known) == 1:
            return Held(register, next(iter(known)), known)
        return Held(register, number(register, max(known)), known)

    def values(self, location: Location) -> list[int]:
        """All that a word may hold, the smallest first."""
        return sorted(self._known[location])

    def store(self, location: Location, value: int) -> None:
        """Note that a reader stores something."""
        self._learn(location, value, 0)

    def update(
        self, location: Location, when: Callable[[int], bool], change: Callable[[int], int]
    ) -> None:
        """Note that somebody updates a word."""
        self.updated.setdefault(location, []).append((when, change))

    def settle(self) -> None:
        """Find out what updated words may hold, each update being made once at most."""
        for location, updates in self.updated.items():
            stored = self.values(location)
            seen: set[tuple[int, frozenset[int]]] = set()
            waiting = [(value, frozenset[int]()) for value in stored]
            while waiting:
                value, made = waiting.pop()
                if (value, made) in seen:
                    continue
                seen.add((value, made))
                self._learn(location, value, 0)
                waiting += [
                    (start, made | {at})
                    for at, (when, change) in enumerate(updates)
                    if at not in made and when(value)
                    for start in (change(value), *stored)
                ]
