"""The final condition, and what else to show."""

from dataclasses import dataclass, field
from typing import Literal

from spec.litmus.program import (
    Address,
    Constant,
    Contents,
    Expression,
    Operation,
    Register,
)
from spec.litmus.tokens import LONGEST, Cursor, Token


@dataclass(slots=True)
class Names:
    """What a condition may speak of.

    Attributes:
        locations: all of them.
        registers: for each thread, the registers that it assigns.
        short: True for a program of one line, where the address of x is written ``&x``.
    """

    locations: set[str]
    registers: list[set[str]]
    short: bool


Quantifier = Literal["exists", "~exists", "forall"]


@dataclass(slots=True)
class Final:
    """What follows the threads."""

    condition: Expression = field(default_factory=lambda: Constant(1))
    quantifier: Quantifier = "exists"
    filter: Expression | None = None
    shown: tuple[Expression, ...] = ()


def final(cursor: Cursor, names: Names) -> Final:
    """``locations [...] filter (...) exists (...)`` up to the end.

    Raises:
        UsageError: it is no condition, or speaks of what no thread has.
    """
    found = Final()
    while True:
        if cursor.accept("locations"):
            found.shown = _shown(cursor, names)
        elif cursor.accept("filter"):
            found.filter = _implied(cursor, names)
        else:
            break
    token = cursor.peek()
    if cursor.accept("~"):
        cursor.expect("exists", "'~'")
        found.quantifier = "~exists"
    elif cursor.accept("exists"):
        found.quantifier = "exists"
    elif cursor.accept("forall"):
        found.quantifier = "forall"
    else:
        cursor.fail(f"expected the final condition 'exists (...)', found {token}")
    found.condition = _implied(cursor, names)
    cursor.accept(";")
    if cursor.peek().kind != "end":
        cursor.fail(f"expected the end after {cursor.since(token)}, found {cursor.peek()}")
    return found


def _shown(cursor: Cursor, names: Names) -> tuple[Expression, ...]:
    cursor.expect("[", "locations")
    found = []
    while not cursor.sees("]"):
        found.append(_variable(cursor, names))
        if not cursor.accept(";"):
            break
    cursor.expect("]", "the locations")
    return tuple(found)


def _implied(cursor: Cursor, names: Names, depth: int = 0) -> Expression:
    left = _either(cursor, names, depth)
    if cursor.accept("=>"):
        right = _implied(cursor, names, depth + 1)
        return Operation("||", (Operation("!", (left,)), right))
    return left


def _either(cursor: Cursor, names: Names, depth: int) -> Expression:
    left = _both(cursor, names, depth)
    length = 0
    while cursor.accept("\\/", "||"):
        left = Operation("||", (left, _both(cursor, names, depth)))
        length = _longer(cursor, length)
    return left


def _both(cursor: Cursor, names: Names, depth: int) -> Expression:
    left = _atom(cursor, names, depth)
    length = 0
    while cursor.accept("/\\", "&&"):
        left = Operation("&&", (left, _atom(cursor, names, depth)))
        length = _longer(cursor, length)
    return left


def _longer(cursor: Cursor, length: int) -> int:
    if length >= LONGEST:
        cursor.fail(f"too long: at most {LONGEST} operators in a row are read")
    return length + 1


def _atom(cursor: Cursor, names: Names, depth: int) -> Expression:
    if depth > LONGEST:
        cursor.fail(f"too deeply nested: at most {LONGEST} levels are read")
    if cursor.accept("~", "not", "!"):
        return Operation("!", (_atom(cursor, names, depth + 1),))
    if opening := cursor.accept("("):
        inner = _implied(cursor, names, depth + 1)
        cursor.expect(")", cursor.since(opening))
        return inner
    if cursor.accept("true"):
        return Constant(1)
    if cursor.accept("false"):
        return Constant(0)
    begin = cursor.peek()
    left = _variable(cursor, names)
    operator = cursor.accept("=", "==", "!=", "<", ">", "<=", ">=")
    if operator is None:
        cursor.fail(f"expected '=' after {cursor.since(begin)}, found {cursor.peek()}")
    right = _right(cursor, names)
    return Operation("==" if operator.text == "=" else operator.text, (left, right))


def _variable(cursor: Cursor, names: Names) -> Expression:
    """``0:r0``, ``x``, ``[x]`` or ``*x``."""
    token = cursor.peek()
    if token.kind == "number":
        return _register(cursor, names)
    bracket = cursor.accept("[")
    cursor.accept("*")
    token = cursor.name("0:r0 or a location")
    _known(cursor, token, names)
    if bracket:
        cursor.expect("]", cursor.since(bracket))
    return Contents(token.text)


def _register(cursor: Cursor, names: Names) -> Register:
    number = cursor.take()
    thread = int(number.text, 0)
    cursor.expect(":", number.text)
    token = cursor.name(f"a register of thread {number.text}")
    if thread >= len(names.registers):
        cursor.fail(
            f"there is no thread {thread}: the threads are 0 to {len(names.registers) - 1}", number
        )
    if token.text not in names.registers[thread]:
        cursor.fail(
            f"{thread}:{token.text} is never assigned: P{thread} has no such register", token
        )
    return Register(token.text, thread)


def _known(cursor: Cursor, token: Token, names: Names) -> None:
    if token.text not in names.locations:
        cursor.fail(f"{token.text} is only in the condition: no thread uses such a location", token)


def _right(cursor: Cursor, names: Names) -> Expression:
    """A number, an address, or another thread's register."""
    token = cursor.peek()
    if cursor.accept("-"):
        return Constant(-number(cursor))
    if token.kind == "number" and cursor.peek(1).text == ":":
        return _register(cursor, names)
    if token.kind == "number":
        return Constant(number(cursor))
    if cursor.accept("&"):
        token = cursor.name("a location after '&'")
        _known(cursor, token, names)
        return Address(token.text)
    if token.kind == "name" and not names.short:
        _known(cursor, cursor.take(), names)
        return Address(token.text)
    return cursor.fail(f"expected a number, a register such as 0:r0, or &x, found {token}")


def number(cursor: Cursor) -> int:
    """Go past a number, which has to be next."""
    token = cursor.peek()
    if token.kind != "number":
        cursor.fail(f"expected a number, found {token}")
    return int(cursor.take().text, 0)
