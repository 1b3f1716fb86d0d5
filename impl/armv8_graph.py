"""The machine of `impl.armv8_memory` without a clock: stores are in order where somebody can tell.

Nothing is kept back. A store can be read as soon as it was made, and which of two stores came to
memory first stays open until a load decides it: one that takes an older store than the newest was
made before the next store of the location came, so whatever the load had to see came before that
too. What is left is a partial order, and every order of `leave` steps that fits it is a run of
`impl.armv8_memory` with the same loads. A view is a set of stores, as the bits of a number.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple, cast

from impl.access import Access
from impl.condition import unmet
from impl.graph_thread import GraphThread
from impl.machine import STEP, WAITS, choices, older
from impl.memory import Location, Value, View, Word
from impl.sections import Sections
from impl.store_order import StoreOrder
from impl.trace import Source, Step, Store


class Armv8Graph:
    """The stores of each location in order, and what else is known about their order.

    See `impl.machine.Machine`.
    """

    __slots__ = ("_count", "_grace_views", "_order", "_sections", "_threads")

    def __init__(self, initial: Mapping[Location, Value], threads: Iterable[str]) -> None:
        names = tuple(threads)
        self._order = StoreOrder()
        for location, value in initial.items():
            self._order.begin(location, Word(value))
        self._threads = dict.fromkeys(names, GraphThread())
        self._count = dict.fromkeys(names, 0)
        self._sections = Sections(names)
        self._grace_views: tuple[View, ...] = (0,)

    @property
    def order(self) -> StoreOrder:
        """All stores, and which came before which."""
        return self._order

    def ways(self, thread: str, access: Access | None) -> tuple[str, ...]:
        """The stores a load can take; the places of its location's order a store can have."""
        if access is None:
            return WAITS
        operation = access.step.operation
        if operation in ("load", "wait"):
            return choices([back for back, _ in self._readable(thread, access)])
        if operation == "store":
            return choices(self._places(thread, access))
        if operation == "rmw":
            return choices([back for back, _ in self._updatable(thread, access)])
        if operation == "stop_machine" and self._sections.unstoppable(thread):
            return WAITS
        if operation == "synchronize_rcu_end" and self._sections.awaited(thread):
            return WAITS
        if operation == "rcu_read_lock" and self._sections.depth(thread) == 0:
            return choices(list(range(self._sections.begun - self._sections.ended + 1)))
        return STEP

    def take(self, thread: str, access: Access, how: str) -> tuple[Step, Word | None]:
        """Take a step."""
        step = access.step
        operation = step.operation
        own = self._threads[thread]
        if operation in ("load", "wait"):
            return self._load(thread, access, how)
        if operation == "store":
            self._store(thread, access, older(how))
        elif operation == "rmw":
            return self._update(thread, access, how), None
        elif operation == "stop_machine":
            self._stop(thread, access)
        elif operation == "smp_wmb":
            self._threads[thread] = own._replace(stores=own.stores | own.stored)
        elif operation == "smp_rmb":
            self._threads[thread] = own._replace(loads=own.loads | own.loaded)
        elif operation == "smp_mb":
            self._threads[thread] = own.behind(own.everything)
        else:
            self._hold(thread, operation, older(how))
        return step._replace(how=how), None

    def leave(self, thread: str, how: str) -> Step:
        """Nothing is kept back here."""
        raise AssertionError(thread, how)

    def keeps(self, thread: str) -> bool:
        """Never: a store can be read at once."""
        del thread
        return False

    def reason(self, thread: str, access: Access | None) -> str:
        """Why a thread cannot go on."""
        assert access is not None
        step = access.step
        if step.location is None:
            return self._sections.reason(thread, step.operation)
        return unmet(step.location, self._order.newest(step.location).word.value, access.when)

    def interrupts_off(self, thread: str) -> bool:
        """Whether a thread keeps interrupts off its CPU."""
        return self._sections.interrupts_off(thread)

    def values(self) -> dict[Location, Value]:
        """Return the newest value of every location."""
        return {place: self._order.newest(place).word.value for place in self._order.locations()}

    def is_private(self, access: Access) -> bool:
        """A store forces nothing on others; barriers concern the thread's own views."""
        return access.step.operation in ("store", "smp_wmb", "smp_rmb", "smp_mb")

    def copy(self) -> "Armv8Graph":
        """Return an independent copy."""
        other = Armv8Graph({}, ())
        other._order, other._sections = self._order.copy(), self._sections.copy()
        other._threads, other._count = dict(self._threads), dict(self._count)
        other._grace_views = self._grace_views
        return other

    def key(self) -> Hashable:
        """Return the order of stores, views and what is held."""
        return (
            self._order.key(),
            tuple(self._threads.values()),
            self._sections.key(),
            self._grace_views,
        )

    def _readable(self, thread: str, access: Access) -> Iterator[tuple[int, int]]:
        """The stores a load can take: how many newer ones there are, and the number."""
        own = self._threads[thread]
        location = cast("Location", access.step.location)
        seen = self._order.closed(own.before(access))
        floor = own.floor(location)
        newer: int | None = None
        for back, number in enumerate(self._order.newest_first(location)):
            if newer is not None and seen >> newer & 1:
                return
            if access.when is None or access.when(self._order.message(number).word.value):
                yield back, number
            if number == floor:
                return
            newer = number

    def _places(self, thread: str, access: Access) -> list[int]:
        """How many stores to the location can be newer than the thread's next one."""
        own = self._threads[thread]
        location = cast("Location", access.step.location)
        before = self._order.closed(own.before_store(access))
        places = []
        newer: int | None = None
        for back, number in enumerate(self._order.newest_first(location)):
            if newer is not None and before >> newer & 1:
                break
            if newer is None or not self._order.is_glued(newer):
                places.append(back)
            if number == own.floor(location):
                break
            newer = number
        return places

    def _updatable(self, thread: str, access: Access) -> Iterator[tuple[int, int]]:
        """The stores an update can read and be the next after."""
        own = self._threads[thread]
        location = cast("Location", access.step.location)
        for back, number in self._readable(thread, access):
            after, _ = own.read(location, access, number)
            before = self._order.closed(after.before_store(access))
            newer = self._order.following(location, number)
            if newer is None or not (self._order.is_glued(newer) or before >> newer & 1):
                yield back, number

    def _load(self, thread: str, access: Access, how: str) -> tuple[Step, Word]:
        message, view = self._read(thread, access, older(how))
        location, operation = cast("Location", access.step.location), access.step.operation
        step = Step(thread, operation, location, message.word.value, how, message.source)
        return step, message.word._replace(view=view)

    def _read(self, thread: str, access: Access, back: int) -> "tuple[_Read, View]":
        """Take a store, and note what came before the next one of the location."""
        own = self._threads[thread]
        location = cast("Location", access.step.location)
        number = self._order.nth_newest(location, back)
        self._order.read(location, number, own.before(access))
        self._threads[thread], view = own.read(location, access, number)
        message = self._order.message(number)
        return _Read(message.word, message.source, number), view

    def _store(self, thread: str, access: Access, back: int) -> None:
        own = self._threads[thread]
        location = cast("Location", access.step.location)
        word = Word(cast("Value", access.step.value), access.lives[0])
        before = own.before_store(access)
        number = self._order.insert(location, word, self._source(thread), before, back=back)
        self._threads[thread] = own.store(location, access, number, access.after)

    def _update(self, thread: str, access: Access, how: str) -> Step:
        back = older(how)
        read, view = self._read(thread, access, back)
        location = cast("Location", access.step.location)
        value = cast("Callable[[Value], Value]", access.change)(read.word.value)
        own = self._threads[thread]
        before, source = own.before_store(access), self._source(thread)
        number = self._order.insert(location, Word(value), source, before, back=back, glued=True)
        self._threads[thread] = own.store(location, access, number, view, exclusive=True)
        return Step(thread, "rmw", location, value, how, read.source)

    def _stop(self, thread: str, access: Access) -> None:
        """Make all stores behind everything that was stored; nothing later is before them."""
        stores = cast("tuple[Store, ...]", access.step.value)
        for (location, value), life in zip(stores, access.lives, strict=True):
            source = self._source(thread)
            self._order.insert(location, Word(value, life), source, self._order.all(), back=0)
        for name, each in self._threads.items():
            self._threads[name] = each.behind(self._order.all())

    def _source(self, thread: str) -> Source:
        """Number one more store of a thread."""
        self._count[thread] += 1
        return (thread, self._count[thread] - 1)

    def _hold(self, thread: str, operation: str, back: int) -> None:
        """Open, close or await sections, with the barriers that a grace period implies."""
        own, sections = self._threads[thread], self._sections
        after = None
        if operation == "rcu_read_lock" and sections.depth(thread) == 0:
            after = sections.begun - back
            seen = 0
            for view in self._grace_views[: after + 1]:
                seen |= view
            own = own.behind(seen)
        elif operation == "rcu_read_unlock" and sections.depth(thread) == 1:
            own = own.close(sections.after(thread))
        elif operation == "synchronize_rcu_begin":
            own = own.behind(own.everything)
            self._grace_views += (own.loads,)
        elif operation == "synchronize_rcu_end":
            for each in tuple(self._threads.values()):
                own = own.behind(each.closed_before(sections.grace(thread)))
        self._threads[thread] = own
        sections.take(thread, operation, after=after)


class _Read(NamedTuple):
    """What a load took."""

    word: Word
    source: Source | None
    number: int
