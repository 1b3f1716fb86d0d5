"""What a litmus test says, whichever way it was written down: threads of statements, a question.

Numbers are C ints that never go below zero in a test worth writing; a location's address is a
value too (``Address``). Registers belong to their thread, locations are shared.
"""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Constant:
    """A number."""

    value: int


@dataclass(frozen=True, slots=True)
class Register:
    """A thread's register, or in the final condition ``thread:name``."""

    name: str
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """``&x``, the address of a shared location."""

    location: str


@dataclass(frozen=True, slots=True)
class Contents:
    """``x`` in the final condition: what the location holds in the end."""

    location: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator applied to expressions.

    Attributes:
        operator: as in C: ``+ - & | ^ == != < > <= >= && || !`` (``!`` has one operand). ``&x[i]``
            and ``x[i]`` are ``+`` on an address, for the dependency; the offset must be 0.
        operands: one or two expressions.
    """

    operator: str
    operands: tuple["Expression", ...]


Expression: TypeAlias = Constant | Register | Address | Contents | Operation

Ordering: TypeAlias = Literal["plain", "once", "acquire", "release", "full"]


@dataclass(frozen=True, slots=True)
class Read:
    """``r = READ_ONCE(*p)``, ``smp_load_acquire(p)``, ``rcu_dereference(*p)``; plain ``r = *p``."""

    register: str
    address: Expression
    ordering: Ordering
    line: int = 0


@dataclass(frozen=True, slots=True)
class Write:
    """``WRITE_ONCE(*p, v)``, ``smp_store_release(p, v)``, ``rcu_assign_pointer(p, v)``; plain."""

    address: Expression
    value: Expression
    ordering: Ordering
    line: int = 0


@dataclass(frozen=True, slots=True)
class Update:
    """One atomic read-modify-write: xchg, cmpxchg, atomic_add_return, atomic_add, ...

    Attributes:
        address: of the location.
        new: the value stored, in which ``OLD`` stands for the value read.
        ordering: ``once`` is _relaxed; ``full`` the unsuffixed form.
        register: gets ``result``; None where nothing is returned.
        result: what is returned, in terms of ``OLD`` and the thread's registers; ``SUCCEEDED`` in
            it is 1 if the store happens and 0 otherwise.
        expected: for cmpxchg and atomic_add_unless: store only if this holds of ``OLD``; if it does
            not, the access is a plain ``once`` read that orders nothing.
        returns: False for atomic_add() and the like, whose read orders nothing under LKMM.
    """

    address: Expression
    new: Expression
    ordering: Ordering
    register: str | None = None
    result: Expression | None = None
    expected: Expression | None = None
    returns: bool = True
    line: int = 0


OLD = Register("<old>")
SUCCEEDED = Register("<succeeded>")


@dataclass(frozen=True, slots=True)
class Fence:
    """A barrier or a marker.

    Attributes:
        kind: ``mb rmb wmb barrier before-atomic after-atomic after-spinlock after-unlock-lock``,
            ``rcu-lock rcu-unlock sync-rcu``.
    """

    kind: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Lock:
    """``spin_lock(&x)``, ``spin_unlock(&x)``, ``r = spin_trylock(&x)``, ``r = spin_is_locked(&x)``.

    Attributes:
        kind: ``lock``, ``unlock``, ``trylock`` or ``is_locked``.
    """

    kind: str
    address: Expression
    register: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Assign:
    """``r = expression``, touching no memory."""

    register: str
    value: Expression
    line: int = 0


@dataclass(frozen=True, slots=True)
class If:
    """``if (condition) { ... } else { ... }``."""

    condition: Expression
    then: tuple["Statement", ...]
    otherwise: tuple["Statement", ...] = ()
    line: int = 0


Statement: TypeAlias = Read | Write | Update | Fence | Lock | Assign | If


@dataclass(frozen=True, slots=True)
class Program:
    """One litmus test.

    Attributes:
        name: as given, or empty.
        threads: each thread's statements.
        condition: the final condition.
        quantifier: ``exists``, ``~exists`` or ``forall``.
        filter: executions that do not satisfy it are not looked at.
        initial: what locations start with; absent means 0.
        registers: what registers start with, by thread and name; absent means 0.
        shown: ``locations [...]``: what to print besides the condition's own variables.
        plain: some access is neither marked nor a lock: the data-race flag applies.
    """

    name: str
    threads: tuple[tuple[Statement, ...], ...]
    condition: Expression
    quantifier: Literal["exists", "~exists", "forall"] = "exists"
    filter: Expression | None = None
    initial: dict[str, Expression] = field(default_factory=dict)
    registers: dict[tuple[int, str], Expression] = field(default_factory=dict)
    shown: tuple[Expression, ...] = ()
    plain: bool = False
