"""Terms over registers as the C that herd7 reads, and the final condition's own language.

herd7's C has neither ``!`` nor ``&&`` nor ``||`` nor ``?:``; a comparison is 0 or 1, so that ``&``
and ``|`` join them. Parentheses are everywhere: nobody has to know how tightly ``&`` binds.
"""

from collections.abc import Callable

from spec.errors import PageError
from spec.term import (
    Bool,
    Number,
    Term,
    all_of,
    any_of,
    at_most,
    either,
    equal,
    field,
    minus,
    negate,
    plus,
)

FALSE = "false"
"""The final condition that never holds; ``possible`` writes it."""

_JOINED = {"and": " & ", "or": " | "}
_COMPARED = {"equal": ("==", "!="), "at most": ("<=", ">")}
_COMPUTED: dict[str, Callable[..., Number]] = {"plus": plus, "minus": minus, "field": field}
_TURNED = {"<=": ">=", ">": "<"}
_ARITHMETIC = {"plus": "+", "minus": "-"}


def condition(term: Bool) -> str:
    """A Boolean over registers as an expression that is 0 or 1.

    Raises:
        PageError: it computes what herd7 has no operator for.
    """
    if not isinstance(term, Term):
        return str(int(term))
    holds = term.operator != "not"
    inner = term if holds else _term(term.arguments[0])
    arguments = inner.arguments
    if inner.operator in _COMPARED:
        left, right = (_number(each) for each in arguments)
        chosen = _chosen(inner.operator, left, right)
        if chosen is not None:
            return condition(chosen if holds else negate(chosen))
        return _comparison(_COMPARED[inner.operator][not holds], left, right)
    if inner.operator not in {"if", *_JOINED}:
        raise _unknown(inner)
    parts = [_bool(each) for each in arguments]
    if inner.operator == "if":
        when, then, otherwise = parts if holds else (parts[0], *map(negate, parts[1:]))
        return condition(any_of(all_of(when, then), all_of(negate(when), otherwise)))
    if not holds:
        parts = [negate(part) for part in parts]
        return condition(any_of(*parts) if inner.operator == "and" else all_of(*parts))
    told = dict.fromkeys(condition(part) for part in parts)
    return _JOINED[inner.operator].join(f"({each})" for each in told)


def _chosen(operator: str, left: Number, right: Number) -> Bool | None:
    """A comparison of numbers that are chosen, as a choice of comparisons: C's ``?:``."""
    compare = equal if operator == "equal" else at_most
    if ways := _ways(left):
        return either(ways[0], *(compare(way, right) for way in ways[1:]))
    if ways := _ways(right):
        return either(ways[0], *(compare(left, way) for way in ways[1:]))
    return None


def _ways(value: object) -> tuple[Bool, Number, Number] | None:
    """A number that a condition decides about: the condition, and the number either way."""
    if not isinstance(value, Term):
        return None
    if value.operator == "if":
        when, then, otherwise = value.arguments
        return _bool(when), _number(then), _number(otherwise)
    for at, part in enumerate(value.arguments):
        if ways := _ways(part):
            before, behind = value.arguments[:at], value.arguments[at + 1 :]
            compute = _COMPUTED[value.operator]
            then, otherwise = (compute(*before, way, *behind) for way in ways[1:])
            return ways[0], then, otherwise
    return None


def _comparison(operator: str, left: Number, right: Number) -> str:
    if isinstance(left, int):
        left, right, operator = right, left, _TURNED.get(operator, operator)
    if isinstance(left, Term) and left.operator == "field" and isinstance(right, int):
        word, low, bits = left.arguments
        assert isinstance(low, int)
        assert isinstance(bits, int)
        return f"({number(_number(word))} & {((1 << bits) - 1) << low}) {operator} {right << low}"
    return f"{number(left)} {operator} {number(right)}"


def number(value: Number) -> str:
    """A number over registers as an expression.

    Raises:
        PageError: it computes what herd7 has no operator for.
    """
    if not isinstance(value, Term):
        return str(value)
    match value.operator, value.arguments:
        case "variable", (str() as name,):
            return name
        case "field", (Term() as word, 0, int() as bits):
            return f"({number(word)} & {(1 << bits) - 1})"
        case ("plus" | "minus") as operator, (left, right):
            return f"({number(_number(left))} {_ARITHMETIC[operator]} {number(_number(right))})"
    raise _unknown(value)


def _term(item: object) -> Term:
    assert isinstance(item, Term)
    return item


def _bool(item: object) -> Bool:
    assert isinstance(item, bool | Term)
    return item


def _number(item: object) -> Number:
    assert isinstance(item, int | Term)
    return item


def _unknown(term: Term) -> PageError:
    return PageError(
        f"herd7's C has no word for {term.operator!r} of what is loaded: compare it with a number, "
        "or with what was loaded before"
    )


def both(*parts: str) -> str:
    """The conjunction of final conditions; an empty one is true."""
    return FALSE if FALSE in parts else _joined(" /\\ ", " \\/ ", parts)


def some(*parts: str) -> str:
    """The disjunction of final conditions; none at all is false."""
    return _joined(" \\/ ", " /\\ ", parts) or FALSE


def _joined(mark: str, other: str, parts: tuple[str, ...]) -> str:
    kept = [part for part in dict.fromkeys(parts) if part]
    if len(kept) < 2:
        return "".join(kept)
    return mark.join(f"({part})" if other in _outermost(part) else part for part in kept)


def _outermost(part: str) -> str:
    """What is in no parentheses."""
    depth, kept = 0, ""
    for each in part:
        depth -= each == ")"
        kept += each if not depth else ""
        depth += each == "("
    return kept


def possible(part: str, register: str) -> str:
    """The condition, about some register even where it never holds: klitmus7 counts on that."""
    return both(f"1:{register}=0", f"1:{register}=1") if part == FALSE else part


def unless(part: str) -> str:
    """The negation of a final condition."""
    return f"~({part})"
