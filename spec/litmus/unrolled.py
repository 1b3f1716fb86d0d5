"""A litmus test as an event structure, with dependencies as the program has them.

A branch is taken or not under a condition on what was loaded, so every statement becomes events
with a guard. An access through a pointer is one event for each location it may designate. A
control dependency ends with the branch that it decides about (herd's semantics of C).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from spec.coherence import Coherence
from spec.errors import UsageError
from spec.events import Event, Section, Structure
from spec.litmus.arithmetic import WORD, apply, is_true, word
from spec.litmus.extent import base, expressions, locations, parts, values, width
from spec.litmus.program import (
    OLD,
    SUCCEEDED,
    Address,
    Assign,
    Constant,
    Contents,
    Expression,
    Fence,
    If,
    Lock,
    Operation,
    Program,
    Read,
    Register,
    Statement,
    Update,
    Write,
)
from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    equal,
    implies,
    negate,
    pick,
)
from spec.words import Location, Order

MOST_THREADS = 8
MOST_ACCESSES = 240

BARRIERS = {
    "mb": "smp_mb()",
    "rmb": "smp_rmb()",
    "wmb": "smp_wmb()",
    "barrier": "barrier()",
    "before-atomic": "smp_mb__before_atomic()",
    "after-atomic": "smp_mb__after_atomic()",
    "after-spinlock": "smp_mb__after_spinlock()",
    "after-unlock-lock": "smp_mb__after_unlock_lock()",
}


@dataclass(frozen=True, slots=True)
class Held:
    """What a register holds: a number and the loads it was computed from."""

    number: Number
    loads: tuple[int, ...] = ()


@dataclass
class Unrolled:
    """A litmus test's events and what its final condition is about.

    Attributes:
        program: the test.
        structure: its events.
    """

    program: Program
    structure: Structure = field(default_factory=Structure)
    _registers: list[dict[str, Held]] = field(default_factory=list)
    _thread: int = 0
    _width: int = WORD
    _sections: list[Event] = field(default_factory=list)
    _added: dict[int, Number] = field(default_factory=dict)

    def __post_init__(self) -> None:
        program = self.program
        if len(program.threads) > MOST_THREADS:
            raise UsageError(
                f"{len(program.threads)} threads are too many: at most {MOST_THREADS} are decided"
            )
        first = base(program)
        self._addresses = {name: first + at for at, name in enumerate(locations(program))}
        self._width = width(program)
        pointed = [item.location for item in parts(program) if isinstance(item, Address)]
        self._pointed = list(dict.fromkeys(pointed))
        for name in self._addresses:
            value = program.initial.get(name, Constant(0))
            self.structure.initial[Location(name)] = self._evaluate(value, {}).number
        for thread, statements in enumerate(program.threads):
            self._thread = thread
            held = {
                name: self._evaluate(value, {})
                for (owner, name), value in program.registers.items()
                if owner == thread
            }
            self._registers.append(held)
            self._run(statements, True, ())
            if self._sections:
                raise UsageError(f"P{thread} has an rcu_read_lock() without its rcu_read_unlock()")
        accesses = sum(event.location is not None for event in self.structure.events)
        if accesses > MOST_ACCESSES:
            raise UsageError(
                f"{accesses} accesses are too many: at most {MOST_ACCESSES} are decided"
            )
        self.structure.close()

    @property
    def pointers(self) -> dict[int, str]:
        """The locations behind numbers that are pointers."""
        return {self._addresses[name]: name for name in self._pointed if self._is_value(name)}

    def _is_value(self, name: str) -> bool:
        """Whether the program uses the address for anything but an access."""
        stored = [*self.program.initial.values(), *self.program.registers.values()]
        return any(Address(name) == item for item in [*stored, *values(self.program)])

    # --- statements -----------------------------------------------------------------------

    def _run(
        self, statements: tuple[Statement, ...], guard: Bool, control: tuple[int, ...]
    ) -> None:
        for statement in statements:
            match statement:
                case Read():
                    self._read(statement, guard, control)
                case Write():
                    self._write(statement, guard, control)
                case Update():
                    self._update(statement, guard, control)
                case Fence():
                    self._fence(statement, guard)
                case Lock():
                    self._lock(statement, guard, control)
                case Assign():
                    held = self._evaluate(statement.value, self._mine)
                    self._mine[statement.register] = held
                case If():
                    self._branch(statement, guard, control)

    @property
    def _mine(self) -> dict[str, Held]:
        return self._registers[self._thread]

    def _branch(self, statement: If, guard: Bool, control: tuple[int, ...]) -> None:
        condition = self._evaluate(statement.condition, self._mine)
        taken = is_true(condition.number)
        inner = tuple(dict.fromkeys((*control, *condition.loads)))
        before = dict(self._mine)
        self._run(statement.then, all_of(guard, taken), inner)
        after = self._mine
        self._registers[self._thread] = dict(before)
        self._run(statement.otherwise, all_of(guard, negate(taken)), inner)
        for name in {**after, **self._mine}:
            then = after.get(name, before.get(name, Held(0)))
            otherwise = self._mine.get(name, before.get(name, Held(0)))
            if then is not otherwise:
                loads = dict.fromkeys((*then.loads, *otherwise.loads))
                self._mine[name] = Held(pick(taken, then.number, otherwise.number), tuple(loads))

    def _targets(
        self, address: Expression, guard: Bool
    ) -> Iterator[tuple[Location, Bool, tuple[int, ...]]]:
        """The locations that an address may designate, and when it does."""
        held = self._evaluate(address, self._mine)
        if isinstance(held.number, int):
            names = [name for name, at in self._addresses.items() if at == held.number]
            if not names:
                raise UsageError("an access goes to no location: dereference a pointer to one")
            yield Location(names[0]), guard, held.loads
            return
        here = {name: equal(held.number, self._addresses[name]) for name in self._pointed}
        self.structure.assumptions.append(implies(guard, any_of(*here.values())))
        for name, meant in here.items():
            if meant is not False:
                yield Location(name), all_of(guard, meant), held.loads

    def _loaded(self, register: str | None, events: list[Event], shown: list[Held]) -> None:
        """Put what was loaded into a register: the value from whichever location was meant."""
        if register is None:
            return
        number = shown[-1].number
        for event, held in zip(events[:-1], shown[:-1], strict=True):
            number = pick(event.guard, held.number, number)
        loads = dict.fromkeys(
            load
            for event, held in zip(events, shown, strict=True)
            for load in (*held.loads, *event.address)
        )
        self._mine[register] = Held(number, tuple(loads))

    def _load(  # noqa: PLR0917 - one for each part of the access
        self,
        action: str,
        location: Location,
        guard: Bool,
        control: tuple[int, ...],
        address: tuple[int, ...],
        order: Order,
        tags: frozenset[str] = frozenset(),
    ) -> Event:
        return self.structure.load_shared(
            self._thread,
            action,
            location,
            guard,
            self._width,
            control=control,
            address=address,
            order=order,
            tags=tags,
        )

    def _read(self, statement: Read, guard: Bool, control: tuple[int, ...]) -> None:
        order: Order = "acquire" if statement.ordering == "acquire" else "once"
        tags = frozenset({"plain"} if statement.ordering == "plain" else ())
        events = [
            self._load("load", location, here, control, address, order, tags)
            for location, here, address in self._targets(statement.address, guard)
        ]
        self._loaded(
            statement.register, events, [Held(each.read, (each.index,)) for each in events]
        )

    def _write(self, statement: Write, guard: Bool, control: tuple[int, ...]) -> None:
        value = self._evaluate(statement.value, self._mine)
        for location, here, address in self._targets(statement.address, guard):
            self.structure.add(
                self._thread,
                "store",
                here,
                location=location,
                written=value.number,
                control=control,
                address=address,
                data=value.loads,
                order="release" if statement.ordering == "release" else "once",
                tags=frozenset({"plain"} if statement.ordering == "plain" else ()),
            )

    def _update(self, statement: Update, guard: Bool, control: tuple[int, ...]) -> None:
        events, results = [], []
        fences: list[Event] = []
        for location, here, address in self._targets(statement.address, guard):
            if statement.ordering == "full":
                fences.append(self.structure.add(self._thread, "smp_mb()", here))
            acquire = statement.ordering == "acquire"
            tags = frozenset() if statement.returns else frozenset({"noreturn"})
            load = self._load(
                "update", location, here, control, address, "acquire" if acquire else "once", tags
            )
            inside = {**self._mine, OLD.name: Held(load.read, (load.index,))}
            happens: Bool = True
            decided: tuple[int, ...] = ()
            if statement.expected is not None:
                expected = self._evaluate(statement.expected, inside)
                happens, decided = is_true(expected.number), expected.loads
            load.takes_effect = happens
            new = self._evaluate(statement.new, inside)
            store = self.structure.add(
                self._thread,
                "store",
                all_of(here, happens),
                location=location,
                written=new.number,
                control=tuple(dict.fromkeys((*control, *decided))),
                address=address,
                data=new.loads,
                order="release" if statement.ordering == "release" else "once",
                pair=load.index,
            )
            self._note_increment(store, statement.new, inside)
            if statement.ordering == "full":
                fences[-1].guard = store.guard
                self.structure.add(self._thread, "smp_mb()", store.guard)
            events.append(load)
            inside[SUCCEEDED.name] = Held(pick(happens, 1, 0), decided)
            results.append(self._evaluate(statement.result or OLD, inside))
        self._loaded(statement.register, events, results)

    def _note_increment(self, store: Event, new: Expression, held: dict[str, Held]) -> None:
        """Remember how much an update adds, if that is all it does."""
        match new:
            case Operation("+", (first, other)) | Operation("+", (other, first)) if first == OLD:
                if OLD not in expressions(other):
                    self._added[store.index] = self._evaluate(other, held).number
            case Operation("-", (first, other)) if first == OLD and OLD not in expressions(other):
                less = apply("-", (0, self._evaluate(other, held).number))
                self._added[store.index] = less

    def _lock(self, statement: Lock, guard: Bool, control: tuple[int, ...]) -> None:
        for location, here, address in self._targets(statement.address, guard):
            if statement.kind == "unlock":
                self.structure.add(
                    self._thread,
                    "store",
                    here,
                    location=location,
                    written=0,
                    control=control,
                    order="release",
                    tags=frozenset({"UL"}),
                )
                return
            if statement.kind == "is_locked":
                tags = frozenset({"is locked"})
                load = self._load("load", location, here, control, address, "once", tags)
                self._loaded(statement.register, [load], [Held(load.read, (load.index,))])
                return
            tags = frozenset({"LKR"})
            load = self._load("update", location, here, control, address, "acquire", tags)
            free = equal(load.read, 0)
            if statement.kind == "lock":
                self.structure.assumptions.append(implies(here, free))
                free = True
            load.takes_effect = free
            self.structure.add(
                self._thread,
                "store",
                all_of(here, free),
                location=location,
                written=1,
                control=control,
                pair=load.index,
                tags=frozenset({"LKW"}),
            )
            self._loaded(statement.register, [load], [Held(pick(free, 1, 0), (load.index,))])
            return

    def _fence(self, statement: Fence, guard: Bool) -> None:
        add, thread = self.structure.add, self._thread
        match statement.kind:
            case "rcu-lock":
                self._sections.append(add(thread, "rcu_read_lock", guard))
            case "rcu-unlock":
                if not self._sections:
                    raise UsageError(
                        f"P{thread} has an rcu_read_unlock() without its rcu_read_lock()"
                    )
                end = add(thread, "rcu_read_unlock", guard)
                self.structure.sections.append(Section("rcu", self._sections.pop(), end))
            case "sync-rcu":
                begin = add(thread, "synchronize_rcu begin", guard)
                end = add(thread, "synchronize_rcu end", guard)
                self.structure.grace_periods.append((begin, end))
            case kind if kind in BARRIERS:
                add(thread, BARRIERS[kind], guard)
            case kind:
                raise UsageError(f"line {statement.line}: the barrier {kind} is not known")

    # --- expressions ----------------------------------------------------------------------

    def _evaluate(self, expression: Expression, held: dict[str, Held]) -> Held:
        match expression:
            case Constant(value):
                return Held(word(value))
            case Address(location):
                return Held(self._addresses[location])
            case Register(name):
                return held.get(name, Held(0))
            case Operation(operator, operands):
                parts = [self._evaluate(operand, held) for operand in operands]
                loads = dict.fromkeys(load for part in parts for load in part.loads)
                numbers = tuple(part.number for part in parts)
                return Held(apply(operator, numbers), tuple(loads))
        raise UsageError("a location's contents can only be asked for in the final condition")

    def holds(self, condition: Expression) -> Bool:
        """Whether the condition holds in the final state."""
        return is_true(self.value(condition))

    def value(self, expression: Expression) -> Number:
        """A final value."""
        match expression:
            case Register(name, thread):
                assert thread is not None
                return self._registers[thread].get(name, Held(0)).number
            case Contents(location):
                return self._last(location)
            case Operation(operator, operands):
                return apply(operator, tuple(self.value(operand) for operand in operands))
        return self._evaluate(expression, {}).number

    @cached_property
    def coherence(self) -> Coherence:
        """The order of the stores."""
        return Coherence(self.structure)

    def _last(self, name: str) -> Number:
        """What a location holds in the end: the store that no other one follows.

        Where every store is one of an update that adds something, none of them is lost, whatever
        their order: this is what atomicity means, and needs no search.
        """
        stores = self.structure.stores(Location(name))
        number = self.structure.initial[Location(name)]
        if stores and all(store.index in self._added for store in stores):
            for store in stores:
                more = pick(store.guard, self._added[store.index], 0)
                number = apply("+", (number, more))
            return number
        for store in stores:
            assert store.written is not None
            last = all_of(
                store.guard,
                *(
                    implies(other.guard, self.coherence.before(other, store))
                    for other in stores
                    if other is not store
                ),
            )
            number = pick(last, store.written, number)
        return number
