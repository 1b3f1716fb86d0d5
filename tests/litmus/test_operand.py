"""Values, places, pointers and calls, in both notations."""

import re

import pytest

from spec.errors import UsageError
from spec.litmus.program import (
    OLD,
    Address,
    Assign,
    Constant,
    Expression,
    Lock,
    Read,
    Register,
    Statement,
    Update,
    Write,
)
from spec.litmus.tokens import UnsupportedError

from .parts import ONE, R0, R1, Q, V, X, Y, kernel, load, number, op, short, store

ZERO = Constant(0)
MASKED = op("&", R0, ZERO)

VALUES: list[tuple[str, Expression]] = [
    ("1", ONE),
    ("0x10", number(16)),
    ("-1", number(-1)),
    ("+1", ONE),
    ("-r0", op("-", ZERO, R0)),
    ("!r0", op("!", R0)),
    ("r0 + 1", op("+", R0, ONE)),
    ("r0 - 1 - 2", op("-", op("-", R0, ONE), number(2))),
    ("r0 - (1 - 2)", op("-", R0, op("-", ONE, number(2)))),
    ("1 + (r0 & 0)", op("+", ONE, MASKED)),
    ("r0 & 1 | 2", op("|", op("&", R0, ONE), number(2))),
    ("1 | r0 & 2", op("|", ONE, op("&", R0, number(2)))),
    ("r0 ^ r0 & 1", op("^", R0, op("&", R0, ONE))),
    ("r0 & 1 == 1", op("&", R0, op("==", ONE, ONE))),
    ("r0 == 1 && r0 != 2", op("&&", op("==", R0, ONE), op("!=", R0, number(2)))),
    ("r0 || 1 && 0", op("||", R0, op("&&", ONE, ZERO))),
    ("r0 < 1 == 0", op("==", op("<", R0, ONE), ZERO)),
    ("r0 + 1 >= 2", op(">=", op("+", R0, ONE), number(2))),
    ("r0 > 1", op(">", R0, ONE)),
    ("r0 <= 1", op("<=", R0, ONE)),
    ("!r0 == 1", op("==", op("!", R0), ONE)),
    ("&x", X),
    ("&x[r0 & 0]", op("+", X, MASKED)),
    ("(int)r0", R0),
    ("(struct foo *)(r0)", R0),
    ("(unsigned long)r0 + 1", op("+", R0, ONE)),
    ("(typeof(r0 + (1)))r0", R0),
]


@pytest.mark.parametrize(("text", "expected"), VALUES, ids=[text for text, _ in VALUES])
def test_values_bind_as_in_c(text: str, expected: Expression) -> None:
    """In both notations."""
    body = f"r0 = READ_ONCE(*x); WRITE_ONCE(*x, {text});"
    assert short(body) == (load("r0"), store(expected))
    assert [statement.value for statement in kernel(body) if isinstance(statement, Write)] == [
        expected
    ]


def unplaced(statements: tuple[Statement, ...]) -> list[Statement]:
    """Statements without their lines."""
    return [
        type(item)(*[getattr(item, name) for name in item.__slots__[:-1]]) for item in statements
    ]


BOTH: list[tuple[str, list[Statement]]] = [
    ("r0 = READ_ONCE(*x);", [load("r0")]),
    ("r0 = READ_ONCE((*x));", [load("r0")]),
    ("r0 = READ_ONCE(*&x);", [load("r0")]),
    ("r0 = READ_ONCE(x[0]);", [load("r0", op("+", X, ZERO))]),
    ("r0 = READ_ONCE(*(&x + 0));", [load("r0", op("+", X, ZERO))]),
    ("r0 = READ_ONCE(*q); r1 = READ_ONCE(*r0);", [load("r0", Q), load("r1", R0)]),
    ("r0 = READ_ONCE(*q); r1 = READ_ONCE(r0[0]);", [load("r0", Q), load("r1", op("+", R0, ZERO))]),
    ("r0 = READ_ONCE(*q); *r0 = 1;", [load("r0", Q), Write(R0, ONE, "plain")]),
    ("r0 = *x;", [Read("r0", X, "plain")]),
    ("r0 = **q;", [Read("<1>", Q, "plain"), Read("r0", Register("<1>"), "plain")]),
    ("*x = 1;", [Write(X, ONE, "plain")]),
    ("(*x) = 1;", [Write(X, ONE, "plain")]),
    ("x[0] = 1;", [Write(op("+", X, ZERO), ONE, "plain")]),
    (
        "*x = *y + 1;",
        [Read("<1>", Y, "plain"), Write(X, op("+", Register("<1>"), ONE), "plain")],
    ),
    (
        "r0 = READ_ONCE(*x) + READ_ONCE(*y);",
        [
            load("<1>"),
            load("<2>", Y),
            Assign("r0", op("+", Register("<1>"), Register("<2>"))),
        ],
    ),
    ("r0 = !READ_ONCE(*x);", [load("<1>"), Assign("r0", op("!", Register("<1>")))]),
    ("r0 = (int)READ_ONCE(*x);", [load("r0")]),
    ("WRITE_ONCE(*x, READ_ONCE(*y));", [load("<1>", Y), store(Register("<1>"))]),
    ("READ_ONCE(*x);", [load("<1>")]),
    ("(void)READ_ONCE(*x);", [load("<1>")]),
    ("(void)xchg(&x, 1);", [Update(X, ONE, "full")]),
    ("r0 = 1; r1 = r0;", [Assign("r0", ONE), Assign("r1", R0)]),
    ("r0 = READ_ONCE(*x); r1 = r0;", [load("r0"), Assign("r1", R0)]),
    (
        "r0 = xchg(&x, 1) == 0;",
        [
            Update(X, ONE, "full", "<1>", OLD),
            Assign("r0", op("==", Register("<1>"), ZERO)),
        ],
    ),
    ("r0 = smp_load_acquire(&x);", [Read("r0", X, "acquire")]),
    ("r0 = smp_load_acquire(&x[0]);", [Read("r0", op("+", X, ZERO), "acquire")]),
    ("r0 = spin_trylock(&x);", [Lock("trylock", X, "r0")]),
    ("spin_trylock(&x);", [Lock("trylock", X)]),
]


@pytest.mark.parametrize(("body", "expected"), BOTH, ids=[body for body, _ in BOTH])
def test_loads_become_statements_and_places_addresses(body: str, expected: list[Statement]) -> None:
    """Alike in both notations; a load that is assigned reads into that register."""
    assert unplaced(short(body)) == expected
    assert unplaced(kernel(body)) == expected


SHORT: list[tuple[str, Statement]] = [
    ("r0 = READ_ONCE(x);", load("r0")),
    ("r0 = READ_ONCE(*x);", load("r0")),
    ("r0 = smp_load_acquire(x);", Read("r0", X, "acquire")),
    ("r0 = smp_load_acquire(x[0]);", Read("r0", op("+", X, ZERO), "acquire")),
    ("smp_store_release(x, 1);", Write(X, ONE, "release")),
    ("atomic_add(2, v);", Update(V, op("+", OLD, number(2)), "once", returns=False)),
    ("rcu_assign_pointer(q, &x);", Write(Q, X, "release")),
]


@pytest.mark.parametrize(("body", "expected"), SHORT, ids=[body for body, _ in SHORT])
def test_in_one_line_a_location_is_its_name(body: str, expected: Statement) -> None:
    """With or without the star, wherever a primitive takes a location."""
    assert short(body) == (expected,)


KERNEL: list[tuple[str, Statement]] = [
    ("r0 = smp_load_acquire(x);", Read("r0", X, "acquire", 3)),
    ("WRITE_ONCE(*q, x);", Write(Q, X, "once", 3)),
    ("r0 = READ_ONCE(*(x + (1 ^ 1)));", Read("r0", op("+", X, op("^", ONE, ONE)), "once", 3)),
    ("r0 = READ_ONCE(*(int *)x);", Read("r0", X, "once", 3)),
    ("r0 = x != y;", Assign("r0", op("!=", X, Y), 3)),
]


@pytest.mark.parametrize(("body", "expected"), KERNEL, ids=[body for body, _ in KERNEL])
def test_in_kernel_code_a_parameter_is_the_address(body: str, expected: Statement) -> None:
    """And statements keep their lines."""
    assert kernel(body) == (expected,)


WRONG = [
    (
        "WRITE_ONCE(x, y);",
        "column 19: y is a location: write READ_ONCE(y) for what it holds or &y for its address",
    ),
    ("WRITE_ONCE(x, r3);", "column 19: r3 has no value yet: assign it in P0 before it is used"),
    ("WRITE_ONCE(r0, 1);", "column 16: r0 is a register: write *r0 for what it points to"),
    ("r0 = READ_ONC(x);", "column 10: unknown primitive READ_ONC: did you mean READ_ONCE?"),
    ("frobnicate(x);", "column 5: unknown primitive frobnicate"),
    ("r0 = smp_mb();", "column 10: smp_mb() returns nothing: make it a statement of its own"),
    ("r0 = smp_load_acquire(*x);", "column 27: expected a pointer, found '*x': write x or &x"),
    ("WRITE_ONCE(x);", "column 17: WRITE_ONCE takes 2 arguments, found 1"),
    ("WRITE_ONCE(x, 1, 2);", "column 20: WRITE_ONCE takes 2 arguments, found more"),
    ("r0 = READ_ONCE();", "column 20: READ_ONCE takes 1 argument, found 0"),
    ("smp_mb(1);", "column 12: expected ')' after smp_mb(, found '1'"),
    ("WRITE_ONCE(x 1);", "column 18: expected ',' after WRITE_ONCE(x, found '1'"),
    ("WRITE_ONCE(x, (1);", "column 22: expected ')' after WRITE_ONCE(x, (1), found ';'"),
    ("WRITE_ONCE(x, );", "column 19: expected a value, found ')'"),
    ("r0 = ;", "column 10: expected a value, found ';'"),
    ("r0 = READ_ONCE(1);", "column 20: expected a location such as *x, found '1'"),
    ("r0 = &1;", "column 11: expected a location after '&', found '1'"),
    (
        "r0 = " + "(" * 101 + "1" + ")" * 101 + ";",
        "column 110: too deeply nested: at most 100 levels are read",
    ),
    (
        "r0 = 1" + " + 1" * 101 + ";",
        "column 412: too long: at most 100 operators in a row are read",
    ),
]


@pytest.mark.parametrize(("body", "message"), WRONG, ids=[body[:40] for body, _ in WRONG])
def test_what_cannot_be_understood_is_named_with_its_column(body: str, message: str) -> None:
    """And what to write instead."""
    with pytest.raises(UsageError, match=f"^{re.escape(message)}$"):
        short(body)


UNREAD = [
    ("r0 = READ_ONCE(*x) * 2;", "the operator '*' is not read"),
    ("r0 = 1 << 2;", "the operator '<<' is not read"),
    ("r0 = ~1;", "the operator '~' is not read"),
    ("r0 = READ_ONCE(*x) ? 1 : 2;", "the operator '?' is not read"),
    ("r0 = READ_ONCE(*x++);", "the operator '++' is not read"),
    ("r0 = ++x;", "the operator '++' is not read"),
    (
        "r0 = READ_ONCE(x[1]);",
        (
            "a location is one word: [1] is outside; only an index that is "
            "always 0, such as [r0 & 0], is read"
        ),
    ),
    ("r0 = READ_ONCE(x->next);", "members of structs are not read: give each its own location"),
    (
        "r0 = READ_ONCE(*x) || READ_ONCE(*y);",
        (
            "what is right of '||' may not be loaded at all: "
            "load it in a statement of its own, or nest two ifs"
        ),
    ),
    (
        "if (r0 && *y) { }",
        (
            "what is right of '&&' may not be loaded at all: "
            "load it in a statement of its own, or nest two ifs"
        ),
    ),
    ("r0 = (char)r0;", "char is not an int: only int-sized types are read"),
    ("r0 = &r0;", "r0 is a register: registers have no address"),
]


@pytest.mark.parametrize(("body", "message"), UNREAD, ids=[body for body, _ in UNREAD])
def test_c_that_is_not_read_is_named(body: str, message: str) -> None:
    """Never guessed at."""
    for read in (short, kernel):
        with pytest.raises(UnsupportedError, match=f": {re.escape(message)}$"):
            read(f"r0 = 0; {body}")


def test_a_parameter_itself_is_not_loaded() -> None:
    """In kernel code it is this thread's own pointer."""
    with pytest.raises(UnsupportedError, match="x is a pointer that no other thread sees"):
        kernel("r0 = READ_ONCE(x);")


def test_a_name_from_nowhere_is_an_error() -> None:
    """In kernel code, where every location is a parameter."""
    with pytest.raises(
        UsageError, match=r"^line 3, column 16: zz is neither a parameter of P0 nor"
    ):
        kernel("WRITE_ONCE(*x, zz);")
    with pytest.raises(UsageError, match=r"^line 3, column 16: zz is no location of this test$"):
        kernel("r0 = READ_ONCE(zz);")


def test_a_primitive_that_the_kernel_has_and_the_table_lacks_is_skipped() -> None:
    """SRCU, for one."""
    with pytest.raises(
        UnsupportedError, match=r"^line 3, column 6: srcu_read_lock\(\) is not read$"
    ):
        kernel("r0 = srcu_read_lock(x);")


def test_registers_without_a_name_never_clash() -> None:
    """Two loads in one expression go to two registers."""
    first, second, _ = short("r0 = READ_ONCE(x) + READ_ONCE(x);")
    assert isinstance(first, Read)
    assert isinstance(second, Read)
    assert first.register != second.register
    assert Register(first.register) != R1
    assert Address("x") == first.address
