"""All ways one thread can go, whatever its loads find: the branches a load's value decides.

Dependencies are those of herd's C semantics (herdtools7, ``CSem.ml``): through registers, from the
reads an expression was computed from; what a read returns depends on its address too
(``memUtils.ml``: the transitive closure); a condition controls what is inside its branches and
nothing behind them; in a compare-and-exchange the expected value controls the store, and in an
arithmetic update the store's value is computed from the load's.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from spec.litmus.program import (
    OLD,
    SUCCEEDED,
    Assign,
    Expression,
    Fence,
    If,
    Lock,
    Read,
    Register,
    Statement,
    Update,
    Write,
)
from tests.axioms.expressions import evaluate, parts

Values = Mapping[str, frozenset[int]]
"""What each location may ever hold."""


@dataclass(frozen=True)
class Event:
    """One event of a thread; its place in the course is its name."""

    kind: str
    tags: frozenset[str]
    location: str | None = None
    value: int = 0


@dataclass(frozen=True)
class Course:
    """One way a thread can go.

    Attributes:
        events: in program order.
        addr: pairs of places in ``events``.
        data: likewise.
        ctrl: likewise.
        rmw: likewise.
        registers: what they hold in the end.
        sources: the reads each register was computed from.
        guards: the reads that the conditions around the current statement were computed from.
    """

    events: tuple[Event, ...] = ()
    addr: frozenset[tuple[int, int]] = frozenset()
    data: frozenset[tuple[int, int]] = frozenset()
    ctrl: frozenset[tuple[int, int]] = frozenset()
    rmw: frozenset[tuple[int, int]] = frozenset()
    registers: dict[Register, int] = field(default_factory=dict)
    sources: dict[Register, frozenset[int]] = field(default_factory=dict)
    guards: frozenset[int] = frozenset()

    def reads(self, expression: Expression | None) -> frozenset[int]:
        """The reads an expression is computed from."""
        found: frozenset[int] = frozenset()
        if expression is not None:
            for part in parts(expression):
                if isinstance(part, Register):
                    found |= self.sources.get(part, frozenset())
        return found

    def cells(self, kind: str) -> frozenset[tuple[str, int]]:
        """The locations and values of all its loads (``R``) or stores (``W``)."""
        return frozenset(
            (event.location, event.value)
            for event in self.events
            if event.kind == kind and event.location is not None
        )

    def fence(self, kind: str) -> "Course":
        """With a fence at the end."""
        return replace(self, events=(*self.events, Event("F", frozenset({kind}))))

    def access(
        self,
        event: Event,
        address: Expression,
        data: frozenset[int] = frozenset(),
        ctrl: frozenset[int] = frozenset(),
    ) -> "Course":
        """With an access at the end, and what it depends on."""
        place = len(self.events)
        return replace(
            self,
            events=(*self.events, event),
            addr=self.addr | {(read, place) for read in self.reads(address)},
            data=self.data | {(read, place) for read in data},
            ctrl=self.ctrl | {(read, place) for read in self.guards | ctrl},
        )

    def setting(self, register: str | None, value: int, reads: frozenset[int]) -> "Course":
        """With a register set."""
        if register is None:
            return self
        name = Register(register)
        return replace(
            self,
            registers=self.registers | {name: value},
            sources=self.sources | {name: reads},
        )


@dataclass(frozen=True)
class Walker:
    """Goes through a thread in all ways.

    Attributes:
        addresses: of every location.
        values: what each location may ever hold; a load tries all of them.
    """

    addresses: Mapping[str, int]
    values: Values

    def courses(self, statements: tuple[Statement, ...], start: Course) -> Iterator[Course]:
        """All ways from here to the end of these statements.

        A way that follows a pointer to no location ends there and is left out: that thread would
        crash. So is one that waits for a lock for ever.
        """
        if not statements:
            yield start
            return
        for course in self._one(statements[0], start):
            yield from self.courses(statements[1:], course)

    def _value(self, expression: Expression, course: Course) -> int:
        return evaluate(expression, course.registers, self.addresses)

    def _location(self, address: Expression, course: Course) -> str | None:
        wanted = self._value(address, course)
        return next((name for name, found in self.addresses.items() if found == wanted), None)

    def _one(self, statement: Statement, course: Course) -> Iterator[Course]:
        match statement:
            case Fence():
                yield course.fence(statement.kind)
            case Assign():
                value = self._value(statement.value, course)
                yield course.setting(statement.register, value, course.reads(statement.value))
            case If():
                holds = self._value(statement.condition, course)
                branch = statement.then if holds else statement.otherwise
                guarded = course.guards | course.reads(statement.condition)
                for inside in self.courses(branch, replace(course, guards=guarded)):
                    yield replace(inside, guards=course.guards)
            case _:
                location = self._location(statement.address, course)
                if location is not None:
                    yield from self._access(statement, location, course)

    def _access(
        self, statement: Read | Write | Update | Lock, location: str, course: Course
    ) -> Iterator[Course]:
        place = len(course.events)
        match statement:
            case Read():
                for value in sorted(self.values[location]):
                    event = Event("R", frozenset({statement.ordering}), location, value)
                    after = course.access(event, statement.address)
                    where = course.reads(statement.address)
                    yield after.setting(statement.register, value, where | {place})
            case Write():
                value = self._value(statement.value, course)
                event = Event("W", frozenset({statement.ordering}), location, value)
                yield course.access(event, statement.address, course.reads(statement.value))
            case Update():
                for value in sorted(self.values[location]):
                    yield self._update(statement, location, course, value)
            case Lock():
                yield from self._lock(statement, location, course)

    def _update(self, statement: Update, location: str, course: Course, old: int) -> Course:
        place = len(course.events)
        seen = replace(
            course,
            registers=course.registers | {OLD: old},
            sources=course.sources | {OLD: frozenset({place})},
        )
        holds = statement.expected is None or bool(self._value(statement.expected, seen))
        reading, writing = _tags(statement, holds)
        after = course.access(Event("R", reading, location, old), statement.address)
        if holds:
            new = self._value(statement.new, seen)
            after = after.access(
                Event("W", writing, location, new),
                statement.address,
                data=seen.reads(statement.new),
                ctrl=course.reads(statement.expected),
            )
            after = replace(after, rmw=after.rmw | {(place, place + 1)})
        if statement.register is None or statement.result is None:
            return after
        told = replace(
            seen,
            registers=seen.registers | {SUCCEEDED: int(holds)},
            sources=seen.sources | {SUCCEEDED: seen.reads(statement.expected) | {place}},
        )
        result = self._value(statement.result, told)
        reads = told.reads(statement.result) | course.reads(statement.address)
        return after.setting(statement.register, result, reads)

    def _lock(self, statement: Lock, location: str, course: Course) -> Iterator[Course]:
        place = len(course.events)
        source = course.reads(statement.address) | {place}

        def look(tag: str, value: int) -> Course:
            event = Event("R", frozenset({tag}), location, value)
            return course.access(event, statement.address)

        if statement.kind == "unlock":
            event = Event("W", frozenset({"UL"}), location, 0)
            yield course.access(event, statement.address)
        elif statement.kind == "is_locked":
            yield look("RL", 1).setting(statement.register, 1, source)
            yield look("RU", 0).setting(statement.register, 0, source)
        else:
            event = Event("W", frozenset({"LKW"}), location, 1)
            taken = look("LKR", 0).access(event, statement.address)
            taken = replace(taken, rmw=taken.rmw | {(place, place + 1)})
            yield taken.setting(statement.register, 1, source)
            if statement.kind == "trylock":
                yield look("LF", 1).setting(statement.register, 0, source)


def _tags(statement: Update, holds: bool) -> tuple[frozenset[str], frozenset[str]]:
    """The tags of a read-modify-write's read and store."""
    if not holds:
        return frozenset({"once", "failed"}), frozenset()
    reading, writing = {"rmw"}, {"rmw"}
    reading.add(statement.ordering if statement.ordering in {"acquire", "full"} else "once")
    writing.add(statement.ordering if statement.ordering in {"release", "full"} else "once")
    if not statement.returns:
        reading.add("noreturn")
    return frozenset(reading), frozenset(writing)
