"""Random small programs from a seed: every primitive, often in cycles that tell models apart.

Half of them are cycles: each thread goes from one location to the next by way of something that may
order the two. The others are whatever comes.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from spec.litmus.program import (
    OLD,
    SUCCEEDED,
    Address,
    Assign,
    Constant,
    Expression,
    Fence,
    If,
    Lock,
    Operation,
    Ordering,
    Program,
    Read,
    Register,
    Statement,
    Update,
    Write,
)
from spec.litmus.scope import plain

FENCES = ("mb", "rmb", "wmb", "barrier", "before-atomic", "after-atomic")
SUFFIXES: tuple[Ordering, ...] = ("full", "once", "acquire", "release")
ZERO, ONE = Constant(0), Constant(1)
LOCK = Address("s")
POINTER = Address("q")


@dataclass
class Body:
    """One thread in the making.

    Attributes:
        random: where choices come from.
        places: locations to choose from.
        plain: whether accesses may be plain.
        registers: those set so far.
        locked: whether the lock is held here.
    """

    random: Random
    places: tuple[str, ...]
    plain: bool = False
    registers: list[str] = field(default_factory=list)
    locked: bool = False

    def fresh(self) -> str:
        """A register that was not used before."""
        self.registers.append(f"r{len(self.registers)}")
        return self.registers[-1]

    def value(self) -> Expression:
        """What to store: a number, perhaps with a dependency, or what was loaded."""
        number = Constant(self.random.randint(1, 2))
        if not self.registers or self.random.random() < 0.6:
            return number
        register = Register(self.random.choice(self.registers))
        if self.random.random() < 0.3:
            return register
        return Operation("+", (number, Operation("&", (register, ZERO))))

    def address(self, place: str | None = None, *, depend: float = 0.15) -> Expression:
        """A location, perhaps with a dependency."""
        where = Address(place or self.random.choice(self.places))
        if not self.registers or self.random.random() >= depend:
            return where
        register = Register(self.random.choice(self.registers))
        return Operation("+", (where, Operation("&", (register, ZERO))))

    def ordering(self, special: Ordering) -> Ordering:
        """Of an access: marked mostly."""
        if self.plain and self.random.random() < 0.5:
            return "plain"
        return special if self.random.random() < 0.25 else "once"

    def load(self, place: str | None = None, *, depend: float = 0.15) -> Statement:
        """A load."""
        address = self.address(place, depend=depend)
        return Read(self.fresh(), address, self.ordering("acquire"))

    def store(self, place: str | None = None, *, depend: float = 0.15) -> Statement:
        """A store."""
        address = self.address(place, depend=depend)
        return Write(address, self.value(), self.ordering("release"))

    def update(self, place: str | None = None) -> Statement:
        """A read-modify-write of any kind and suffix."""
        address = self.address(place)
        suffix = self.random.choice(SUFFIXES)
        added = Operation("+", (OLD, ONE if self.random.random() < 0.7 else self.value()))
        wanted = Operation("==", (OLD, Constant(self.random.randint(0, 1))))
        match self.random.randint(0, 5):
            case 0:
                return Update(address, self.value(), suffix, self.fresh(), OLD)
            case 1:
                value = self.value()
                return Update(address, value, suffix, self.fresh(), OLD, wanted)
            case 2:
                return Update(address, added, suffix, self.fresh(), added)
            case 3:
                return Update(address, added, suffix, self.fresh(), OLD)
            case 4:
                unless = Operation("!=", (OLD, ONE))
                return Update(address, added, "full", self.fresh(), SUCCEEDED, unless)
        return Update(address, added, "once", returns=False)

    def access(self, place: str | None = None) -> Statement:
        """Any access."""
        number = self.random.random()
        if number < 0.4:
            return self.load(place)
        return self.store(place) if number < 0.8 else self.update(place)

    def branch(self, inside: Callable[[], list[Statement]]) -> list[Statement]:
        """Statements under a condition on something loaded."""
        if not self.registers:
            return inside()
        register = Register(self.random.choice(self.registers))
        number = Constant(self.random.randint(0, 1))
        operator = self.random.choice(("==", "!=", "=="))
        condition = Operation(operator, (register, number))
        if self.random.random() < 0.4:
            condition = Operation("==", (register, register))
        then = tuple(inside())
        other = tuple(inside()) if self.random.random() < 0.25 else ()
        return [If(condition, then, other)]

    def critical(self, inside: Callable[[], list[Statement]]) -> list[Statement]:
        """Statements in a critical section, or an attempt at one."""
        if self.locked:
            return inside()
        self.locked = True
        if self.random.random() < 0.25:
            register = self.fresh()
            body = (*inside(), Lock("unlock", LOCK))
            found: list[Statement] = [
                Lock("trylock", LOCK, register),
                If(Register(register), body),
            ]
        else:
            found = [Lock("lock", LOCK)]
            if self.random.random() < 0.3:
                found.append(Fence(self.random.choice(("after-spinlock", "after-unlock-lock"))))
            found += [*inside(), Lock("unlock", LOCK)]
        self.locked = False
        return found

    def section(self, inside: Callable[[], list[Statement]]) -> list[Statement]:
        """Statements in an RCU section."""
        return [Fence("rcu-lock"), *inside(), Fence("rcu-unlock")]

    def anything(self, size: int, depth: int = 2) -> list[Statement]:
        """Some statements."""
        found: list[Statement] = []
        for _ in range(size):
            number = self.random.random()
            if number < 0.55 or not depth:
                found.append(self.access())
            elif number < 0.7:
                found.append(Fence(self.random.choice(FENCES)))
            else:
                found += self.compound(depth)
        return found

    def compound(self, depth: int) -> list[Statement]:
        """Something with something inside, or a rare primitive."""

        def inside() -> list[Statement]:
            return self.anything(self.random.randint(1, 2), depth - 1)

        match self.random.randint(0, 7):
            case 0 | 1:
                return self.branch(inside)
            case 2:
                return self.critical(inside)
            case 3:
                return self.section(inside)
            case 4:
                return [Fence("sync-rcu")]
            case 5:
                return [Lock("is_locked", LOCK, self.fresh())]
            case 6 if self.registers:
                register = Register(self.random.choice(self.registers))
                return [Assign(self.fresh(), Operation("^", (register, ONE)))]
            case 7:
                register_ = self.fresh()
                pointer = Read(register_, POINTER, self.ordering("acquire"))
                self.registers.remove(register_)
                register_ = f"p{register_[1:]}"
                pointer = Read(register_, POINTER, pointer.ordering)
                self.registers.append(f"r{len(self.registers)}")
                address = Register(register_)
                if self.random.random() < 0.6:
                    return [pointer, Read(self.registers[-1], address, self.ordering("acquire"))]
                self.registers.pop()
                return [pointer, Write(address, self.value(), self.ordering("release"))]
        target = Address(self.random.choice(self.places))
        return [Write(POINTER, target, self.random.choice(("once", "release")))]

    def link(self, first: str, second: str) -> list[Statement]:
        """From one location to the next, by way of something that may order the two."""
        start = [self.access(first)]

        def end() -> list[Statement]:
            return [self.access(second)]

        match self.random.randint(0, 11):
            case 0 | 1 | 2:
                kind = self.random.choice((*FENCES, "mb", "rmb", "wmb"))
                return [*start, Fence(kind), *end()]
            case 3:
                return [*start, *self.branch(end)]
            case 4:
                return [*start, self.load(second, depend=1), self.store(second, depend=0.7)]
            case 5:
                return [*start, self.update(self.random.choice(("w", second))), *end()]
            case 6:
                kind = self.random.choice(("before-atomic", "after-atomic"))
                middle = [self.update("w"), Fence(kind)]
                if kind == "before-atomic" or self.random.random() < 0.1:
                    middle.reverse()
                return [*start, *middle, *end()]
            case 7:
                return self.section(lambda: [*start, *end()])
            case 8:
                return [*start, Fence("sync-rcu"), *end()]
            case 9:
                return self.critical(lambda: [*start, *end()])
            case 10:
                before = self.critical(lambda: start)
                return [*before, *self.critical(end)]
        middle = [self.store(first), self.load(first)]
        return [*start, *middle[self.random.randint(0, 1) :], self.store(second, depend=0.5)]


def program(seed: int, *, plain_too: bool = False) -> Program:
    """A program of two or three threads; its condition is trivial, its registers all different.

    Args:
        seed: of the random choices.
        plain_too: some accesses are plain.
    """
    random = Random(seed)
    threads = []
    size = random.choice((2, 2, 3))
    cyclic = random.random() < 0.6
    places = ("x", "y") if size == 2 or random.random() < 0.5 else ("x", "y", "z")
    for number in range(size):
        body = Body(random, places, plain=plain_too and random.random() < 0.8)
        if cyclic:
            following = places[(number + 1) % len(places)]
            found = body.link(places[number % len(places)], following)
            if random.random() < 0.2:
                found.insert(random.randint(0, len(found)), body.access())
        else:
            found = body.anything(random.randint(1, 4))
        threads.append(tuple(found))
    return Program(
        f"seed {seed}",
        tuple(threads),
        ONE,
        initial={"q": Address("x")} if "'q'" in repr(threads) else {},
        plain=any(plain(thread) for thread in threads),
    )
