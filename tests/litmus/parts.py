"""Shorthands for the syntax trees that readers should produce, and ways to read one statement."""

from spec.litmus import kernel_format, oneline
from spec.litmus.program import (
    Address,
    Constant,
    Expression,
    Operation,
    Program,
    Read,
    Register,
    Statement,
    Write,
)

X, Y, L, V, Q = (Address(name) for name in "xylvq")
R0, R1 = Register("r0"), Register("r1")
ONE = Constant(1)


def number(value: int) -> Constant:
    """A number."""
    return Constant(value)


def op(operator: str, *operands: Expression) -> Operation:
    """An operator applied."""
    return Operation(operator, operands)


def load(register: str, address: Expression = X) -> Read:
    """``READ_ONCE``."""
    return Read(register, address, "once")


def store(value: Expression = ONE, address: Expression = X) -> Write:
    """``WRITE_ONCE``."""
    return Write(address, value, "once")


def short(body: str) -> tuple[Statement, ...]:
    """The statements of the one thread of a program of one line, which also uses x."""
    return oneline.parse(f"P0: {body} | P1: WRITE_ONCE(x, 1); | exists (x=1)").threads[0]


def kernel(
    body: str, parameters: str = "int *x, int *y, int **q", init: str = "{}"
) -> tuple[Statement, ...]:
    """The statements of the one thread of a kernel litmus test; its body is line 3."""
    return kernel_test(f"P0({parameters}) {{\n{body}\n}}", init=init).threads[0]


def kernel_test(threads: str, condition: str = "exists (x=1)", init: str = "{}") -> Program:
    """A kernel litmus test; the first line of its threads is line 2."""
    return kernel_format.parse(f"C test {init}\n{threads}\n{condition}\n").program
