"""The reader of a page on plain values: ordinary loops, one step after another."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from spec.instance import Instance
from spec.machine import FREED, Request
from spec.plain_writer import Ask, capacity, update_request
from spec.run import GaveUp, Pass, Run, Visit
from spec.scenario import Scenario
from spec.values import between_loads
from spec.vocabulary import (
    Array,
    Between,
    Cell,
    Condition,
    Fence,
    Loaded,
    Location,
    Order,
    Place,
    Pointer,
    Strategy,
    place,
)


class _Rejected(Exception):  # noqa: N818 - how a retry leaves the attempt
    """The attempt's own check failed."""


class _Broken(Exception):  # noqa: N818 - how a walk off the array ends the run
    """A walk left the array or met FREED."""


class PlainReader:
    """The reader of a page on concrete values."""

    def __init__(
        self, ask: Ask, strategy: Strategy, scenario: Scenario, instance: Instance
    ) -> None:
        self.run = Run()
        self._ask = ask
        self._strategy = strategy
        self._scenario = scenario
        self._instance = instance
        self._visits: list[Visit] = []
        self._number = 0
        self._ended = False
        self._found = False
        self._broken = False
        self._rejected = False
        self._loads = 0
        self.fast = True

    def read_pass(self) -> Run:
        """One pass from slot 0."""
        self._one_pass(0, None)
        return self.run

    def allocation(self) -> Run:
        """``__alloc_pages()``."""
        tries = self._scenario.tries
        if not self._one_pass(0, None):
            return self.run
        base = 0
        while True:  # restart:
            self.fast = False
            cookie = self._strategy.begin(self) if self._strategy.begin else None
            kept = self._recompute() if self._strategy.first else None
            if self._broken:
                return self.run
            empty = self._strategy.first is not None and self._ended
            if not empty:
                for number in range(base + 1, base + tries + 1):
                    if not self._one_pass(number, kept):
                        return self.run
            if self._strategy.moved and self._strategy.moved(self, cookie).holds:
                self.run.retried = True
                base += tries + 1
                continue
            if empty:
                self.run.gave_up.append(GaveUp(True, max(base - 1, 0), None))
                return self.run
            last = base + tries + 1
            if self._one_pass(last, kept):
                self.run.gave_up.append(GaveUp(True, last - 1, last))
            return self.run

    def _recompute(self) -> Any:
        assert self._strategy.first
        while True:
            kept = self._attempt(self._strategy.first)
            if not self._rejected:
                return kept

    def _one_pass(self, number: int, kept: Any) -> bool:
        """Run one pass until its check accepts it; returns "ended without a page"."""
        record = Pass(number)
        self.run.passes.append(record)
        self._number = number
        if self._strategy.pages_move:
            self._ask(Request("pass begins", value=number))
        while True:
            self._visits = record.visits
            self._attempt(lambda reader: self._strategy.walk(reader, kept))
            if not self._rejected:
                break
            record.visits.clear()
        record.completed, record.found = self._ended, self._found
        return self._ended

    def _attempt(self, body: Callable[["PlainReader"], Any]) -> Any:
        self._ended = self._found = self._broken = self._rejected = False
        try:
            return body(self)
        finally:
            self.run.retried = self.run.retried or self._rejected

    def load(self, cell: Cell, *, order: Order = "once", ordered: object = True) -> Loaded:
        """See ``Reader``."""
        kept = order if ordered else "once"
        value, _ = self._load(Request("load", Location(cell.name), order=kept))
        return Loaded(value, (self._loads,))

    def wait(
        self,
        cell: Cell,
        until: Callable[[Loaded], Condition],
        *,
        order: Order = "once",
        ordered: object = True,
    ) -> Loaded:
        """See ``Reader``."""
        request = Request(
            "wait",
            Location(cell.name),
            when=lambda value: until(Loaded(value)).holds is True,
            order=order if ordered else "once",
        )
        value, _ = self._load(request)
        return Loaded(value, (self._loads,))

    def _load(self, request: Request) -> Any:
        """Ask for a load and count it: dependencies name loads by their number."""
        self._loads += 1
        return self._ask(request)

    def update(
        self,
        cell: Cell,
        *,
        when: Callable[[Loaded], Condition],
        change: Callable[[Loaded], Loaded | int],
        order: Order,
        ordered: object = True,
    ) -> None:
        """See ``Reader``."""
        self._load(update_request(cell, when, change, 0, order if ordered else "once"))

    def dereference(
        self, pointer: Pointer, *, order: Order = "once", ordered: object = True
    ) -> Place:
        """See ``Reader``."""
        kept = order if ordered else "once"
        life, _ = self._load(Request("load", Location(pointer.name), order=kept))
        return Place(((True, pointer.arrays[life % 2]),), life=life, address=(self._loads,))

    def fence(self, fence: Fence, *, when: object = True) -> None:
        """See ``Reader``."""
        if when:
            self._ask(Request(fence.value))

    def retry_if(self, condition: Condition) -> None:
        """See ``Reader``."""
        if condition.holds:
            self._rejected = True

    def rcu_section(self) -> AbstractContextManager[None]:
        """See ``Reader``."""
        return self._section("rcu_read_lock", "rcu_read_unlock")

    def preemption_off(self) -> AbstractContextManager[None]:
        """See ``Reader``."""
        return self._section("preempt_disable", "preempt_enable")

    @contextmanager
    def _section(self, begin: str, end: str) -> Iterator[None]:
        self._ask(Request(begin))
        yield
        self._ask(Request(end))

    def walk(self, start: Array | Place, *, between: Fence | Between | None = None) -> None:
        """See ``Reader``."""
        for _, zone in self._scan(place(start), between_loads(between)):
            self._visits.append(Visit(True, self._instance.words[zone]))
            if self._has_page(zone):
                self._found = True
                return

    def first(self, start: Array | Place, *, between: Fence | Between | None = None) -> Place:
        """See ``Reader``."""
        where = place(start)
        for slot, _ in self._scan(where, between_loads(between)):
            here = tuple(at == slot for at in range(slot + 1))
            return Place(where.arrays, here, where.life, where.address)
        return Place(where.arrays, (False,), where.life, where.address)

    def _has_page(self, zone: int) -> bool:
        if self._scenario.reader == "pass":
            return False
        if self._strategy.pages_move:
            return bool(self._load(Request("load", Location("pages", zone)))[0] == 1)
        first = self._scenario.pages_from[zone - 1]
        return first is not None and first <= self._number

    def _scan(self, start: Place, between: Between) -> Iterator[tuple[int, int]]:
        array = next(array for holds, array in start.arrays if holds)
        slot = start.slots.index(True) if start.slots else 0
        request = self._scenario
        while slot < capacity(request, array):
            if array.one_word:
                zone, idx = self._word(array[slot].both, start, between)
            else:
                idx = self._word(array[slot].zone_idx, start, between)
                if idx != FREED and idx <= request.limit:
                    zone = self._word(array[slot].zone, start, between)
            if FREED in (idx, zone if idx != FREED and idx <= request.limit else idx):
                self._broken = self.run.freed = True
                return
            if idx <= request.limit:
                if zone == 0:
                    self._ended = True
                    return
                if request.mask is None or request.nodes[zone - 1] in request.mask:
                    yield slot, zone
            slot += 1
        self._broken = self.run.outside = True

    def _word(self, location: Location, start: Place, between: Between) -> Any:
        idx = location.word == "zone_idx"
        acquire = between.acquire_idx if idx else between.acquire_zone
        address = start.address
        if between.dependency and location.word == "zone":
            address = (*address, self._loads)
        value, life = self._load(
            Request("load", location, order="acquire" if acquire else "once", address=address)
        )
        for fence, when in between.after_idx if idx else between.after_zone:
            self.fence(fence, when=when)
        if start.life is not None and life > start.life:
            self.run.freed = True
        return value
