"""What a page holds in its hands: loaded values, conditions on them, list entries, places."""

from dataclasses import dataclass, replace
from typing import Any

from spec.errors import PageError
from spec.term import Bool, Number, any_of, either, equal, less, minus, negate, pick, plus
from spec.term import field as bits_of
from spec.words import Array, Fence, Mask

ADVICE = (
    "a strategy page cannot branch on a loaded value: use retry_if() for a check, "
    "wait() for a wait and choose() for a choice"
)


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A Boolean that depends on loaded values."""

    holds: Bool

    def __bool__(self) -> bool:
        raise PageError(ADVICE)

    def __invert__(self) -> "Condition":
        """The negation."""
        return Condition(negate(self.holds))

    def __or__(self, other: "Condition") -> "Condition":
        """Either of two; unlike C's, it looks at both."""
        return Condition(any_of(self.holds, other.holds))


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A number that a thread loaded.

    Attributes:
        number: its value.
        loads: the loads that it was computed from.
    """

    number: Number
    loads: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        raise PageError(ADVICE)

    def __index__(self) -> int:
        raise PageError("a loaded value is no Python number: load through walk() or a Pointer")

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]
        """A condition, not a Python truth."""
        return Condition(equal(self.number, _number(other)))

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]
        """A condition, not a Python truth."""
        return Condition(negate(equal(self.number, _number(other))))

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: object) -> Condition:
        """A condition, not a Python truth."""
        return Condition(less(self.number, _number(other)))

    def __gt__(self, other: object) -> Condition:
        """A condition, not a Python truth."""
        return Condition(less(_number(other), self.number))

    def __add__(self, other: int) -> "Loaded":
        """The sum."""
        return Loaded(plus(self.number, other), self.loads)

    def __sub__(self, other: int) -> "Loaded":
        """The difference, which must not be negative."""
        return Loaded(minus(self.number, other), self.loads)

    def __and__(self, mask: int) -> "Loaded":
        """The low bits: the mask is one less than a power of two."""
        if mask < 1 or mask & (mask + 1):
            raise PageError(f"& takes a mask of low bits such as 1, 3 or 7, not {mask}")
        return Loaded(bits_of(self.number, 0, mask.bit_length()), self.loads)


def _number(value: object) -> Number:
    if isinstance(value, Loaded):
        return value.number
    if isinstance(value, int):
        return value
    raise PageError(f"a loaded value can be compared with a number, not with {value!r}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list as the writer sees it: a zone, or the terminator.

    Attributes:
        word: the zone pointer with the zone's fixed attributes; 0 is NULL.
        idx: the zone's type, 0 for the terminator.
        ends_node: the next entry is on another node, or there is none.
    """

    word: Number
    idx: Number
    ends_node: Bool = False


END = Entry(word=0, idx=0)


@dataclass(frozen=True, slots=True)
class Between:
    """What orders the loads of a walk, each with the condition that it is there.

    Attributes:
        after_idx: barriers behind the load of a slot's index.
        after_zone: barriers behind the load of a slot's pointer, or of its one word.
        acquire_idx: the load of the index is a load-acquire.
        acquire_zone: the load of the pointer, or of the one word, is a load-acquire.
        dependency: the pointer's address is computed from the index.
    """

    after_idx: tuple[tuple[Fence, Bool], ...] = ()
    after_zone: tuple[tuple[Fence, Bool], ...] = ()
    acquire_idx: Bool = False
    acquire_zone: Bool = False
    dependency: Bool = False


def between_loads(what: "Fence | Between | None") -> Between:
    """A barrier after every load, or whatever else is asked for."""
    if isinstance(what, Fence):
        return Between(after_idx=((what, True),), after_zone=((what, True),))
    return what or Between()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a walk starts or goes: slots of one of several arrays.

    Attributes:
        arrays: each array with the condition that it is the one meant.
        slots: for each slot, whether it is the one to start at; empty means the head.
        life: which rebuild published the array, where the place came from a pointer.
        address: loads that the address depends on.
    """

    arrays: tuple[tuple[Bool, Array], ...]
    slots: tuple[Bool, ...] = ()
    life: Number | None = None
    address: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of a mask.

    Attributes:
        mask: whose copies they are.
        version: which one, as loaded from the pointer to it.
    """

    mask: Mask
    version: Loaded


@dataclass(frozen=True, slots=True)
class Unless:
    """A mask that is tested only where there is no policy, or the policy is ignored.

    Attributes:
        policy: the mask of the policy.
        mask: the mask tested instead.
    """

    policy: Mask
    mask: Mask


def element(arrays: tuple[Array, Array], index: Loaded) -> Place:
    """The head of ``arrays[index]``: unlike a choice, an address computed from what was loaded."""
    second = equal(index.number, 1)
    chosen = _choose_place(second, place(arrays[1]), place(arrays[0]))
    return replace(chosen, address=index.loads)


def choose(condition: Condition, then: Any, otherwise: Any) -> Any:
    """One of two numbers, arrays or places, by a condition on loaded values."""
    if isinstance(then, Array | Place):
        return _choose_place(condition.holds, place(then), place(otherwise))
    return Loaded(pick(condition.holds, _number(then), _number(otherwise)))


def _choose_place(condition: Bool, then: Place, otherwise: Place) -> Place:
    if not isinstance(condition, bool):
        size = max(len(then.slots), len(otherwise.slots))
        slots = tuple(
            either(condition, left, right)
            for left, right in zip(_slots(then, size), _slots(otherwise, size), strict=True)
        )
        arrays = tuple((both(condition, holds), array) for holds, array in then.arrays) + tuple(
            (both(negate(condition), holds), array) for holds, array in otherwise.arrays
        )
        life = None
        if then.life is not None or otherwise.life is not None:
            life = pick(condition, _life(then), _life(otherwise))
        return Place(_merged(arrays), slots, life, then.address + otherwise.address)
    return then if condition else otherwise


def _life(where: Place) -> Number:
    """Which rebuild published the place; an array that never moves is as old as can be."""
    return 0 if where.life is None else where.life


def _slots(where: Place, size: int) -> tuple[Bool, ...]:
    return where.slots or tuple(slot == 0 for slot in range(size))


def _merged(arrays: tuple[tuple[Bool, Array], ...]) -> tuple[tuple[Bool, Array], ...]:
    names = {array.name: array for _, array in arrays}
    if len(names) == 1:
        return ((True, arrays[0][1]),)
    return arrays


def both(left: Bool, right: Bool) -> Bool:
    """The conjunction of two."""
    return either(left, right, False)


def place(where: "Array | Place") -> Place:
    """The head of an array, or the place itself."""
    return where if isinstance(where, Place) else Place(((True, where),))
