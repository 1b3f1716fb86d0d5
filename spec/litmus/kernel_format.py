"""Litmus tests as the kernel keeps them: ``C name``, ``{ init }``, C functions, ``exists (...)``.

Source of the format: ``tools/memory-model/Documentation/litmus-tests.txt``. What is C but not in
this subset is an UnsupportedError, never a guess.
"""

import re
from dataclasses import dataclass

from spec.errors import UsageError
from spec.litmus.body import block
from spec.litmus.condition import Names, final
from spec.litmus.initial import initial
from spec.litmus.program import Program, Statement
from spec.litmus.scope import THREADS, Scope, plain
from spec.litmus.tokens import Cursor, UnsupportedError, tokens
from spec.litmus.type_name import take_type, type_follows

_FIRST = re.compile(r"(\w+)[ \t]+(\S+)[ \t]*")
_RESULT = re.compile(r"Result:[ \t]*(\w+)")
_OPENING = re.compile(r"\(\*|\*\)|//[^\n]*|\"[^\"\n]*\"|\{|[^\s]")
_METADATA = re.compile(r"[A-Za-z]\w*[ \t]*=[^\n]*")
_THREAD = re.compile(r"P[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class KernelTest:
    """A test and what its comment says of it.

    Attributes:
        program: the test.
        result: ``Never``, ``Sometimes``, ``Always``, or whatever follows ``Result:`` in the
            comment; empty if nothing does.
    """

    program: Program
    result: str = ""


def parse(text: str) -> KernelTest:
    """Read a test.

    Raises:
        UsageError: it does not follow the format; the message names line and column.
        UnsupportedError: it uses what is not read; likewise.
    """
    name, begin, line = _header(text)
    if not name:
        raise UsageError("line 1, column 1: expected 'C' and the test's name")
    result = _RESULT.search(text, 0, begin)
    body = text[begin:]
    column = begin - (text.rfind("\n", 0, begin) + 1) + 1
    cursor = Cursor(body, tokens(body, line=line, column=column, code=False))
    return KernelTest(_program(cursor, name), result[1] if result else "")


def _header(text: str) -> tuple[str, int, int]:
    """The name, and where the initial values begin: offset and line."""
    name, at, depth = "", 0, 0
    while match := _OPENING.search(text, at):
        line = text.count("\n", 0, match.start()) + 1
        if match[0] in {"(*", "*)"}:
            depth += 1 if match[0] == "(*" else -1
        elif depth or match[0][0] == '"' or match[0].startswith("//"):
            at = match.start() + 1 if depth else match.end()
            continue
        elif match[0] == "{" and name:
            return name, match.start(), line
        elif name and (metadata := _METADATA.match(text, match.start())):
            at = metadata.end()
            continue
        elif name:
            raise UsageError(f"line {line}: expected '{{' and the initial values, found {match[0]}")
        else:
            first = _FIRST.match(text, match.start())
            if first is None:
                raise UsageError(f"line {line}: expected 'C' and the test's name")
            if first[1] != "C":
                raise UnsupportedError(f"line {line}: a test in {first[1]}: only C is read")
            name, at = first[2], first.end()
            continue
        at = match.end()
    if name:
        raise UsageError(f"line {text.count(chr(10)) + 1}: expected '{{' and the initial values")
    return "", 0, 1


def _program(cursor: Cursor, name: str) -> Program:
    start = initial(cursor)
    scopes: list[Scope] = []
    threads: list[tuple[Statement, ...]] = []
    while cursor.peek().kind == "name" and _THREAD.fullmatch(cursor.peek().text):
        scope = Scope(cursor, len(threads), short=False, locations=set())
        scope.assigned = start.of_thread(scope.thread)
        threads.append(_function(scope))
        scopes.append(scope)
    if not threads:
        cursor.fail(f"expected 'P0(...)', found {cursor.peek()}")
    locations = start.named.union(*(scope.locations for scope in scopes))
    start.check(cursor, len(threads))
    for scope in scopes:
        _check_registers(scope, locations)
    registers = [scope.assigned for scope in scopes]
    last = final(cursor, Names(locations, registers, short=False))
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


def _function(scope: Scope) -> tuple[Statement, ...]:
    """``P0(int *x, ...) { ... }``."""
    cursor = scope.cursor
    token = cursor.take()
    if token.text != f"P{scope.thread}":
        cursor.fail(f"expected 'P{scope.thread}', found {token}", token)
    if scope.thread == THREADS:
        cursor.fail(f"too many threads: at most {THREADS} are read", token)
    cursor.expect("(", token.text)
    if cursor.sees("void") and cursor.peek(1).text == ")":
        cursor.take()
    else:
        while not cursor.sees(")"):
            scope.locations.add(_parameter(scope))
            if not cursor.accept(","):
                break
    cursor.expect(")", f"the parameters of P{scope.thread}")
    opening = cursor.expect("{", f"the parameters of P{scope.thread}")
    statements = block(scope, "}")
    if not cursor.accept("}"):
        cursor.fail(f"expected '}}' for the '{{' of line {opening.line}, found {cursor.peek()}")
    return statements


def _parameter(scope: Scope) -> str:
    """``int *x``; returns the name."""
    cursor = scope.cursor
    begin = cursor.peek()
    if type_follows(scope):
        take_type(scope)
    else:
        cursor.unsupported(f"{cursor.name('a type').text} is no type that is read", begin)
    stars = cursor.since(begin).count("*")
    token = cursor.name("a parameter")
    if not stars or cursor.sees("["):
        cursor.unsupported(f"the parameter {token.text} is no pointer: write *{token.text}", token)
    if token.text in scope.assigned:
        cursor.unsupported(f"the parameter {token.text} has an initial value of its own", token)
    return token.text


def _check_registers(scope: Scope, locations: set[str]) -> None:
    """A variable that is not declared must not be a location of another thread."""
    for name in sorted(scope.assigned & locations - scope.declared):
        raise UnsupportedError(
            f"P{scope.thread} assigns {name}, a location that is no parameter of it: "
            "make it one, or declare a variable"
        )
