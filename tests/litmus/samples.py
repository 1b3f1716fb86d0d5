"""Random programs that can be written in one line."""

from typing import cast

from hypothesis import strategies as st

from spec.litmus.program import (
    OLD,
    Address,
    Assign,
    Constant,
    Contents,
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

from .printed import FENCES, LOCKS

LOCATIONS = ("x", "y", "z")
REGISTERS = ("r0", "r1", "r2")
BINARY = ("+", "-", "&", "|", "^", "==", "!=", "<", ">", "<=", ">=", "&&", "||")

addresses = st.sampled_from(LOCATIONS).map(Address)


@st.composite
def values(draw: st.DrawFn, assigned: frozenset[str], depth: int = 2) -> Expression:
    """A value made of these registers."""
    leaves: list[st.SearchStrategy[Expression]] = [st.integers(-3, 9).map(Constant), addresses]
    if assigned:
        leaves.append(st.sampled_from(sorted(assigned)).map(Register))
    kind = draw(st.integers(0, 3 if depth else 0))
    if kind == 0:
        return draw(st.one_of(leaves))
    if kind == 1:
        return Operation("!", (draw(values(assigned, depth - 1)),))
    left, right = draw(values(assigned, depth - 1)), draw(values(assigned, depth - 1))
    return Operation(draw(st.sampled_from(BINARY)), (left, right))


@st.composite
def pointers(draw: st.DrawFn, assigned: frozenset[str]) -> Expression:
    """A location's address, a register, or an address with a masked register added."""
    base = draw(addresses)
    if not assigned or draw(st.booleans()):
        return base
    register = Register(draw(st.sampled_from(sorted(assigned))))
    masked = Operation("&", (register, Constant(0)))
    return register if draw(st.booleans()) else Operation("+", (base, masked))


@st.composite
def statements(draw: st.DrawFn, assigned: set[str], depth: int = 2) -> Statement:
    """A statement; a register that it assigns is added."""
    known = frozenset(assigned)
    address = draw(pointers(known))
    value = draw(values(known))
    target = draw(st.sampled_from(REGISTERS))
    kind = draw(st.integers(0, 9 if depth else 8))
    match kind:
        case 0 | 1:
            ordering = draw(st.sampled_from(("plain", "once", "acquire")))
            assigned.add(target)
            return Read(target, address, cast("Ordering", ordering))
        case 2 | 3:
            ordering = draw(st.sampled_from(("plain", "once", "release")))
            return Write(address, value, cast("Ordering", ordering))
        case 4:
            return Fence(draw(st.sampled_from(sorted(FENCES))))
        case 5:
            assigned.add(target)
            return Assign(target, value)
        case 6:
            lock = draw(st.sampled_from((*sorted(LOCKS), "lock", "unlock")))
            if lock not in LOCKS:
                return Lock(lock, address)
            assigned.add(target)
            return Lock(lock, address, target)
        case 7:
            return Update(address, Operation("+", (OLD, value)), "once", returns=False)
        case 8:
            ordering = draw(st.sampled_from(("full", "once", "acquire", "release")))
            expected = Operation("==", (OLD, draw(values(known)))) if draw(st.booleans()) else None
            used = draw(st.booleans())
            if used:
                assigned.add(target)
            return Update(
                address,
                value,
                cast("Ordering", ordering),
                target if used else None,
                OLD if used else None,
                expected,
            )
    then = draw(bodies(assigned, depth - 1))
    return If(value, then, draw(bodies(assigned, depth - 1)))


@st.composite
def bodies(draw: st.DrawFn, assigned: set[str], depth: int = 2) -> tuple[Statement, ...]:
    """Up to three statements."""
    return tuple(draw(statements(assigned, depth)) for _ in range(draw(st.integers(0, 3))))


@st.composite
def conditions(draw: st.DrawFn, names: tuple[Expression, ...], depth: int = 2) -> Expression:
    """A condition on these variables."""
    kind = draw(st.integers(0, 2 if depth else 0))
    if kind == 0:
        registers = [name for name in names if isinstance(name, Register)]
        sides: list[st.SearchStrategy[Expression]] = [st.integers(-3, 9).map(Constant), addresses]
        right = draw(st.one_of(*sides, *map(st.just, registers)))
        operator = draw(st.sampled_from(("==", "!=", "<", "<=", ">", ">=")))
        return Operation(operator, (draw(st.sampled_from(names)), right))
    left = draw(conditions(names, depth - 1))
    if kind == 1:
        return Operation("!", (left,))
    operator = draw(st.sampled_from(("&&", "||")))
    return Operation(operator, (left, draw(conditions(names, depth - 1))))


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """A program; every location is in its initial values, so that it is one."""
    threads, variables = [], [Contents(name) for name in LOCATIONS]
    names: list[Expression] = list(variables)
    registers: dict[tuple[int, str], Expression] = {}
    for thread in range(draw(st.integers(1, 3))):
        assigned: set[str] = set()
        if draw(st.booleans()):
            registers[thread, "r0"] = Constant(draw(st.integers(-3, 9)))
            assigned.add("r0")
        threads.append(draw(bodies(assigned)))
        names += [Register(name, thread) for name in sorted(assigned)]
    start: dict[str, Expression] = {
        name: draw(st.one_of(st.integers(-3, 9).map(Constant), addresses)) for name in LOCATIONS
    }
    given = tuple(names)
    return Program(
        "",
        tuple(threads),
        draw(conditions(given)),
        draw(st.sampled_from(("exists", "~exists", "forall"))),
        draw(st.one_of(st.none(), conditions(given))),
        start,
        registers,
        tuple(draw(st.lists(st.sampled_from(given), max_size=2))),
        plain=any(plain(thread) for thread in threads),
    )
