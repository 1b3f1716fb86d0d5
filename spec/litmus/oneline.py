"""Programs of one line: ``P0: STMT ... | P1: STMT ... | exists (COND)``.

A location is any name, and ``x``, ``*x`` and ``&x`` lead to it wherever a primitive takes one;
registers are ``r0, r1, ...`` and whatever a thread declares. Everything starts at 0, unless the
line begins with ``{ x=1; }``.
"""

import re

from spec.litmus.body import block
from spec.litmus.condition import Names, final
from spec.litmus.initial import Initial, initial
from spec.litmus.program import Program, Statement
from spec.litmus.scope import THREADS, Scope, plain
from spec.litmus.tokens import Cursor, tokens

_LABEL = re.compile(r"P[0-9]+", re.ASCII)


def parse(text: str, name: str = "", *, line: int = 0, column: int = 1) -> Program:
    """Read a program of one line.

    Args:
        text: the program.
        name: what to call it.
        line: where it begins in its file, to be named in messages; 0 if it is in none.
        column: likewise.

    Raises:
        UsageError: it does not follow the grammar; the message names the column.
    """
    cursor = Cursor(text, tokens(text, line=line, column=column))
    start = initial(cursor) if cursor.sees("{") else Initial()
    locations = set(start.named)
    threads: list[tuple[Statement, ...]] = []
    registers: list[set[str]] = []
    while _label(cursor, len(threads)):
        scope = Scope(cursor, len(threads), short=True, locations=locations)
        scope.assigned = start.of_thread(scope.thread)
        threads.append(block(scope, "}"))
        registers.append(scope.assigned)
        if not cursor.accept("|"):
            cursor.fail(f"expected '|' after P{scope.thread}, found {cursor.peek()}")
    start.check(cursor, len(threads))
    last = final(cursor, Names(locations, registers, short=True))
    return Program(
        name,
        tuple(threads),
        last.condition,
        last.quantifier,
        last.filter,
        start.locations,
        start.registers,
        last.shown,
        plain=any(plain(thread) for thread in threads),
    )


def _label(cursor: Cursor, number: int) -> bool:
    """Go past ``P0:``, if there is a thread."""
    token = cursor.peek()
    labelled = token.kind == "name" and cursor.peek(1).text == ":"
    if not labelled and number:
        return False
    if not labelled or not _LABEL.fullmatch(token.text) or int(token.text[1:]) != number:
        cursor.fail(f"expected 'P{number}:', found {token}")
    if number == THREADS:
        cursor.fail(f"too many threads: at most {THREADS} are read")
    cursor.take()
    cursor.take()
    return True
