"""Shared memory as one thread of a foreign implementation sees it: as ordinary objects."""

from collections.abc import Hashable
from dataclasses import dataclass
from types import CodeType
from typing import Any, NoReturn

from conformance.foreign import mirrors, rounds, stand_ins
from conformance.foreign.reference import (
    ABSENT,
    LOCK,
    Back,
    Encoder,
    Reference,
    attribute,
    is_plain,
)
from impl.condition import Condition
from impl.memory import Location, Memory
from spec.errors import UsageError

LONGEST = 1000
"""The most accesses of a thread in one run."""


class IdleError(BaseException):
    """The thread looks and looks at what nobody ever stores."""


FREE = Condition(lambda value: not value, " to be free")


@dataclass(frozen=True, slots=True)
class Given:
    """What both threads are given.

    Attributes:
        start: the reference to it.
        shared: the words that are known to be stored.
        stored: where a store of another word is noted.
    """

    start: Reference
    shared: frozenset[Location]
    stored: set[Location]


class Heap:
    """What one thread's objects stand for.

    A word that no thread ever stores is not worth a step: it is looked up. Which these are is
    found out: `Given.stored` grows, and a search during which it grew is made again.

    Args:
        memory: of the thread.
        thread: its name.
        given: what both threads are given.
        entry: the code that calls the implementation.
    """

    def __init__(
        self,
        memory: Memory,
        thread: str,
        given: Given,
        entry: CodeType,
    ) -> None:
        self._memory = memory
        self._thread = thread
        self._shared = given.shared
        self._stored = given.stored
        self._held = dict(given.start.words)
        self._mirrors: dict[str, Any] = {}
        self._references: dict[int, Reference] = {}
        self._classes: dict[type, type] = {}
        self._encoder = Encoder(self._name, self._known)
        self._published: list[tuple[Any, list[Any], str]] = []
        self._born = 0
        self._accesses = 0
        self._idle = 0
        self._answers: list[Any] = []
        self._rounds = rounds.Rounds(entry, OWN)
        self._stopped: BaseException | None = None
        self.start = self.decode(given.start)

    def finish(self) -> None:
        """Go on with what stopped the thread, if its code has caught that.

        Raises:
            UsageError: a list was changed that others see by now, or what stopped it was this.
        """
        self._go_on()

    def load(self, location: Location) -> Any:
        """What a word refers to, ABSENT if it was never stored."""
        self._go_on()
        if location not in self._shared:
            return self.decode(self._held.get(location, ABSENT))
        self._idle = 0
        try:
            place = self._rounds.place(self._answers, self._named)
            if place is not None:
                self._memory.arrive((location, self._born, *place))
            value: Any = self._memory.load(location)
        except BaseException as stop:
            self._stopped = stop
            raise
        self._answers.append(value)
        return self.decode(value)

    def store(self, location: Location, value: object) -> None:
        """Make a word refer to a value; if others could not see that before, its words first."""
        self._go_on()
        held = self._refer(value, location)
        self._idle = 0
        self._stored.add(location)
        if location in self._shared:
            self._memory.store(location, held)

    def acquire(self, location: Location) -> None:
        """Take a lock once it is free."""
        self._go_on()
        self._stored.add(location)
        if location in self._shared:
            self._memory.update(location, FREE, lambda _value: True)

    def has(self, location: Location) -> bool:
        """Whether a word was ever stored."""
        return location in self._shared or location in self._held

    def reference(self, mirror: object) -> Reference | None:
        """What an object stands for, None if it is the thread's own."""
        return self._references.get(id(mirror))

    def fields(self, reference: Reference) -> list[str]:
        """The names of an object's attributes."""
        start = attribute(reference.name, "")
        found = [str(where) for where, _ in reference.words]
        found += sorted(self._shared - {*found})
        return [
            key
            for where in found
            if where.startswith(start) and (key := where.removeprefix(start)).isidentifier()
        ]

    def decode(self, held: Any) -> Any:
        """What stands for the content of a word."""
        if type(held) is tuple:
            return tuple(map(self.decode, held))
        if isinstance(held, Back):
            if held.name not in self._mirrors:
                self.refuse("a circle of objects is entered at two places: make it at the start")
            return self._mirrors[held.name]
        if not isinstance(held, Reference):
            return held
        if held.name not in self._mirrors:
            self._held.update(held.words)
            self._stand_for(held, stand_ins.of(held.kind, self, held.name, self._classes))
        return self._mirrors[held.name]

    def _stand_for(self, reference: Reference, mirror: object) -> None:
        self._mirrors[reference.name] = mirror
        self._references[id(mirror)] = reference
        for _, value in reference.words:
            if isinstance(value, Reference | tuple):
                self.decode(value)

    def refuse(self, why: str) -> NoReturn:
        """Stop the thread for good.

        Raises:
            UsageError: always.
        """
        self._stopped = UsageError(why)
        raise self._stopped

    def _go_on(self) -> None:
        """Count one more access, unless the thread was stopped before."""
        if self._stopped is None:
            self._accesses += 1
            self._idle += 1
            if self._idle == LONGEST:
                self._stopped = IdleError()
                raise self._stopped
            if self._accesses > LONGEST:
                self.refuse(
                    f"the {self._thread} makes more than {LONGEST} accesses in one run: let it "
                    "wait and try again in plain while loops, without counting how often"
                )
            for value, copy, name in self._published:
                if list(map(id, _items(value))) != list(map(id, copy)):
                    self.refuse(
                        f"the {self._thread} stores a {type(value).__name__} in {name} and then "
                        f"changes it by its old name: change {name} itself"
                    )
        if self._stopped is not None:
            raise self._stopped

    def _refer(self, value: object, at: Location) -> Any:
        """What a word holds that is to refer to a value."""
        before = {*self._encoder.seen}
        try:
            held = self._encoder.encode(value, at)
        except UsageError as stop:
            self._stopped = stop
            raise
        for key in [key for key in self._encoder.seen if key not in before]:
            self._publish(*self._encoder.seen[key], at)
        return held

    def _publish(self, value: Any, reference: Reference | Back, at: Location) -> None:
        """Let others see what no other thread has seen."""
        assert isinstance(reference, Reference)
        for where, held in reference.words:
            if where in self._shared:
                self._memory.store(where, held)
        self._held.update(reference.words)
        if type(value) in (list, dict):
            self._published.append((value, _items(value), at))
        elif reference.kind is not LOCK:
            value.__class__ = stand_ins.class_of(reference.kind, self, self._classes)
            self._mirrors[reference.name] = value
            self._references[id(value)] = reference

    def _name(self, value: object, at: str) -> str:
        """The name of what no other thread has seen."""
        del at
        self._born += 1
        return f"{type(value).__name__}#{self._thread[0]}{self._born}"

    def _known(self, value: object) -> Reference | None:
        return self._references.get(id(value))

    def _named(self, value: object) -> Hashable:
        """What tells the value of a local variable from others."""
        reference = self.reference(value)
        if reference is not None:
            return reference.name
        if is_plain(value):
            return value
        if type(value) in (list, tuple):
            return (type(value), *map(self._named, value))  # type: ignore[call-overload]
        if type(value) in (dict, set):
            items = value.items() if isinstance(value, dict) else value
            return (type(value), *map(self._named, items))  # type: ignore[call-overload]
        raise rounds.UnknownError


def _items(value: Any) -> list[Any]:
    return [*value, *value.values()] if isinstance(value, dict) else [*value]


OWN = frozenset((__file__, mirrors.__file__, rounds.__file__, stand_ins.__file__))
