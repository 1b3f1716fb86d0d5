"""C's operators: which are read, how tightly they bind, and the ``|`` that is none."""

from spec.litmus.scope import Scope

BINDING = {
    operator: binding
    for binding, operators in enumerate(
        (
            ("||",),
            ("&&",),
            ("|",),
            ("^",),
            ("&",),
            ("==", "!="),
            ("<", ">", "<=", ">="),
            ("+", "-"),
        )
    )
    for operator in operators
}
"""C's binary operators that are read, and how tightly each binds."""

UNREAD = (
    *("*", "/", "%", "<<", ">>", "?", "->", ".", "++", "--", "["),
    *("+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="),
)
"""Operators that are not read, where they follow a value."""

UNREAD_FIRST = ("~", "++", "--")
QUANTIFIERS = ("exists", "forall", "filter", "locations")


def separates(scope: Scope) -> bool:
    """Is the next word the ``|`` between two threads of a program of one line?"""
    cursor = scope.cursor
    if not scope.short or not cursor.sees("|"):
        return False
    ahead = 2 if cursor.peek(1).text == "~" else 1
    return cursor.peek(ahead).text in QUANTIFIERS or cursor.peek(2).text == ":"
