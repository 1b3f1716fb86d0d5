"""What a litmus test mentions, and how large its numbers can get."""

from collections.abc import Iterator

from spec.litmus.arithmetic import WORD
from spec.litmus.program import (
    Address,
    Assign,
    Constant,
    Contents,
    Expression,
    If,
    Lock,
    Operation,
    Program,
    Read,
    Register,
    Statement,
    Update,
    Write,
)


def parts(program: Program) -> Iterator[Expression]:
    """Every expression of the test, whole and in parts."""
    waiting: list[object] = [program.condition, program.filter, *program.shown]
    waiting += [*program.initial.values(), *program.registers.values(), *program.threads]
    while waiting:
        item = waiting.pop()
        match item:
            case tuple():
                waiting += item
            case Operation():
                yield item
                waiting += item.operands
            case Constant() | Register() | Address() | Contents():
                yield item
            case Read():
                waiting.append(item.address)
            case Write():
                waiting += [item.address, item.value]
            case Update():
                waiting += [item.address, item.new, item.result, item.expected]
            case Lock():
                waiting.append(item.address)
            case Assign():
                waiting.append(item.value)
            case If():
                waiting += [item.condition, item.then, item.otherwise]


def locations(program: Program) -> list[str]:
    """Every location that the test names."""
    named = [item.location for item in parts(program) if isinstance(item, Address | Contents)]
    return list(dict.fromkeys([*program.initial, *named]))


def base(program: Program) -> int:
    """A number larger than all that the test names, where addresses begin."""
    constants = [abs(item.value) for item in parts(program) if isinstance(item, Constant)]
    return max(constants, default=0) + 2


def width(program: Program) -> int:
    """Bits that are enough for every value a load may find.

    A value is computed from another at most once by each statement, so what the additions add
    bounds it. With plain accesses the kernel's model lets values come out of nowhere, and with
    negative numbers everything is possible.
    """
    largest = base(program) + len(locations(program))
    doublings = 0
    for item in parts(program):
        if isinstance(item, Constant) and item.value < 0:
            return WORD
        if not isinstance(item, Operation) or _is_nothing(item):
            continue
        if item.operator == "-" or (item.operator in {"+", "|", "^"} and program.plain):
            return WORD
        if item.operator in {"+", "|", "^"}:
            added = [each.value for each in item.operands if isinstance(each, Constant)]
            if item.operator == "+" and (added or any(map(_is_nothing, item.operands))):
                largest += sum(added)
            else:
                doublings += 1
    return min(largest.bit_length() + doublings, WORD)


def _is_nothing(item: Expression) -> bool:
    """``r0 & 0`` or ``r0 ^ r0``: a dependency, and the value 0; or several of them, joined."""
    if not isinstance(item, Operation):
        return False
    if item.operator == "|":
        return all(map(_is_nothing, item.operands))
    same = item.operator == "^" and len({*item.operands}) == 1
    return same or (item.operator == "&" and Constant(0) in item.operands)


def expressions(whole: Expression) -> Iterator[Expression]:
    """An expression and all its parts."""
    yield whole
    if isinstance(whole, Operation):
        for operand in whole.operands:
            yield from expressions(operand)


def values(program: Program) -> Iterator[Expression]:
    """Every value that is stored, compared or kept."""
    waiting: list[Statement] = [item for thread in program.threads for item in thread]
    yield program.condition
    while waiting:
        match waiting.pop():
            case Write(value=value) | Assign(value=value):
                yield value
            case Update(new=new):
                yield new
            case If(condition=condition, then=then, otherwise=otherwise):
                yield condition
                waiting += [*then, *otherwise]
