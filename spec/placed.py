"""A page with its barriers taken out, and places for others.

A page is Python, so a place is a line of it: before a store, before a loop over a list, before a
load; within a walk, between the two words of a slot and between two slots. The same page runs with
a choice about each place: the solver's, to find out which are needed, or a given one.
"""

import linecache
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from spec.term import Bool, truth
from spec.vocabulary import (
    Array,
    Between,
    Cell,
    Condition,
    Copy,
    Entry,
    Fence,
    Loaded,
    Location,
    Mask,
    Order,
    Place,
    Pointer,
    Reader,
    Slot,
    Strategy,
    Unless,
    Writer,
)

WRITER, SLOW, FAST = "writer", "slow path", "fast path"
SIDES = {FAST: 1_000_000, SLOW: 1_000, WRITER: 1}
"""One on the fast path is dearer than all on the slow path, and those than all of the writer's."""

KINDS = {
    "dependency": 1,
    "acquire": 2,
    "release": 2,
    Fence.WMB.value: 3,
    Fence.RMB.value: 3,
    Fence.MB.value: 9,
}
"""What an ordering costs beside others of its side."""


EACH_SLOT = 8
"""What is passed once for every slot counts so many times."""


class Site(NamedTuple):
    """One place and one kind of ordering that it could have.

    Attributes:
        side: ``writer``, or the reader's ``slow path`` or ``fast path``.
        kind: a barrier, ``acquire``, ``release`` or ``dependency``.
        where: the place, in words and with its line.
        each_slot: it is passed once for every slot, not once for a pass or rebuild.
    """

    side: str
    kind: str
    where: str
    each_slot: bool = False

    @property
    def cost(self) -> int:
        """What it counts for when sets are compared."""
        return SIDES[self.side] * KINDS[self.kind] * (EACH_SLOT if self.each_slot else 1)

    def __str__(self) -> str:
        told = {"acquire": "a load-acquire in", "release": "a store-release in"}
        told["dependency"] = "an address dependency from"
        kind = told.get(self.kind, f"{self.kind} before")
        return f"{self.side}: {kind} {self.where}"


@dataclass
class Sites:
    """Every place of one page, found as the page runs.

    Attributes:
        chosen: the places that have their ordering; None while the solver may choose.
        strong: whether full barriers are among the kinds that the solver may choose.
        found: every place, and the choice about it.
    """

    chosen: frozenset[Site] | None = None
    strong: bool = False
    found: dict[Site, Bool] = field(default_factory=dict)

    def has(self, side: str, kind: str, where: str, *, each_slot: bool = False) -> Bool:
        """Whether the place has this ordering."""
        site = Site(side, kind, where, each_slot)
        if site not in self.found:
            number = len(self.found)
            free = self.chosen is None
            self.found[site] = truth(f"site {number}") if free else site in (self.chosen or ())
        return self.found[site]

    def barriers(
        self, side: str, where: str, *, each_slot: bool = False
    ) -> tuple[tuple[Fence, Bool], ...]:
        """The barriers that a place may have."""
        kinds = [Fence.WMB if side == WRITER else Fence.RMB]
        kinds += [Fence.MB] if self.strong or self.chosen is not None else []
        return tuple(
            (kind, self.has(side, kind.value, where, each_slot=each_slot)) for kind in kinds
        )


def placed(strategy: Strategy, sites: Sites) -> Strategy:
    """The page without its barriers, acquires and releases, with those of ``sites`` instead."""
    walk, first, begin, moved = strategy.walk, strategy.first, strategy.begin, strategy.moved
    around = strategy.around
    return replace(
        strategy,
        writer=lambda w: strategy.writer(_PlacedWriter(w, sites)),
        walk=lambda r, kept: walk(_PlacedReader(r, sites), kept),
        first=first and (lambda r: first(_PlacedReader(r, sites))),
        begin=begin and (lambda r: begin(_PlacedReader(r, sites))),
        moved=moved and (lambda r, cookie: moved(_PlacedReader(r, sites), cookie)),
        around=around and (lambda r: around(_PlacedReader(r, sites))),
    )


def _line() -> str:
    """The page's line that is running, as the name of a place."""
    frame = sys._getframe(1)  # noqa: SLF001 - the line of the page is what is asked for
    while frame.f_back is not None and frame.f_code.co_filename in {__file__, _CONTEXTS}:
        frame = frame.f_back
    code = linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
    said, _, comment = code.partition("  # ")
    name = Path(frame.f_code.co_filename).name
    return f"`{comment or said}` ({name}:{frame.f_lineno})"


_CONTEXTS = contextmanager.__code__.co_filename


class _PlacedWriter:
    """A writer that offers each of its places to ``sites``."""

    def __init__(self, writer: Writer, sites: Sites) -> None:
        self.number = writer.number
        self._writer = writer
        self._sites = sites
        self._stopped = False
        self._looping = False

    def _before(self) -> str:
        where = _line()
        if not self._stopped:  # nobody sees anything between the stores of a stopped machine
            for kind, when in self._sites.barriers(WRITER, where, each_slot=self._looping):
                self._writer.fence(kind, when=when)
        return where

    def _release(self) -> dict[str, Any]:
        where = self._before()
        if self._stopped:
            return {}
        ordered = self._sites.has(WRITER, "release", where, each_slot=self._looping)
        return {"order": "release", "ordered": ordered}

    def _loop(self, entries: Iterator[tuple[int, Entry]]) -> Iterator[tuple[int, Entry]]:
        self._looping = True
        yield from entries
        self._looping = False

    def new_list(self, *, backwards: bool = False) -> Iterator[tuple[int, Entry]]:
        self._before()
        yield from self._loop(self._writer.new_list(backwards=backwards))

    def new_zones(self, *, backwards: bool = False) -> Iterator[tuple[int, Entry]]:
        self._before()
        yield from self._loop(self._writer.new_zones(backwards=backwards))

    def new_end(self) -> Iterator[tuple[int, Entry]]:
        yield from self._writer.new_end()

    def copy_of_old_list(self) -> Iterator[tuple[int, Entry]]:
        self._before()
        yield from self._loop(self._writer.copy_of_old_list())

    def store(
        self,
        location: Location | Cell,
        value: object,
        *,
        order: Order = "once",
        when: Bool = True,
        ordered: Bool = True,
    ) -> None:
        del order, ordered
        self._writer.store(location, value, when=when, **self._release())

    def store_word(
        self, slot: Slot, entry: Entry, *, order: Order = "once", ordered: Bool = True
    ) -> None:
        del order, ordered
        self._writer.store_word(slot, entry, **self._release())

    def increment(
        self, cell: Cell, *, order: Order = "once", when: Bool = True, ordered: Bool = True
    ) -> None:
        del order, ordered
        self._writer.increment(cell, when=when, **self._release())

    def wait(
        self,
        cell: Cell,
        until: Callable[[Loaded], Condition],
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> None:
        del order, ordered
        where = self._before()
        kept = self._sites.has(WRITER, "acquire", where)
        self._writer.wait(cell, until, order="acquire", ordered=kept)

    def spare(self, pointer: Pointer) -> Array:
        return self._writer.spare(pointer)

    def assign(self, pointer: Pointer, array: Array, *, ordered: Bool = True) -> None:
        del ordered
        release = self._release()
        self._writer.assign(pointer, array, ordered=release.get("ordered", True))

    def free(self, array: Array) -> None:
        self._before()
        self._writer.free(array)

    def update(
        self,
        cell: Cell,
        *,
        when: Callable[[Loaded], Condition],
        change: Callable[[Loaded], Loaded | int],
        order: Order,
        ordered: Bool = True,
    ) -> None:
        del ordered
        where = self._before()
        kept = order == "once" or self._sites.has(WRITER, order, where)
        self._writer.update(cell, when=when, change=change, order=order, ordered=kept)

    def fence(self, fence: Fence, *, when: Bool = True) -> None:
        """Taken out."""

    def synchronize_rcu(self) -> None:
        self._writer.synchronize_rcu()

    @contextmanager
    def stop_machine(self) -> Iterator[None]:
        with self._writer.stop_machine():
            self._stopped = True
            yield
            self._stopped = False

    def change_pages(self) -> None:
        self._before()
        self._writer.change_pages()

    def irqs_off(
        self, *, when: Bool = True, unless_rt: bool = False
    ) -> AbstractContextManager[None]:
        return self._writer.irqs_off(when=when, unless_rt=unless_rt)

    def sleeping_lock(self) -> None:
        self._writer.sleeping_lock()

    def nodes_or(self, mask: Mask, *, when: Bool = True) -> None:
        self._before()
        self._writer.nodes_or(mask, when=when)

    def nodes_assign(self, mask: Mask, *, when: Bool = True) -> None:
        self._before()
        self._writer.nodes_assign(mask, when=when)

    def only_if(self, condition: Bool) -> Iterator[None]:
        yield from self._writer.only_if(condition)

    def policy_of(self, owner: str) -> Bool:
        return self._writer.policy_of(owner)

    def moves_apart(self, mask: Mask) -> Bool:
        return self._writer.moves_apart(mask)


class _PlacedReader:
    """A reader that offers each of its places to ``sites``."""

    def __init__(self, reader: Reader, sites: Sites) -> None:
        self.fast = reader.fast
        self.held = reader.held
        self._reader = reader
        self._sites = sites

    @property
    def _side(self) -> str:
        return FAST if self._reader.fast else SLOW

    def _before(self) -> str:
        where = _line()
        for kind, when in self._sites.barriers(self._side, where):
            self._reader.fence(kind, when=when)
        return where

    def _acquire(self) -> dict[str, Any]:
        where = self._before()
        return {"order": "acquire", "ordered": self._sites.has(self._side, "acquire", where)}

    def load(self, cell: Cell, *, order: Order = "once", ordered: Bool = True) -> Loaded:
        del order, ordered
        return self._reader.load(cell, **self._acquire())

    def wait(
        self,
        cell: Cell,
        until: Callable[[Loaded], Condition],
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> Loaded:
        del order, ordered
        return self._reader.wait(cell, until, **self._acquire())

    def store(self, cell: Cell, value: int, *, order: Order = "once", ordered: Bool = True) -> None:
        del order, ordered
        where = self._before()
        kept = self._sites.has(self._side, "release", where)
        self._reader.store(cell, value, order="release", ordered=kept)

    def update(
        self,
        cell: Cell,
        *,
        when: Callable[[Loaded], Condition],
        change: Callable[[Loaded], Loaded | int],
        order: Order,
        ordered: Bool = True,
    ) -> None:
        del ordered
        where = self._before()
        kept = order == "once" or self._sites.has(self._side, order, where)
        self._reader.update(cell, when=when, change=change, order=order, ordered=kept)

    def dereference(
        self, pointer: Pointer, *, order: Order = "once", ordered: Bool = True
    ) -> Place:
        del order, ordered
        return self._reader.dereference(pointer, **self._acquire())

    def fence(self, fence: Fence, *, when: Bool = True) -> None:
        """Taken out."""

    def _between(self) -> Between:
        where = self._before()
        has, side = self._sites.has, self._side
        every = {"each_slot": True}
        idx, zone, slot = (f"each {part} in {where}" for part in ("zone_idx", "zone", "next slot"))
        return Between(
            after_idx=self._sites.barriers(side, zone, **every),
            after_zone=self._sites.barriers(side, slot, **every),
            acquire_idx=has(side, "acquire", idx, **every),
            acquire_zone=has(side, "acquire", zone, **every),
            dependency=has(side, "dependency", f"{idx} to its zone", **every),
        )

    def walk(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: tuple[Mask | Copy | Unless, ...] = (),
    ) -> None:
        del between
        self._reader.walk(start, between=self._between(), masks=masks)

    def first(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: tuple[Mask | Copy | Unless, ...] = (),
    ) -> Place:
        del between
        return self._reader.first(start, between=self._between(), masks=masks)

    def retry_if(self, condition: Condition) -> None:
        self._reader.retry_if(condition)

    def rcu_section(self) -> AbstractContextManager[None]:
        return self._reader.rcu_section()

    def preemption_off(self) -> AbstractContextManager[None]:
        return self._reader.preemption_off()

    def only_if(self, condition: Bool) -> Iterator[None]:
        yield from self._reader.only_if(condition)

    def policy_of(self, owner: str) -> Bool:
        return self._reader.policy_of(owner)

    def ignore_if_disjoint(
        self, policy: Mask, mems: Mask, *, confirm: Callable[[], Condition] | None = None
    ) -> Condition:
        self._before()
        return self._reader.ignore_if_disjoint(policy, mems, confirm=confirm)
