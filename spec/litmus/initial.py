"""What everything starts with: the braces before the threads."""

from dataclasses import dataclass, field

from spec.litmus.condition import number
from spec.litmus.program import Address, Constant, Expression
from spec.litmus.tokens import Cursor, place
from spec.litmus.type_name import NARROW


@dataclass(slots=True)
class Initial:
    """What everything starts with.

    Attributes:
        locations: those that start with something.
        registers: those that start with something, by thread and name.
        named: all locations that are declared here, or pointed to.
    """

    locations: dict[str, Expression] = field(default_factory=dict)
    registers: dict[tuple[int, str], Expression] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def of_thread(self, thread: int) -> set[str]:
        """The registers of a thread that start with something."""
        return {name for number, name in self.registers if number == thread}

    def check(self, cursor: Cursor, threads: int) -> None:
        """Make sure that the registers are those of a thread.

        Raises:
            UsageError: there is no such thread.
        """
        for thread, name in self.registers:
            if thread >= threads:
                cursor.fail(f"there is no thread {thread} for the initial value of {thread}:{name}")


def initial(cursor: Cursor) -> Initial:
    """``{ x=1; int *p=&x; 0:r1=2; atomic_t v = ATOMIC_INIT(1); }``, from the first brace on.

    Raises:
        UsageError: it is not of that form.
        UnsupportedError: an array.
    """
    found = Initial()
    opening = cursor.expect("{")
    while not cursor.sees("}"):
        if cursor.accept(";"):
            continue
        begin = cursor.peek()
        if begin.kind == "end":
            where = place(opening.line, opening.column)
            cursor.fail(f"expected '}}' for the '{{' of {where}, found the end")
        _item(cursor, found)
        if not cursor.sees("}"):
            cursor.expect(";", cursor.since(begin))
    cursor.expect("}")
    return found


def _item(cursor: Cursor, found: Initial) -> None:
    while cursor.peek().kind == "name" and (
        cursor.peek(1).kind in {"name", "number"} or cursor.peek(1).text == "*"
    ):
        if cursor.peek().text in NARROW:
            cursor.unsupported(f"{cursor.peek().text} is not an int: only int-sized types are read")
        cursor.take()
    while cursor.accept("*"):
        pass
    token = cursor.peek()
    if token.kind == "number":
        thread = int(cursor.take().text, 0)
        cursor.expect(":", token.text)
        name = cursor.name(f"a register of thread {thread}").text
        cursor.expect("=", f"{thread}:{name}")
        found.registers[thread, name] = _value(cursor, found)
        return
    bracket = cursor.accept("[")
    name = cursor.name("a location").text
    if bracket:
        cursor.expect("]")
    if cursor.sees("["):
        cursor.unsupported(f"{name} is an array: each location is one word", token)
    found.named.add(name)
    if cursor.accept("="):
        found.locations[name] = _value(cursor, found)


def _value(cursor: Cursor, found: Initial) -> Expression:
    token = cursor.peek()
    if token.text in {"ATOMIC_INIT", "ATOMIC64_INIT", "ATOMIC_LONG_INIT"}:
        cursor.take()
        cursor.expect("(")
        inner = _value(cursor, found)
        cursor.expect(")", token.text)
        return inner
    if opening := cursor.accept("("):
        inner = _value(cursor, found)
        cursor.expect(")", cursor.since(opening))
        return inner
    if cursor.accept("-"):
        return Constant(-number(cursor))
    if token.kind == "number":
        return Constant(number(cursor))
    if cursor.sees("{"):
        cursor.unsupported("arrays and structs are not read: each location is one word")
    cursor.accept("&")
    name = cursor.name("a number or a location").text
    if cursor.sees("(") or (len(name) > 1 and name.isupper()):
        cursor.unsupported(f"{name} is not read: give a number or a location", token)
    found.named.add(name)
    return Address(name)
