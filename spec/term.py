"""Terms: the Boolean and natural-number expressions that pages, properties and models speak.

A Boolean is a Python ``bool`` or a ``Term`` of width 0; a natural number is a Python ``int`` or a
``Term`` of positive width. Constants stay Python values and every function here folds them, so the
same code computes with plain values in a concrete run and builds a formula in a symbolic one.
Numbers are unsigned and never overflow: widths grow as needed and operands are zero-extended.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from spec.errors import PageError


class Term:
    """One node of an expression.

    Attributes:
        operator: what the node computes, such as ``and`` or ``field``.
        arguments: terms, constants, or for a variable its name.
        width: bits of a number, 0 for a Boolean.
    """

    __slots__ = ("arguments", "operator", "width")

    def __init__(
        self, operator: str, arguments: tuple["Term | int | str", ...], width: int
    ) -> None:
        self.operator = operator
        self.arguments = arguments
        self.width = width

    def __bool__(self) -> bool:
        raise PageError(
            "a loaded value cannot steer Python control flow: "
            "use retry_if() for a check and choose() for a choice"
        )


Bool: TypeAlias = bool | Term
Number: TypeAlias = int | Term


def truth(name: str) -> Term:
    """A free Boolean."""
    return Term("variable", (name,), 0)


def number(name: str, largest: int) -> Number:
    """A free number wide enough for ``largest``; the caller constrains it to at most that."""
    return Term("variable", (name,), largest.bit_length()) if largest else 0


def all_of(*conditions: Bool) -> Bool:
    """The conjunction."""
    return _junction("and", conditions, neutral=True)


def any_of(*conditions: Bool) -> Bool:
    """The disjunction."""
    return _junction("or", conditions, neutral=False)


def _junction(operator: str, conditions: tuple[Bool, ...], *, neutral: bool) -> Bool:
    kept = []
    for condition in conditions:
        if isinstance(condition, Term):
            kept.append(condition)
        elif condition is not neutral:
            return not neutral
    if not kept:
        return neutral
    return kept[0] if len(kept) == 1 else Term(operator, tuple(kept), 0)


def negate(condition: Bool) -> Bool:
    """The negation."""
    if not isinstance(condition, Term):
        return not condition
    if condition.operator == "not":
        inner = condition.arguments[0]
        assert isinstance(inner, Term)
        return inner
    return Term("not", (condition,), 0)


def implies(premise: Bool, conclusion: Bool) -> Bool:
    """The implication."""
    return any_of(negate(premise), conclusion)


def either(condition: Bool, then: Bool, otherwise: Bool) -> Bool:
    """The Boolean ``then`` where the condition holds, ``otherwise`` elsewhere."""
    if not isinstance(condition, Term):
        return then if condition else otherwise
    if then is otherwise:
        return then
    if not isinstance(then, Term):
        return any_of(condition, otherwise) if then else all_of(negate(condition), otherwise)
    if not isinstance(otherwise, Term):
        return implies(condition, then) if otherwise else all_of(condition, then)
    return Term("if", (condition, then, otherwise), 0)


def pick(condition: Bool, then: Number, otherwise: Number) -> Number:
    """The number ``then`` where the condition holds, ``otherwise`` elsewhere."""
    if not isinstance(condition, Term):
        return then if condition else otherwise
    if then is otherwise or (
        not isinstance(then, Term) and not isinstance(otherwise, Term) and then == otherwise
    ):
        return then
    return Term("if", (condition, then, otherwise), max(width(then), width(otherwise)))


def width(value: Number) -> int:
    """Bits needed to hold the number."""
    return value.width if isinstance(value, Term) else max(1, value.bit_length())


def equal(left: Number, right: Number) -> Bool:
    """Whether the numbers are equal."""
    if not isinstance(left, Term):
        left, right = right, left
    if not isinstance(left, Term):
        return left == right
    if left is right:
        return True
    if not isinstance(right, Term):
        if right.bit_length() > left.width:
            return False
        if left.operator == "if":
            condition, then, otherwise = left.arguments
            if isinstance(then, int) and isinstance(otherwise, int):
                assert isinstance(condition, Term)
                return either(condition, then == right, otherwise == right)
    return Term("equal", (left, right), 0)


def at_most(left: Number, right: Number) -> Bool:
    """Whether ``left <= right``."""
    if not isinstance(left, Term) and not isinstance(right, Term):
        return left <= right
    if not isinstance(left, Term) and left == 0:
        return True
    if not isinstance(right, Term) and isinstance(left, Term) and right >= (1 << left.width) - 1:
        return True
    if not isinstance(left, Term) and isinstance(right, Term) and left >= 1 << right.width:
        return False
    return Term("at most", (left, right), 0)


def less(left: Number, right: Number) -> Bool:
    """Whether ``left < right``."""
    return negate(at_most(right, left))


def plus(left: Number, right: Number) -> Number:
    """The sum."""
    if not isinstance(left, Term) and not isinstance(right, Term):
        return left + right
    if not isinstance(right, Term) and right == 0:
        return left
    if not isinstance(left, Term) and left == 0:
        return right
    return Term("plus", (left, right), max(width(left), width(right)) + 1)


def minus(left: Number, right: Number) -> Number:
    """The difference; the caller guarantees that it is not negative."""
    if not isinstance(left, Term) and not isinstance(right, Term):
        return left - right
    if not isinstance(right, Term) and right == 0:
        return left
    return Term("minus", (left, right), max(width(left), width(right)))


def count(conditions: Iterable[Bool]) -> Number:
    """How many conditions hold, summed as a balanced tree."""
    numbers: list[Number] = [pick(condition, 1, 0) for condition in conditions]
    while len(numbers) > 1:
        pairs = zip(numbers[::2], numbers[1::2], strict=False)
        odd = numbers[-1:] if len(numbers) % 2 else []
        numbers = [plus(left, right) for left, right in pairs] + odd
    return numbers[0] if numbers else 0


def select_flag(index: Number, flags: Sequence[Bool]) -> Bool:
    """The flag at ``index``, counted from 1; false for 0."""
    return any_of(*(all_of(equal(index, at), flag) for at, flag in enumerate(flags, 1)))


def join(parts: Iterable[tuple[Number, int]]) -> Number:
    """Numbers side by side in one word, the first in the lowest bits.

    Args:
        parts: pairs of a number and the bits it takes.
    """
    parts = tuple(part for part in parts if part[1])
    if not any(isinstance(part, Term) for part, _ in parts):
        word = shift = 0
        for part, bits in parts:
            assert isinstance(part, int)
            word |= part << shift
            shift += bits
        return word
    flat = tuple(item for pair in parts for item in pair)
    return Term("join", flat, sum(bits for _, bits in parts))


def field(word: Number, low: int, bits: int) -> Number:
    """The ``bits`` bits of ``word`` from bit ``low`` on."""
    if not isinstance(word, Term):
        return word >> low & ((1 << bits) - 1)
    if low >= word.width or not bits:
        return 0
    if word.operator == "join":
        position = 0
        for part, size in zip(word.arguments[::2], word.arguments[1::2], strict=True):
            assert isinstance(size, int)
            if (position, size) == (low, bits):
                assert not isinstance(part, str)
                return part
            position += size
    if word.operator == "if":
        condition, then, otherwise = word.arguments
        if all(isinstance(item, int) or _is_join(item) for item in (then, otherwise)):
            assert isinstance(condition, Term)
            assert not isinstance(then, str)
            assert not isinstance(otherwise, str)
            return pick(condition, field(then, low, bits), field(otherwise, low, bits))
    bits = min(bits, word.width - low)
    return word if (low, bits) == (0, word.width) else Term("field", (word, low, bits), bits)


def _is_join(item: "Term | int | str") -> bool:
    return isinstance(item, Term) and item.operator == "join"


def bit(word: Number, position: int) -> Bool:
    """Whether the bit at ``position`` is set."""
    return equal(field(word, position, 1), 1)


Value: TypeAlias = bool | int


def evaluate(term: Bool | Number, valuation: Mapping[str, Value]) -> Value:
    """The value of a term when its variables have the values given; absent ones are 0."""
    memo: dict[int, Value] = {}

    def value_of(item: "Term | int | str") -> Value:
        if not isinstance(item, Term):
            assert not isinstance(item, str)
            return item
        return memo[id(item)]

    stack: list[Term] = [term] if isinstance(term, Term) else []
    while stack:
        node = stack[-1]
        waiting = [
            item for item in node.arguments if isinstance(item, Term) and id(item) not in memo
        ]
        if waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        if node.operator == "variable":
            name = node.arguments[0]
            assert isinstance(name, str)
            memo[id(node)] = valuation.get(name, 0 if node.width else False)
        else:
            memo[id(node)] = _apply(node, [value_of(item) for item in node.arguments])
    return value_of(term)


def _apply(node: Term, values: list[Value]) -> Value:
    match node.operator:
        case "and":
            return all(values)
        case "or":
            return any(values)
        case "not":
            return not values[0]
        case "if":
            return values[1] if values[0] else values[2]
        case "equal":
            return values[0] == values[1]
        case "at most":
            return values[0] <= values[1]
        case "plus":
            return values[0] + values[1]
        case "minus":
            return values[0] - values[1]
        case "field":
            return values[0] >> values[1] & ((1 << values[2]) - 1)
        case "join":
            word = shift = 0
            for part, bits in zip(values[::2], values[1::2], strict=True):
                word |= part << shift
                shift += bits
            return word
    raise AssertionError(node.operator)
