"""Expressions of a thread: values, places and pointers, with the loads in them made statements.

A load inside an expression becomes a read into a register without a name, left to right. A load
to the right of ``&&`` or ``||`` might not happen, and is not read.
"""

import difflib
from typing import NoReturn

from spec.litmus.operator_table import BINDING, UNREAD, UNREAD_FIRST, separates
from spec.litmus.primitives import PRIMITIVES, Argument
from spec.litmus.program import (
    Address,
    Constant,
    Expression,
    Operation,
    Read,
    Register,
)
from spec.litmus.scope import Scope
from spec.litmus.tokens import LONGEST, Token
from spec.litmus.type_name import cast


def value(scope: Scope, least: int = 0) -> Expression:
    """A value, of operators that bind at least this tightly."""
    cursor = scope.cursor
    left = _unary(scope)
    length = 0
    while (
        cursor.peek().kind == "mark"
        and (binding := BINDING.get(cursor.peek().text, -1)) >= least
        and not separates(scope)
    ):
        token = cursor.take()
        length += 1
        if length > LONGEST:
            cursor.fail(f"too long: at most {LONGEST} operators in a row are read", token)
        before = len(scope.statements)
        right = value(scope, binding + 1)
        if token.text in {"&&", "||"} and len(scope.statements) > before:
            cursor.unsupported(
                f"what is right of {token} may not be loaded at all: "
                "load it in a statement of its own, or nest two ifs",
                token,
            )
        left = Operation(token.text, (left, right))
    if cursor.sees(*UNREAD):
        cursor.unsupported(f"the operator {cursor.peek()} is not read")
    return left


def _unary(scope: Scope) -> Expression:
    cursor = scope.cursor
    token = cursor.peek()
    if cursor.sees(*UNREAD_FIRST):
        cursor.unsupported(f"the operator {token} is not read")
    scope.enter(token)
    try:
        if cursor.accept("!"):
            return Operation("!", (_unary(scope),))
        if cursor.accept("-"):
            operand = _unary(scope)
            if isinstance(operand, Constant):
                return Constant(-operand.value)
            return Operation("-", (Constant(0), operand))
        if cursor.accept("+"):
            return _unary(scope)
        if cursor.accept("&"):
            return _address(scope)
        if cursor.sees("*"):
            return _loaded(scope, place(scope), token)
        if cursor.sees("("):
            return _parenthesis(scope)
        return _primary(scope)
    finally:
        scope.leave()


def _parenthesis(scope: Scope) -> Expression:
    if cast(scope):
        return _unary(scope)
    scope.cursor.take()
    inner = value(scope)
    scope.cursor.expect(")")
    return inner


def _primary(scope: Scope) -> Expression:
    cursor = scope.cursor
    token = cursor.peek()
    if token.kind == "number":
        return Constant(int(cursor.take().text, 0))
    if token.kind != "name":
        cursor.fail(f"expected a value, found {token}")
    if cursor.peek(1).text == "(":
        return call(scope)
    if cursor.peek(1).text == "[":
        return _loaded(scope, place(scope), token)
    cursor.take()
    _no_member(scope)
    if scope.meaning(token.text) != "location":
        return _register(scope, token)
    if scope.short:
        cursor.fail(
            f"{token.text} is a location: write READ_ONCE({token.text}) for what it holds "
            f"or &{token.text} for its address",
            token,
        )
    return Address(token.text)


def _no_member(scope: Scope) -> None:
    if scope.cursor.sees("->", "."):
        scope.cursor.unsupported("members of structs are not read: give each its own location")
    if scope.cursor.sees("{"):
        scope.cursor.unsupported(
            "only the kernel's primitives are read, not what herd makes of them"
        )


def _register(scope: Scope, token: Token) -> Register:
    if token.text not in scope.assigned:
        if scope.meaning(token.text) == "unknown":
            scope.cursor.fail(
                f"{token.text} is neither a parameter of P{scope.thread} nor a variable of it",
                token,
            )
        scope.cursor.fail(
            f"{token.text} has no value yet: assign it in P{scope.thread} before it is used", token
        )
    return Register(token.text)


def _loaded(scope: Scope, address: Expression, token: Token) -> Register:
    register = scope.fresh()
    scope.emit(Read(register, address, "plain", scope.line(token)))
    return Register(register)


def _address(scope: Scope) -> Expression:
    """What follows ``&``."""
    cursor = scope.cursor
    token = cursor.peek()
    if cursor.sees("*", "("):
        return place(scope)
    cursor.name("a location after '&'")
    if scope.meaning(token.text) == "register":
        cursor.unsupported(f"{token.text} is a register: registers have no address", token)
    if scope.meaning(token.text) == "unknown":
        cursor.fail(f"{token.text} is no location of this test", token)
    base: Expression = Address(scope.location(token))
    return _indexed(scope, base) if cursor.sees("[") else base


def _indexed(scope: Scope, base: Expression) -> Expression:
    cursor = scope.cursor
    cursor.expect("[")
    token = cursor.peek()
    index = value(scope)
    cursor.expect("]")
    if isinstance(index, Constant) and index.value:
        cursor.unsupported(
            f"a location is one word: [{index.value}] is outside; "
            "only an index that is always 0, such as [r0 & 0], is read",
            token,
        )
    return Operation("+", (base, index))


def place(scope: Scope) -> Expression:
    """An lvalue; returns its address."""
    cursor = scope.cursor
    token = cursor.peek()
    scope.enter(token)
    try:
        if cursor.accept("("):
            inner = place(scope)
            cursor.expect(")")
            return inner
        if cursor.accept("*"):
            if cursor.sees("&"):
                return _unary(scope)
            return _pointed(scope)
        cursor.name("a location such as *x")
        _no_member(scope)
        known = scope.meaning(token.text)
        if cursor.sees("["):
            return _indexed(scope, _base(scope, token))
        if scope.short and known == "location":
            return Address(scope.location(token))
        if known == "location":
            cursor.unsupported(
                f"{token.text} is a pointer that no other thread sees: write *{token.text} for "
                "the location",
                token,
            )
        if known == "register":
            cursor.fail(
                f"{token.text} is a register: write *{token.text} for what it points to", token
            )
        cursor.fail(f"{token.text} is no location of this test", token)
    finally:
        scope.leave()


def _base(scope: Scope, token: Token) -> Expression:
    """The pointer before ``[``."""
    known = scope.meaning(token.text)
    if known == "location":
        return Address(scope.location(token))
    return _register(scope, token)


def _pointed(scope: Scope) -> Expression:
    """What follows ``*``: a pointer, which in a program of one line may be a location's name."""
    cursor = scope.cursor
    token = cursor.peek()
    short = scope.short and token.kind == "name" and cursor.peek(1).text not in ("(", "[")
    if short and scope.meaning(token.text) == "location":
        return Address(scope.location(cursor.take()))
    return _unary(scope)


def pointer(scope: Scope) -> Expression:
    """A pointer that is an argument; in a program of one line it may be a location's name."""
    cursor = scope.cursor
    token = cursor.peek()
    named = token.kind == "name" and cursor.peek(1).text != "("
    if scope.short and named and scope.meaning(token.text) == "location":
        return place(scope)
    if scope.short and cursor.sees("*") and cursor.peek(1).kind == "name":
        name = cursor.peek(1).text
        if scope.meaning(name) == "location":
            cursor.fail(f"expected a pointer, found '*{name}': write {name} or &{name}")
    return value(scope)


def call(scope: Scope, *, used: bool = True) -> Expression:
    """A primitive with its arguments; returns the value if that is used."""
    cursor = scope.cursor
    token = cursor.take()
    known = PRIMITIVES.get(token.text)
    if known is None:
        _unknown(scope, token)
    scope.enter(token)
    cursor.expect("(")
    given = tuple(_arguments(scope, token, known.takes))
    scope.leave()
    if used and not known.returns:
        cursor.fail(f"{token.text}() returns nothing: make it a statement of its own", token)
    register = scope.fresh() if known.returns and (used or not known.drops) else None
    scope.emit(*known.build(given, register, scope.line(token)))
    return Register(register) if register is not None else Constant(0)


def _arguments(scope: Scope, token: Token, takes: tuple[Argument, ...]) -> list[Expression]:
    cursor = scope.cursor
    given: list[Expression] = []
    count = {0: "no arguments", 1: "1 argument"}.get(len(takes), f"{len(takes)} arguments")
    for at, kind in enumerate(takes):
        if cursor.sees(")"):
            cursor.fail(f"{token.text} takes {count}, found {at}")
        if at:
            cursor.expect(",", cursor.since(token))
        given.append({"place": place, "pointer": pointer, "value": value}[kind](scope))
        if cursor.sees(*UNREAD):
            cursor.unsupported(f"the operator {cursor.peek()} is not read")
    if cursor.sees(","):
        cursor.fail(f"{token.text} takes {count}, found more")
    cursor.expect(")", cursor.since(token))
    return given


def _unknown(scope: Scope, token: Token) -> NoReturn:
    if not scope.short:
        scope.cursor.unsupported(f"{token.text}() is not read", token)
    near = difflib.get_close_matches(token.text, PRIMITIVES, 1)
    hint = f": did you mean {near[0]}?" if near else ""
    scope.cursor.fail(f"unknown primitive {token.text}{hint}", token)
