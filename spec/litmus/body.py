"""The statements of a thread."""

from typing import NoReturn

from spec.litmus.operand import call, place, value
from spec.litmus.operator_table import QUANTIFIERS, UNREAD, separates
from spec.litmus.program import Constant, If, Statement, Write
from spec.litmus.scope import Scope
from spec.litmus.tokens import Token
from spec.litmus.type_name import cast, take_type, type_follows

_UNREAD_WORDS = {
    **dict.fromkeys(("while", "for", "do"), "unroll the loop"),
    **dict.fromkeys(
        ("goto", "return", "break", "continue", "switch", "case", "default", "asm", "static"),
        "only if and else change what comes next",
    ),
    "else": "an else without its if",
}


def block(scope: Scope, *closing: str) -> tuple[Statement, ...]:
    """Statements up to one of these words, which is left where it is.

    Raises:
        UsageError: something that is no statement.
        UnsupportedError: C that this product does not read.
    """
    outer, scope.statements = scope.statements, []
    try:
        while not scope.cursor.sees(*closing) and scope.cursor.peek().kind != "end":
            if scope.short and scope.cursor.sees("|"):
                break
            _statement(scope)
        return tuple(scope.statements)
    finally:
        scope.statements = outer


def _statement(scope: Scope) -> None:
    cursor = scope.cursor
    token = cursor.peek()
    if cursor.accept(";"):
        return
    if cursor.sees("{"):
        scope.emit(*_braces(scope))
    elif cursor.sees(*QUANTIFIERS, "~"):
        missing = "|" if scope.short else "}"
        cursor.fail(f"expected '{missing}' before {token}")
    elif token.text in _UNREAD_WORDS and token.kind == "name":
        cursor.unsupported(f"'{token.text}' is not read: {_UNREAD_WORDS[token.text]}")
    elif cursor.sees("if"):
        _choice(scope)
    elif _declares(scope):
        _declaration(scope)
    elif cursor.sees("*") or (token.kind == "name" and cursor.peek(1).text == "["):
        _store(scope)
    elif cursor.sees("("):
        if cast(scope):
            _discarded(scope)
        else:
            _store(scope)
    elif token.kind != "name":
        cursor.fail(f"expected a statement, found {token}")
    elif cursor.peek(1).text == "(":
        _discarded(scope)
    else:
        _assignment(scope)


def _braces(scope: Scope) -> tuple[Statement, ...]:
    cursor = scope.cursor
    opening = cursor.expect("{")
    scope.enter(opening)
    inner = block(scope, "}")
    scope.leave()
    _close(scope, opening)
    return inner


def _close(scope: Scope, opening: Token) -> None:
    cursor = scope.cursor
    if not cursor.sees("}"):
        where = f" of line {opening.line}" if opening.line else f" of column {opening.column}"
        cursor.fail(f"expected '}}' for the '{{'{where}, found {cursor.peek()}")
    cursor.take()


def _choice(scope: Scope) -> None:
    cursor = scope.cursor
    token = cursor.expect("if")
    cursor.expect("(", "if")
    condition = value(scope)
    cursor.expect(")", cursor.since(token))
    then = _branch(scope)
    otherwise = _branch(scope) if cursor.accept("else") else ()
    scope.emit(If(condition, then, otherwise, scope.line(token)))


def _branch(scope: Scope) -> tuple[Statement, ...]:
    cursor = scope.cursor
    token = cursor.peek()
    scope.enter(token)
    outer, scope.statements = scope.statements, []
    try:
        if token.kind == "end" or cursor.sees("}") or separates(scope):
            cursor.fail(f"expected a statement, found {token}")
        _statement(scope)
        return tuple(scope.statements)
    finally:
        scope.statements = outer
        scope.leave()


def _end(scope: Scope, begin: Token) -> None:
    cursor = scope.cursor
    if cursor.sees(*UNREAD):
        cursor.unsupported(f"the operator {cursor.peek()} is not read")
    cursor.expect(";", cursor.since(begin))


def _declares(scope: Scope) -> bool:
    cursor = scope.cursor
    token = cursor.peek()
    if token.kind != "name" or scope.meaning(token.text) == "register":
        return False
    if type_follows(scope):
        return True
    # An unknown type: two names in a row, or a product that nobody would compute and drop.
    second, third, fourth = (cursor.peek(ahead) for ahead in (1, 2, 3))
    if second.kind == "name":
        return True
    return second.text == "*" and third.kind == "name" and fourth.text in {";", "=", ","}


def _declaration(scope: Scope) -> None:
    cursor = scope.cursor
    if type_follows(scope):
        take_type(scope)
    else:
        cursor.unsupported(f"{cursor.peek().text} is no type that is read")
    while True:
        while cursor.accept("*"):
            pass
        token = cursor.name("a variable")
        if cursor.sees("[", "("):
            cursor.unsupported(f"{token.text} is an array or a function: only variables are read")
        _declare(scope, token)
        if cursor.accept("="):
            _value_for(scope, token)
        if not cursor.accept(","):
            break
    _end(scope, token)


def _declare(scope: Scope, token: Token) -> None:
    if scope.short and token.text in scope.locations:
        scope.cursor.fail(f"{token.text} is a location: give the variable another name", token)
    if not scope.short and token.text in scope.locations:
        scope.cursor.unsupported(
            f"{token.text} is a location too: give the variable another name", token
        )
    scope.declared.add(token.text)


def _value_for(scope: Scope, token: Token) -> None:
    """``name =`` has been read: the rest, up to the semicolon."""
    cursor = scope.cursor
    begin = cursor.peek()
    result = value(scope)
    if cursor.sees("="):
        cursor.unsupported("one assignment at a time is read")
    scope.assign(token.text, result, token)
    if not cursor.sees(","):
        _checked(scope, begin)


def _checked(scope: Scope, begin: Token) -> None:
    """Complain about what follows the value, if that is no semicolon."""
    cursor = scope.cursor
    if not cursor.sees(";"):
        _end(scope, begin)


def _assignment(scope: Scope) -> None:
    cursor = scope.cursor
    token = cursor.take()
    if cursor.sees(":"):
        cursor.unsupported(f"the label {token.text} is not read: only if and else are", token)
    if cursor.sees(*UNREAD):
        cursor.unsupported(f"the operator {cursor.peek()} is not read")
    if cursor.sees("{"):
        cursor.unsupported("only the kernel's primitives are read, not what herd makes of them")
    cursor.expect("=", token.text)
    if scope.meaning(token.text) == "location":
        _no_register(scope, token)
    _value_for(scope, token)
    cursor.expect(";")


def _no_register(scope: Scope, token: Token) -> NoReturn:
    if scope.short:
        scope.cursor.fail(
            f"{token.text} is no register: registers are called r0, r1, ...; "
            f"to store to the location write *{token.text} = ...",
            token,
        )
    scope.cursor.unsupported(f"{token.text} is a parameter: only variables are assigned", token)


def _store(scope: Scope) -> None:
    cursor = scope.cursor
    begin = cursor.peek()
    address = place(scope)
    if cursor.sees(*UNREAD):
        cursor.unsupported(f"the operator {cursor.peek()} is not read")
    cursor.expect("=", cursor.since(begin))
    first = cursor.peek()
    stored = value(scope)
    scope.emit(Write(address, stored, "plain", scope.line(begin)))
    _end(scope, first)


def _discarded(scope: Scope) -> None:
    """A primitive whose value, if any, nobody wants."""
    cursor = scope.cursor
    begin = cursor.peek()
    if begin.kind != "name" or cursor.peek(1).text != "(":
        cursor.fail(f"expected a primitive, found {begin}")
    before = len(scope.statements)
    returned = call(scope, used=False)
    assert before < len(scope.statements) or isinstance(returned, Constant)
    _end(scope, begin)
