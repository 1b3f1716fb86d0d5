"""What a strategy page may say: memory, stores, loads, fences, sections, walks.

A page is two kinds of plain functions, for the writer and for the reader, over the words below.
They run twice: symbolically, where they leave an event structure behind, and on concrete values,
where a schedule is replayed. So a loaded value is no Python value: comparing it gives a
``Condition``, and branching on either is an error with advice.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from spec.errors import PageError
from spec.term import Bool, any_of
from spec.values import (
    ADVICE,
    END,
    Between,
    Condition,
    Copy,
    Entry,
    Loaded,
    Place,
    Unless,
    both,
    choose,
    element,
    place,
)
from spec.words import Array, Cell, Fence, Location, Mask, Order, Pointer, Slot

__all__ = [
    "ADVICE",
    "END",
    "EVERY_KIND",
    "Array",
    "Between",
    "Bool",
    "Cell",
    "Condition",
    "Copy",
    "Entry",
    "Expected",
    "Fence",
    "Loaded",
    "Location",
    "Mask",
    "Order",
    "Place",
    "Pointer",
    "Reader",
    "Slot",
    "Strategy",
    "Unless",
    "Writer",
    "any_of",
    "both",
    "choose",
    "element",
    "place",
    "proved",
    "refuted",
]


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
        self,
        location: Location | Cell,
        value: object,
        *,
        order: Order = "once",
        when: Bool = True,
        ordered: Bool = True,
    ) -> None:
        """Store an entry or its idx to a zoneref's word, or a number to a cell.

        Args:
            location: the word or cell.
            value: an entry, its idx or a number.
            order: ``release`` for ``smp_store_release()``.
            when: whether it is done at all.
            ordered: whether the order is kept.
        """

    def store_word(
        self, slot: Slot, entry: Entry, *, order: Order = "once", ordered: Bool = True
    ) -> None:
        """Store pointer and index at once, in an array with ``one_word``."""

    def increment(
        self, cell: Cell, *, order: Order = "once", when: Bool = True, ordered: Bool = True
    ) -> None:
        """Store one more than the cell held; only the writer writes it, so nothing is loaded."""

    def wait(
        self,
        cell: Cell,
        until: Callable[[Loaded], Condition],
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> None:
        """Load a cell that readers store to until its value is as awaited."""

    def spare(self, pointer: Pointer) -> Array:
        """The array that the pointer does not designate."""

    def assign(self, pointer: Pointer, array: Array, *, ordered: Bool = True) -> None:
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
        ordered: Bool = True,
    ) -> None:
        """One atomic read-modify-write, taken when the value read allows it."""

    def fence(self, fence: Fence, *, when: Bool = True) -> None:
        """A barrier."""

    def synchronize_rcu(self) -> None:
        """Wait for every read-side section that has begun; a full barrier on both sides."""

    def stop_machine(self) -> AbstractContextManager[None]:
        """What is inside is one step, taken while no CPU runs anything else."""

    def irqs_off(
        self, *, when: Bool = True, unless_rt: bool = False
    ) -> AbstractContextManager[None]:
        """``local_irq_save()`` ... ``local_irq_restore()``: no interrupt on this CPU in between.

        Args:
            when: whether it is done at all.
            unless_rt: it comes with ``spin_lock_irqsave()``, which leaves them on on PREEMPT_RT.
        """

    def sleeping_lock(self) -> None:
        """A ``spinlock_t`` of the writer's own is taken: on PREEMPT_RT, that may sleep."""

    def change_pages(self) -> None:
        """One zone gains its first pages or loses its last: the only event of a fixed list."""

    def nodes_or(self, mask: Mask, *, when: Bool = True) -> None:
        """``nodes_or(mask, mask, new)``: add the new nodes, word by word."""

    def nodes_assign(self, mask: Mask, *, when: Bool = True) -> None:
        """``mask = new``, word by word; for a mask of copies, the words of a fresh copy."""

    def only_if(self, condition: Bool) -> Iterator[None]:
        """For a ``for`` loop: what its body does is done only if the condition holds."""

    def policy_of(self, owner: str) -> Bool:
        """Whether the request's policy belongs to the ``task`` or a ``vma``."""

    def moves_apart(self, mask: Mask) -> Bool:
        """Whether the mask's old and new nodes are disjoint."""


class Reader(Protocol):
    """What a reader may do.

    Attributes:
        fast: on the fast path, not in the slow path or a recompute.
        held: what ``Strategy.around`` gave for the whole pass or allocation.
    """

    fast: bool
    held: Any

    def load(self, cell: Cell, *, order: Order = "once", ordered: Bool = True) -> Loaded:
        """Load a cell."""

    def wait(
        self,
        cell: Cell,
        until: Callable[[Loaded], Condition],
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> Loaded:
        """Load a cell until its value is as awaited; only the last load is a step."""

    def store(self, cell: Cell, value: int, *, order: Order = "once", ordered: Bool = True) -> None:
        """Store a number to a cell of the reader's own."""

    def update(
        self,
        cell: Cell,
        *,
        when: Callable[[Loaded], Condition],
        change: Callable[[Loaded], Loaded | int],
        order: Order,
        ordered: Bool = True,
    ) -> None:
        """One atomic read-modify-write, taken when the value read allows it."""

    def dereference(
        self, pointer: Pointer, *, order: Order = "once", ordered: Bool = True
    ) -> Place:
        """``rcu_dereference()``: the head of the array that the pointer designates."""

    def fence(self, fence: Fence, *, when: Bool = True) -> None:
        """A barrier."""

    def walk(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: tuple[Mask | Copy | Unless, ...] = (),
    ) -> None:
        """Visit what the request leaves, from a place to the terminator or to a page.

        Args:
            start: an array (from its head) or a place.
            between: a barrier after every load, or what exactly orders the loads.
            masks: nodemasks in shared memory that a zone's node is tested against, in turn; those
                the strategy does not have, because they do not move, are part of the request.
        """

    def first(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: tuple[Mask | Copy | Unless, ...] = (),
    ) -> Place:
        """``first_zones_zonelist()``: the first slot that satisfies the request.

        Where there is none, a walk from there is over at once and has visited nothing.
        """

    def only_if(self, condition: Bool) -> Iterator[None]:
        """For a ``for`` loop: what its body does is done only if the condition holds."""

    def policy_of(self, owner: str) -> Bool:
        """Whether the request's policy belongs to the ``task`` or a ``vma``."""

    def ignore_if_disjoint(
        self, policy: Mask, mems: Mask, *, confirm: Callable[[], Condition] | None = None
    ) -> Condition:
        """Ignore the policy from now on if it shares no node with the other mask; tell so.

        Args:
            policy: the mask of the policy.
            mems: that of the cpuset.
            confirm: asked when both have been read; the policy is ignored only if it holds.
        """

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
        under: what is expected instead under a memory model that lets more happen.
    """

    refuted_by: tuple[str, ...]
    because: str
    vacuous: tuple[str, ...] = ()
    needs: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    under: Mapping[str, "Expected"] = field(default_factory=dict)

    def but(self, *models: str, expect: "Expected") -> "Expected":
        """The same, but something else under these memory models."""
        return replace(self, under={**self.under, **dict.fromkeys(models, expect)})

    def verdict(self, kind: str, rebuilds: int, zones: int, model: str = "sc") -> str:
        """The word expected for one rebuild kind inside so many rebuilds and zones."""
        if model in self.under:
            return self.under[model].verdict(kind, rebuilds, zones)
        kinds = self.refuted_by if kind == "any" else {kind} & {*self.refuted_by}
        for refuting in kinds:
            fewest, least = self.needs.get(refuting, (1, 2))
            if rebuilds >= fewest and zones >= least:
                return "REFUTED"
        return "VACUOUS" if kind in self.vacuous else "PROVED"


EVERY_KIND = ("online", "offline", "reorder")
EVERY_REASON = (
    *EVERY_KIND,
    *("widen", "narrow", "move"),
    *("cpuset", "mempolicy", "vma_policy"),
    *("task", "interrupt", "console"),
    *("no_rt", "preempt_rt"),
    "any",
)


def refuted(
    *kinds: str, because: str, needs: Mapping[str, tuple[int, int]] | None = None
) -> Expected:
    """The property breaks under these kinds, and so under ``any``.

    Args:
        kinds: of rebuild: ``online``, ``offline``, ``reorder``; of rebind: ``widen``, ``narrow``,
            ``move``, or ``cpuset``, ``mempolicy``, ``vma_policy``; ``any`` where only a mix breaks
            it; the contexts ``task``, ``interrupt``, ``console``; ``no_rt`` or ``preempt_rt``.
        because: one sentence in kernel terms.
        needs: for a kind, the fewest rebuilds and zones that break it, where one rebuild of
            two zones does not.

    Raises:
        PageError: a kind is unknown, or there is none.
    """
    unknown = {*kinds, *(needs or ())} - {*EVERY_REASON}
    if unknown or not kinds:
        named = ", ".join(sorted(unknown)) or "no kind"
        raise PageError(f"refuted() takes {', '.join(EVERY_REASON)}, not {named}")
    return Expected(kinds, because, needs=dict(needs or {}))


def proved(because: str, *, vacuous: tuple[str, ...] = ()) -> Expected:
    """The property holds, whatever the rebuild."""
    return Expected((), because, vacuous)


Check = Literal["retry", "oom", "nopage", "last look"]


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
        checks: where the slow path asks it: ``retry`` (before every try but a round's first),
            ``oom`` (before the last look), ``nopage`` (where the first slot is empty), and, in no
            kernel yet, ``last look`` (behind it).
        around: what surrounds a whole pass or allocation.
        reclaim_retry: the walk of ``should_reclaim_retry()``: a zone with pages means another try.
        second_lock: a lock that the writer takes meanwhile, and that a reader may hold.
        masks: the nodemasks that readers load from shared memory; of two, the policy's first.
        moves: what the writer changes: the ``lists``; the ``pages`` of the zones of a fixed list;
            or the ``masks`` over a fixed list.
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
    checks: tuple[Check, ...] = ("oom", "nopage")
    around: Callable[[Reader], AbstractContextManager[Any]] | None = None
    reclaim_retry: Callable[[Reader], None] | None = None
    second_lock: Cell | None = None
    masks: tuple[Mask, ...] = ()
    moves: Literal["lists", "pages", "masks"] = "lists"
    expect: Mapping[str, Expected]

    def own(self, mask: Mask) -> Mask | None:
        """The strategy's mask of this name, which may be wider; None if masks do not move."""
        return next((mine for mine in self.masks if mine.name == mask.name), None)
