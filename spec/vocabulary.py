"""What a strategy page may say: memory, stores, loads, fences, sections, walks.

A page is two kinds of plain functions, for the writer and for the reader, over the words below.
They run twice: symbolically, where they leave an event structure behind, and on concrete values,
where a schedule is replayed. So a loaded value is no Python value: comparing it gives a
``Condition``, and branching on either is an error with advice.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, NamedTuple, Protocol

from spec.errors import PageError
from spec.term import Bool, Number, either, equal, less, minus, negate, pick, plus
from spec.term import field as bits_of

ADVICE = (
    "a strategy page cannot branch on a loaded value: use retry_if() for a check, "
    "wait() for a wait and choose() for a choice"
)


class Location(NamedTuple):
    """One shared word, such as ``zonerefs[2].zone`` or ``seq``."""

    name: str
    slot: int | None = None
    word: str = ""

    def __str__(self) -> str:
        """The name as it is printed in schedules."""
        if self.slot is None:
            return self.name
        return f"{self.name}[{self.slot}]" + (f".{self.word}" if self.word else "")


class Slot(NamedTuple):
    """One zoneref of an array: two words, or one where the array says so."""

    name: str
    slot: int

    @property
    def zone(self) -> Location:
        """The pointer word."""
        return Location(self.name, self.slot, "zone")

    @property
    def zone_idx(self) -> Location:
        """The index word."""
        return Location(self.name, self.slot, "zone_idx")

    @property
    def both(self) -> Location:
        """Pointer and index in one word, for an array with ``one_word``."""
        return Location(self.name, self.slot)


@dataclass(frozen=True, slots=True)
class Array:
    """An array of zonerefs.

    Attributes:
        name: as printed in schedules.
        copies: how many longest lists, each with its terminator, it has room for.
        one_word: index and pointer share a word that is loaded and stored at once.
        spare: it starts empty instead of holding L0.
    """

    name: str
    copies: int = field(default=1, kw_only=True)
    one_word: bool = field(default=False, kw_only=True)
    spare: bool = field(default=False, kw_only=True)

    def __getitem__(self, slot: int) -> Slot:
        """The zoneref at ``slot``, counted from 0."""
        return Slot(self.name, slot)


@dataclass(frozen=True, slots=True)
class Cell:
    """A shared word of its own, such as a sequence count."""

    name: str
    initial: int = 0


@dataclass(frozen=True, slots=True)
class Pointer:
    """A shared pointer to one of two arrays; it starts at the first."""

    name: str
    arrays: tuple[Array, Array]


class Fence(Enum):
    """The kernel's barriers."""

    MB = "smp_mb()"
    RMB = "smp_rmb()"
    WMB = "smp_wmb()"


Order = Literal["once", "acquire", "release"]


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A Boolean that depends on loaded values."""

    holds: Bool

    def __bool__(self) -> bool:
        raise PageError(ADVICE)

    def __invert__(self) -> "Condition":
        """The negation."""
        return Condition(negate(self.holds))


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """A number that a thread loaded."""

    number: Number

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
        return Loaded(plus(self.number, other))

    def __sub__(self, other: int) -> "Loaded":
        """The difference, which must not be negative."""
        return Loaded(minus(self.number, other))

    def __and__(self, mask: int) -> "Loaded":
        """The low bits: the mask is one less than a power of two."""
        if mask < 1 or mask & (mask + 1):
            raise PageError(f"& takes a mask of low bits such as 1, 3 or 7, not {mask}")
        return Loaded(bits_of(self.number, 0, mask.bit_length()))


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
        return Place(_merged(arrays), slots)
    return then if condition else otherwise


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


class Writer(Protocol):
    """What the writer of one rebuild may do.

    Attributes:
        number: which rebuild this is, counted from 1.
    """

    number: int

    def new_list(self, *, backwards: bool = False) -> Iterator[tuple[int, Entry]]:
        """The new list slot by slot, its terminator last, or first when going backwards.

        Like the three below, it is for a ``for`` loop: what the body does is done only for slots
        that the list has, so its items cannot be collected first.
        """

    def new_zones(self, *, backwards: bool = False) -> Iterator[tuple[int, Entry]]:
        """The new list slot by slot, without its terminator."""

    def new_end(self) -> Iterator[tuple[int, Entry]]:
        """The slot of the new list's terminator, and the terminator."""

    def copy_of_old_list(self) -> Iterator[tuple[int, Entry]]:
        """A copy of the old list behind it, from its far-end terminator back to its first zone."""

    def store(
        self, location: Location | Cell, value: object, *, order: Order = "once", when: Bool = True
    ) -> None:
        """Store an entry or its idx to a zoneref's word, or a number to a cell."""

    def store_word(self, slot: Slot, entry: Entry) -> None:
        """Store pointer and index at once, in an array with ``one_word``."""

    def increment(self, cell: Cell) -> None:
        """Store one more than the cell held; only the writer writes it, so nothing is loaded."""

    def spare(self, pointer: Pointer) -> Array:
        """The array that the pointer does not designate."""

    def assign(self, pointer: Pointer, array: Array) -> None:
        """``rcu_assign_pointer()``: publish the array with a store-release."""

    def free(self, array: Array) -> None:
        """Store FREED in every word of the array."""

    def update(
        self,
        cell: Cell,
        *,
        when: Callable[[Loaded], Condition],
        change: Callable[[Loaded], Loaded | int],
        order: Order,
    ) -> None:
        """One atomic read-modify-write, taken when the value read allows it."""

    def fence(self, fence: Fence) -> None:
        """A barrier."""

    def synchronize_rcu(self) -> None:
        """Wait for every read-side section that has begun; a full barrier on both sides."""

    def stop_machine(self) -> AbstractContextManager[None]:
        """What is inside is one step, taken while no CPU runs anything else."""

    def change_pages(self) -> None:
        """One zone gains its first pages or loses its last: the only event of a fixed list."""


class Reader(Protocol):
    """What a reader may do."""

    def load(self, cell: Cell, *, order: Order = "once") -> Loaded:
        """Load a cell."""

    def wait(
        self, cell: Cell, until: Callable[[Loaded], Condition], *, order: Order = "once"
    ) -> Loaded:
        """Load a cell until its value is as awaited; only the last load is a step."""

    def update(
        self,
        cell: Cell,
        *,
        when: Callable[[Loaded], Condition],
        change: Callable[[Loaded], Loaded | int],
        order: Order,
    ) -> None:
        """One atomic read-modify-write, taken when the value read allows it."""

    def dereference(self, pointer: Pointer) -> Place:
        """``rcu_dereference()``: the head of the array that the pointer designates."""

    def fence(self, fence: Fence) -> None:
        """A barrier."""

    def walk(self, start: Array | Place, *, between: Fence | None = None) -> None:
        """Visit what the request leaves, from a place to the terminator or to a page.

        Args:
            start: an array (from its head) or a place.
            between: a barrier after every load.
        """

    def first(self, start: Array | Place, *, between: Fence | None = None) -> Place:
        """``first_zones_zonelist()``: the first slot that satisfies the request."""

    def retry_if(self, condition: Condition) -> None:
        """Discard this attempt, with all it visited, and repeat it, if the condition holds."""

    def rcu_section(self) -> AbstractContextManager[None]:
        """``rcu_read_lock()`` ... ``rcu_read_unlock()``."""

    def preemption_off(self) -> AbstractContextManager[None]:
        """``preempt_disable()`` ... ``preempt_enable()``: no stop_machine in between."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The verdict a page expects for one property, and why, in kernel terms.

    Attributes:
        refuted_by: rebuild kinds that break the property; empty means proved.
        needs: for a kind that one rebuild of two zones does not bring about: the fewest
            rebuilds and zones that do. Below them the property is proved.
        vacuous: rebuild kinds under which nothing can happen at all.
        because: one sentence in kernel terms.
    """

    refuted_by: tuple[str, ...]
    because: str
    vacuous: tuple[str, ...] = ()
    needs: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def verdict(self, kind: str, rebuilds: int, zones: int) -> str:
        """The word expected for one rebuild kind inside so many rebuilds and zones."""
        kinds = self.refuted_by if kind == "any" else {kind} & {*self.refuted_by}
        for refuting in kinds:
            fewest, least = self.needs.get(refuting, (1, 2))
            if rebuilds >= fewest and zones >= least:
                return "REFUTED"
        return "VACUOUS" if kind in self.vacuous else "PROVED"


EVERY_KIND = ("online", "offline", "reorder")


def refuted(
    *kinds: str, because: str, needs: Mapping[str, tuple[int, int]] | None = None
) -> Expected:
    """The property breaks under these kinds of rebuild, and so under ``any``.

    Args:
        kinds: ``online``, ``offline``, ``reorder``, or ``any`` where only a mix breaks it.
        because: one sentence in kernel terms.
        needs: for a kind, the fewest rebuilds and zones that break it, where one rebuild of
            two zones does not.

    Raises:
        PageError: a kind is unknown, or there is none.
    """
    unknown = {*kinds, *(needs or ())} - {*EVERY_KIND, "any"}
    if unknown or not kinds:
        named = ", ".join(sorted(unknown)) or "no kind"
        raise PageError(f"refuted() takes online, offline, reorder or any, not {named}")
    return Expected(kinds, because, needs=dict(needs or {}))


def proved(because: str, *, vacuous: tuple[str, ...] = ()) -> Expected:
    """The property holds, whatever the rebuild."""
    return Expected((), because, vacuous)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy:
    """One way of updating the list under readers.

    Attributes:
        name: the page's id.
        arrays: every array of zonerefs.
        cells: every cell.
        pointers: every pointer to an array.
        writer: one rebuild.
        walk: one pass: called with what ``first`` returned, or None to start at the head.
        first: the recompute after ``restart:``; absent where no slot is kept across passes.
        begin: takes the slow path's cookie, where there is one.
        moved: the slow path's retry check on that cookie.
        pages_move: the list is fixed; zones gain and lose pages instead.
        expect: the verdict expected for each property that applies.
    """

    name: str
    arrays: tuple[Array, ...]
    cells: tuple[Cell, ...] = ()
    pointers: tuple[Pointer, ...] = ()
    writer: Callable[[Writer], None]
    walk: Callable[[Reader, Any], None]
    first: Callable[[Reader], Any] | None = None
    begin: Callable[[Reader], Any] | None = None
    moved: Callable[[Reader, Any], Condition] | None = None
    pages_move: bool = False
    expect: Mapping[str, Expected]
