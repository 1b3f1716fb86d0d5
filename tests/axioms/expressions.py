"""What an expression of a litmus test is worth, on plain integers.

A location's address is a large number of its own, so that it can be stored, compared and followed.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import add, and_, eq, ge, gt, le, lt, ne, or_, sub, xor

from spec.litmus.program import (
    Address,
    Assign,
    Constant,
    Contents,
    Expression,
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

BINARY: dict[str, Callable[[int, int], int]] = {
    "+": add,
    "-": sub,
    "&": and_,
    "|": or_,
    "^": xor,
    "==": eq,
    "!=": ne,
    "<": lt,
    ">": gt,
    "<=": le,
    ">=": ge,
    "&&": lambda left, right: bool(left) and bool(right),
    "||": lambda left, right: bool(left) or bool(right),
}
FIRST_ADDRESS = 1 << 16


def parts(expression: Expression) -> Iterator[Expression]:
    """An expression and all that it is made of."""
    yield expression
    if isinstance(expression, Operation):
        for operand in expression.operands:
            yield from parts(operand)


def evaluate(
    expression: Expression,
    registers: Mapping[Register, int],
    addresses: Mapping[str, int],
    contents: Mapping[str, int] | None = None,
) -> int:
    """The value of an expression; a register that was never set is 0.

    Args:
        expression: what to evaluate.
        registers: by register, as they are written in the expression.
        addresses: of every location.
        contents: what each location holds, for a final condition.
    """
    match expression:
        case Constant():
            return expression.value
        case Register():
            return registers.get(expression, 0)
        case Address():
            return addresses[expression.location]
        case Contents():
            assert contents is not None
            return contents[expression.location]
    values = [evaluate(one, registers, addresses, contents) for one in expression.operands]
    if expression.operator == "!":
        return int(not values[0])
    return int(BINARY[expression.operator](*values))


def expressions(statements: tuple[Statement, ...]) -> Iterator[Expression]:
    """Every expression of a thread, branches included."""
    for one in statements:
        match one:
            case Read() | Lock():
                yield one.address
            case Write():
                yield from (one.address, one.value)
            case Update():
                yield from (one.address, one.new)
                yield from (part for part in (one.result, one.expected) if part is not None)
            case Assign():
                yield one.value
            case If():
                yield one.condition
                yield from expressions(one.then)
                yield from expressions(one.otherwise)


def stores(statements: tuple[Statement, ...]) -> int:
    """How many statements of a thread store, branches included."""
    found = 0
    for one in statements:
        match one:
            case Write() | Update() | Lock():
                found += 1
            case If():
                found += stores(one.then) + stores(one.otherwise)
    return found


def addresses(program: Program) -> dict[str, int]:
    """A number for each location a program mentions anywhere."""
    said = [part for thread in program.threads for part in expressions(thread)]
    said += [*program.initial.values(), *program.registers.values(), *program.shown]
    said += [program.condition, *([program.filter] if program.filter is not None else [])]
    names = {
        part.location
        for expression in said
        for part in parts(expression)
        if isinstance(part, Address | Contents)
    }
    names |= set(program.initial)
    return {name: FIRST_ADDRESS * (place + 1) for place, name in enumerate(sorted(names))}
