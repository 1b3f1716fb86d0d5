"""C expressions over loaded values: unsigned 32-bit words, compared as the signed ints they are."""

from spec.errors import UsageError
from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    bit,
    either,
    equal,
    field,
    join,
    less,
    minus,
    negate,
    pick,
    plus,
)

WORD = 32
SIGN = WORD - 1


def word(value: int) -> int:
    """A C int as an unsigned word."""
    return value & ((1 << WORD) - 1)


def signed(value: int) -> int:
    """An unsigned word as a C int."""
    return value - (1 << WORD) if value >> SIGN else value


def is_true(value: Number) -> Bool:
    """C's idea of truth."""
    return negate(equal(value, 0))


def apply(operator: str, operands: tuple[Number, ...]) -> Number:
    """The value of a C operator.

    Raises:
        UsageError: there is no such operator.
    """
    if operator == "!":
        return pick(is_true(operands[0]), 0, 1)
    left, right = operands
    match operator:
        case "+":
            return field(plus(left, right), 0, WORD)
        case "-":
            if isinstance(left, int) and isinstance(right, int):
                return word(left - right)
            return field(minus(join([(left, WORD), (1, 1)]), right), 0, WORD)
        case "&" | "|" | "^":
            return _bitwise(operator, left, right)
        case "==":
            return pick(equal(left, right), 1, 0)
        case "!=":
            return pick(equal(left, right), 0, 1)
        case "<":
            return pick(_below(left, right), 1, 0)
        case ">":
            return pick(_below(right, left), 1, 0)
        case "<=":
            return pick(_below(right, left), 0, 1)
        case ">=":
            return pick(_below(left, right), 0, 1)
        case "&&":
            return pick(all_of(is_true(left), is_true(right)), 1, 0)
        case "||":
            return pick(any_of(is_true(left), is_true(right)), 1, 0)
    raise UsageError(f"the operator {operator} is not known: use + - & | ^ or a comparison")


def _below(left: Number, right: Number) -> Bool:
    """Less than, as signed numbers."""
    negative, other = bit(left, SIGN), bit(right, SIGN)
    return any_of(
        all_of(negative, negate(other)),
        all_of(either(negative, other, negate(other)), less(left, right)),
    )


def _bitwise(operator: str, left: Number, right: Number) -> Number:
    if isinstance(left, int) and isinstance(right, int):
        return (
            left & right if operator == "&" else left | right if operator == "|" else left ^ right
        )
    if (operator == "&" and 0 in (left, right)) or (operator == "^" and left is right):
        return 0
    parts: list[tuple[Number, int]] = []
    for position in range(WORD):
        a, b = bit(left, position), bit(right, position)
        one = (
            all_of(a, b)
            if operator == "&"
            else any_of(a, b)
            if operator == "|"
            else either(a, negate(b), b)
        )
        parts.append((pick(one, 1, 0), 1))
    return join(parts)
