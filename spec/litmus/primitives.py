"""What the kernel's primitives do to memory, one table: name, arguments, statements.

Source: ``tools/memory-model/linux-kernel.def``, which says how the kernel's own model reads each of
them. What is not in this table is not read at all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from spec.litmus.program import (
    OLD,
    SUCCEEDED,
    Constant,
    Expression,
    Fence,
    Lock,
    Operation,
    Ordering,
    Read,
    Statement,
    Update,
    Write,
)

Argument: TypeAlias = Literal["place", "pointer", "value"]
Build: TypeAlias = Callable[[tuple[Expression, ...], str | None, int], tuple[Statement, ...]]


@dataclass(frozen=True, slots=True)
class Primitive:
    """One primitive.

    Attributes:
        takes: for each argument a ``place`` (an lvalue such as ``*x``), a ``pointer`` or a
            ``value``.
        build: from the arguments (of a place its address), the register that gets what is returned
            and the line, the statements. Without a register what is returned is dropped.
        returns: whether it returns anything.
        drops: whether it can do without a register for it.
    """

    takes: tuple[Argument, ...]
    build: Build
    returns: bool
    drops: bool = True


_SUFFIXES: tuple[tuple[str, Ordering], ...] = (
    ("", "full"),
    ("_relaxed", "once"),
    ("_acquire", "acquire"),
    ("_release", "release"),
)
_ONE = Constant(1)


def _load(kind: Argument, ordering: Ordering) -> Primitive:
    def build(given: tuple[Expression, ...], register: str | None, line: int) -> tuple[Read]:
        assert register is not None
        return (Read(register, given[0], ordering, line),)

    return Primitive((kind,), build, returns=True, drops=False)


def _store(kind: Argument, ordering: Ordering, *fences: str) -> Primitive:
    def build(
        given: tuple[Expression, ...], _register: str | None, line: int
    ) -> tuple[Statement, ...]:
        after = tuple(Fence(fence, line) for fence in fences)
        return (Write(given[0], given[1], ordering, line), *after)

    return Primitive((kind, "value"), build, returns=False)


def _fence(kind: str) -> Primitive:
    def build(_given: tuple[Expression, ...], _register: str | None, line: int) -> tuple[Fence]:
        return (Fence(kind, line),)

    return Primitive((), build, returns=False)


def _lock(kind: str, *, returns: bool = False) -> Primitive:
    def build(given: tuple[Expression, ...], register: str | None, line: int) -> tuple[Lock]:
        return (Lock(kind, given[0], register, line),)

    return Primitive(("pointer",), build, returns)


Change: TypeAlias = Callable[[tuple[Expression, ...]], Expression]


def _update(
    takes: tuple[Argument, ...],
    ordering: Ordering,
    new: Change,
    result: Change | None = None,
    expected: Change | None = None,
) -> Primitive:
    """An atomic update; the changes are functions of the arguments without the pointer."""
    at = takes.index("pointer")

    def build(given: tuple[Expression, ...], register: str | None, line: int) -> tuple[Update]:
        rest = given[:at] + given[at + 1 :]
        return (
            Update(
                given[at],
                new(rest),
                ordering,
                register=register,
                result=None if register is None or result is None else result(rest),
                expected=None if expected is None else expected(rest),
                returns=result is not None,
                line=line,
            ),
        )

    return Primitive(takes, build, returns=result is not None)


def _old(_given: tuple[Expression, ...]) -> Expression:
    return OLD


def _succeeded(_given: tuple[Expression, ...]) -> Expression:
    return SUCCEEDED


def _exchanges(prefix: str) -> Iterator[tuple[str, Primitive]]:
    for suffix, ordering in _SUFFIXES:
        yield (
            f"{prefix}xchg{suffix}",
            _update(("pointer", "value"), ordering, lambda given: given[0], _old),
        )
        yield (
            f"{prefix}cmpxchg{suffix}",
            _update(
                ("pointer", "value", "value"),
                ordering,
                lambda given: given[1],
                _old,
                lambda given: Operation("==", (OLD, given[0])),
            ),
        )


def _binary(operator: str) -> Change:
    return lambda given: Operation(operator, (OLD, given[0] if given else _ONE))


def _and_not(given: tuple[Expression, ...]) -> Expression:
    """OLD & ~v, without a complement."""
    return Operation("^", (OLD, Operation("&", (OLD, given[0]))))


_OPERATIONS: tuple[tuple[str, tuple[Argument, ...], Change, bool], ...] = (
    ("add", ("value", "pointer"), _binary("+"), True),
    ("sub", ("value", "pointer"), _binary("-"), True),
    ("inc", ("pointer",), _binary("+"), True),
    ("dec", ("pointer",), _binary("-"), True),
    ("and", ("value", "pointer"), _binary("&"), False),
    ("or", ("value", "pointer"), _binary("|"), False),
    ("xor", ("value", "pointer"), _binary("^"), False),
    ("andnot", ("value", "pointer"), _and_not, False),
)
"""Name, arguments, new value, and whether there is a form that returns the new value."""


def _tested(new: Change, operator: str) -> Change:
    return lambda given: Operation(operator, (new(given), Constant(0)))


def _atomics() -> Iterator[tuple[str, Primitive]]:
    for name, takes, new, returned in _OPERATIONS:
        yield f"atomic_{name}", _update(takes, "once", new)
        for suffix, ordering in _SUFFIXES:
            yield f"atomic_fetch_{name}{suffix}", _update(takes, ordering, new, _old)
            if returned:
                yield f"atomic_{name}_return{suffix}", _update(takes, ordering, new, new)
        if name in {"sub", "inc", "dec"}:
            yield f"atomic_{name}_and_test", _update(takes, "full", new, _tested(new, "=="))
    for suffix, ordering in _SUFFIXES:
        added = _binary("+")
        negative = _update(("value", "pointer"), ordering, added, _tested(added, "<"))
        yield f"atomic_add_negative{suffix}", negative
    yield (
        "atomic_add_unless",
        _update(
            ("pointer", "value", "value"),
            "full",
            _binary("+"),
            _succeeded,
            lambda given: Operation("!=", (OLD, given[1])),
        ),
    )
    yield (
        "atomic_inc_not_zero",
        _update(
            ("pointer",),
            "full",
            _binary("+"),
            _succeeded,
            lambda _given: Operation("!=", (OLD, Constant(0))),
        ),
    )


PRIMITIVES: dict[str, Primitive] = {
    "READ_ONCE": _load("place", "once"),
    "rcu_dereference": _load("place", "once"),
    "smp_load_acquire": _load("pointer", "acquire"),
    "atomic_read": _load("pointer", "once"),
    "atomic_read_acquire": _load("pointer", "acquire"),
    "WRITE_ONCE": _store("place", "once"),
    "rcu_assign_pointer": _store("place", "release"),
    "smp_store_release": _store("pointer", "release"),
    "smp_store_mb": _store("place", "once", "mb"),
    "atomic_set": _store("pointer", "once"),
    "atomic_set_release": _store("pointer", "release"),
    "smp_mb": _fence("mb"),
    "smp_rmb": _fence("rmb"),
    "smp_wmb": _fence("wmb"),
    "barrier": _fence("barrier"),
    "smp_mb__before_atomic": _fence("before-atomic"),
    "smp_mb__after_atomic": _fence("after-atomic"),
    "smp_mb__after_spinlock": _fence("after-spinlock"),
    "smp_mb__after_unlock_lock": _fence("after-unlock-lock"),
    "rcu_read_lock": _fence("rcu-lock"),
    "rcu_read_unlock": _fence("rcu-unlock"),
    "synchronize_rcu": _fence("sync-rcu"),
    "synchronize_rcu_expedited": _fence("sync-rcu"),
    "spin_lock": _lock("lock"),
    "spin_unlock": _lock("unlock"),
    "spin_trylock": _lock("trylock", returns=True),
    "spin_is_locked": _lock("is_locked", returns=True),
    **dict(_exchanges("")),
    **dict(_exchanges("atomic_")),
    **dict(_atomics()),
}
"""Every primitive that is read, by name."""
