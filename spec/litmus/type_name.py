"""C's type names: gone past, as every location and every register is an int or a pointer."""

from spec.litmus.scope import Scope

WIDE = {
    *("int", "long", "unsigned", "signed", "void", "volatile", "const", "struct", "typeof"),
    *("intptr_t", "uintptr_t", "size_t", "ssize_t", "s32", "u32", "s64", "u64"),
    *("int32_t", "uint32_t", "int64_t", "uint64_t", "atomic_t", "spinlock_t", "raw_spinlock_t"),
}
NARROW = {
    *("char", "short", "bool", "_Bool", "s8", "u8", "s16", "u16"),
    *("int8_t", "uint8_t", "int16_t", "uint16_t", "float", "double"),
}


def type_follows(scope: Scope, ahead: int = 0) -> bool:
    """Is the word a type's first one?"""
    token = scope.cursor.peek(ahead)
    if token.kind != "name" or scope.meaning(token.text) == "register":
        return False
    if token.text in WIDE or token.text in NARROW:
        return True
    return token.text.endswith("_t") and token.text not in scope.locations


def take_type(scope: Scope) -> None:
    """Go past a type, stars included.

    Raises:
        UnsupportedError: it is narrower than an int.
    """
    cursor = scope.cursor
    while type_follows(scope):
        token = cursor.take()
        if token.text in NARROW:
            cursor.unsupported(f"{token.text} is not an int: only int-sized types are read", token)
        if token.text == "struct":
            cursor.name("the struct's name")
        if token.text == "typeof":
            _typeof(scope)
    while cursor.accept("*", "const", "volatile"):
        pass


def _typeof(scope: Scope) -> None:
    cursor = scope.cursor
    cursor.expect("(")
    depth = 1
    while depth:
        if cursor.peek().kind == "end":
            cursor.fail("expected ')' after typeof(")
        word = cursor.take().text
        depth += (word == "(") - (word == ")")


def cast(scope: Scope) -> bool:
    """Go past a cast, if there is one."""
    if not scope.cursor.sees("(") or not type_follows(scope, 1):
        return False
    scope.cursor.take()
    take_type(scope)
    scope.cursor.expect(")")
    return True
