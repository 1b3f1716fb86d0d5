"""What a name means while one thread is being read, and the statements read so far."""

import re
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from spec.litmus.program import (
    Assign,
    Expression,
    If,
    Lock,
    Read,
    Register,
    Statement,
    Update,
    Write,
)
from spec.litmus.tokens import LONGEST, Cursor, Token

THREADS = 6
"""The most threads a test may have."""

_SHORT_REGISTER = re.compile(r"r[0-9]+", re.ASCII)

Meaning: TypeAlias = Literal["register", "location", "unknown"]


@dataclass(slots=True)
class Scope:
    """One thread being read.

    Attributes:
        cursor: where the text is read.
        thread: its number.
        short: True for a program of one line: there ``x`` and ``*x`` are the location x and
            ``r0, r1, ...`` are registers. False for kernel C: there ``x`` points to the location x.
        locations: the names that are locations; a program of one line adds to them.
        declared: the thread's own variables.
        assigned: registers that have a value by now.
        statements: read so far, in the innermost block.
        depth: of parentheses and blocks.
        loads: how many values were read into registers that have no name in the text.
    """

    cursor: Cursor
    thread: int
    short: bool
    locations: set[str]
    declared: set[str] = field(default_factory=set)
    assigned: set[str] = field(default_factory=set)
    statements: list[Statement] = field(default_factory=list)
    depth: int = 0
    loads: int = 0

    def meaning(self, name: str) -> Meaning:
        """What a name stands for."""
        if name in self.declared or name in self.assigned:
            return "register"
        if self.short:
            return "register" if _SHORT_REGISTER.fullmatch(name) else "location"
        return "location" if name in self.locations else "unknown"

    def location(self, token: Token) -> str:
        """Note that a name is used as a location."""
        self.locations.add(token.text)
        return token.text

    def line(self, token: Token) -> int:
        """The line that a statement keeps: none in a program of one line."""
        return 0 if self.short else token.line

    def fresh(self) -> str:
        """A register with no name in the text."""
        self.loads += 1
        return f"<{self.loads}>"

    def emit(self, *statements: Statement) -> None:
        """Add statements to the innermost block."""
        self.statements += statements

    def assign(self, name: str, value: Expression, token: Token) -> None:
        """``name = value``; if the last statement just read the value, it reads into the name."""
        last = self.statements[-1] if self.statements else None
        if (
            isinstance(last, Read | Update | Lock)
            and last.register is not None
            and value == Register(last.register)
            and last.register == f"<{self.loads}>"
        ):
            self.statements[-1] = replace(last, register=name)
            self.loads -= 1
        else:
            self.emit(Assign(name, value, self.line(token)))
        self.assigned.add(name)

    def enter(self, token: Token) -> None:
        """Go one level deeper."""
        self.depth += 1
        if self.depth > LONGEST:
            self.cursor.fail(f"too deeply nested: at most {LONGEST} levels are read", token)

    def leave(self) -> None:
        """Come one level back."""
        self.depth -= 1


def plain(statements: tuple[Statement, ...]) -> bool:
    """Is there an access that is neither marked nor a lock's?"""
    for statement in statements:
        if isinstance(statement, Read | Write) and statement.ordering == "plain":
            return True
        if isinstance(statement, If) and (plain(statement.then) or plain(statement.otherwise)):
            return True
    return False
