"""The reader of a page on plain values: ordinary loops, one step after another."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import count
from typing import Any

from spec.instance import Instance
from spec.machine import FREED, Request
from spec.plain_writer import Ask, capacity, update_request, wait_request
from spec.run import GaveUp, Pass, Run, Visit
from spec.scenario import Scenario
from spec.term import plus
from spec.values import between_loads
from spec.vocabulary import (
    Array,
    Between,
    Cell,
    Check,
    Condition,
    Copy,
    Fence,
    Loaded,
    Location,
    Mask,
    Order,
    Place,
    Pointer,
    Strategy,
    Unless,
    place,
)

Masks = tuple[Mask | Copy | Unless, ...]


class _Rejected(Exception):  # noqa: N818 - how a retry leaves the attempt
    """The attempt's own check failed."""


class _Broken(Exception):  # noqa: N818 - how a walk off the array ends the run
    """A walk left the array or met FREED."""


class PlainReader:
    """The reader of a page on concrete values.

    Attributes:
        walks: the zones that each walk has come by, those to find a first slot included.
        parts: what an allocation has come to: its passes, and before its tries what leads there.
    """

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
        self._ignored = False
        self.walks: list[list[int]] = []
        self.parts: list[str] = []
        self.fast = True
        self.held: Any = None

    def read_pass(self) -> Run:
        """One pass from slot 0."""
        with self._surrounded():
            self._one_pass(0, None)
        return self.run

    def allocation(self) -> Run:
        """``__alloc_pages()``."""
        with self._surrounded():
            if self._one_pass(0, None):
                self.fast = False
                rounds = count(0, self._scenario.tries + 1)
                while self._round(next(rounds)):  # restart:
                    self.run.retried = True
                    self.run.restarts = plus(self.run.restarts, 1)
        return self.run

    def _round(self, base: int) -> bool:
        """From ``restart:`` to the OOM killer; returns whether the next round begins."""
        last = base + self._scenario.tries + 1
        self.parts.append("slow path again" if base else "slow path")
        cookie = self._strategy.begin(self) if self._strategy.begin else None
        kept = self._recompute() if self._strategy.first else None
        if self._broken:
            return False
        if self._strategy.first and self._ended:
            if self._check("nopage", cookie):
                return True
            self.run.gave_up.append(GaveUp(True, max(base - 1, 0), None))
            return False
        for number in range(base + 1, last):
            if number > base + 1:  # retry:
                self._ask(Request("sleep"))
                if self._check("retry", cookie):
                    return True
            if not self._one_pass(number, kept):
                return False
        if self._check("oom", cookie):
            return True
        self._ask(Request("sleep"))
        if not self._one_pass(last, kept):
            return False
        if self._check("last look", cookie):
            return True
        self.run.gave_up.append(GaveUp(True, last - 1, last))
        return False

    def _check(self, where: Check, cookie: Any) -> bool:
        """The retry check of the slow path, if it is made at this place."""
        if self._strategy.moved is None or where not in self._strategy.checks:
            return False
        return bool(self._strategy.moved(self, cookie).holds)

    @contextmanager
    def _surrounded(self) -> Iterator[None]:
        """What surrounds a whole pass or allocation."""
        with self._strategy.around(self) if self._strategy.around else nullcontext() as self.held:
            yield

    def _recompute(self) -> Any:
        assert self._strategy.first
        while True:
            kept = self._attempt(self._strategy.first)
            if not self._rejected:
                return kept
            self.run.rejected_first = plus(self.run.rejected_first, 1)

    def _one_pass(self, number: int, kept: Any) -> bool:
        """Run one pass until its check accepts it; returns "ended without a page"."""
        record = Pass(number)
        self.run.passes.append(record)
        self._number = number
        self.parts.append(f"pass {number}: {self._named(number)}")
        if self._strategy.moves == "pages":
            self._ask(Request("pass begins", value=number))
        while True:
            self._visits = record.visits
            self._attempt(lambda reader: self._strategy.walk(reader, kept))
            if not self._rejected:
                break
            record.visits.clear()
            record.rejected = plus(record.rejected, 1)
        record.completed, record.found = self._ended, self._found
        return self._ended

    def _named(self, number: int) -> str:
        turn = (number - 1) % (self._scenario.tries + 1) + 1
        if number == 0:
            return "fast path"
        return "last look" if turn > self._scenario.tries else f"try {turn}"

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
        request = wait_request(cell, until, order if ordered else "once")
        value, _ = self._load(request)
        return Loaded(value, (self._loads,))

    def _load(self, request: Request) -> Any:
        """Ask for a load and count it: dependencies name loads by their number."""
        self._loads += 1
        return self._ask(request)

    def store(
        self, cell: Cell, value: int, *, order: Order = "once", ordered: object = True
    ) -> None:
        """See ``Reader``."""
        kept = order if ordered else "once"
        self._ask(Request("store", Location(cell.name), value, order=kept))

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

    def walk(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: Masks = (),
    ) -> None:
        """See ``Reader``."""
        for _, zone in self._scan(place(start), between_loads(between), masks):
            self._visits.append(Visit(True, self._instance.words[zone]))
            if self._has_page(zone):
                self._found = True
                return

    def first(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: Masks = (),
    ) -> Place:
        """See ``Reader``."""
        where = place(start)
        for slot, _ in self._scan(where, between_loads(between), masks):
            here = tuple(at == slot for at in range(slot + 1))
            return Place(where.arrays, here, where.life, where.address)
        return Place(where.arrays, (False,), where.life, where.address)

    def _has_page(self, zone: int) -> bool:
        if self._scenario.reader == "pass":
            return False
        if self._strategy.moves == "pages":
            return bool(self._load(Request("load", Location("pages", zone)))[0] == 1)
        first = self._scenario.pages_from[zone - 1]
        return first is not None and first <= self._number

    def _scan(self, start: Place, between: Between, masks: Masks = ()) -> Iterator[tuple[int, int]]:
        if start.slots and True not in start.slots:
            self._ended = not self._broken
            return
        self._ended = False
        array = next(array for holds, array in start.arrays if holds)
        slot = start.slots.index(True) if start.slots else 0
        request = self._scenario
        self.walks.append([])
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
                node = request.nodes[zone - 1]
                allowed = request.mask is None or node in request.mask
                if allowed and all(self._has(each, node) for each in masks):
                    self.walks[-1].append(zone)
                    yield slot, zone
            slot += 1
        self._broken = self.run.outside = True

    def _has(self, each: Mask | Copy | Unless, node: int) -> bool:
        """Whether a mask has a node, if it is tested at all: one load of the word that tells."""
        mask = each if isinstance(each, Mask) else each.mask
        given = not self._given(each.policy) if isinstance(each, Unless) else self._given(mask)
        own = self._strategy.own(mask)
        if own is None or not given:
            return True
        mask = own
        nodes = self._scenario.zones
        at = next(at for at in range(mask.words) if node in mask.nodes(at, nodes))
        version = each.version.number if isinstance(each, Copy) else 0
        address = each.version.loads if isinstance(each, Copy) else ()
        assert isinstance(version, int)
        word, _ = self._load(Request("load", mask.word(at, version), address=address))
        return bool(word >> mask.nodes(at, nodes).index(node) & 1)

    def _given(self, mask: Mask) -> bool:
        """The mask is no policy, or the request has one that is not ignored."""
        masks = self._strategy.masks
        if len(masks) < 2 or mask.name != masks[0].name:
            return True
        return self._scenario.policy != "none" and not self._ignored

    def only_if(self, condition: object) -> Iterator[None]:
        """See ``Reader``."""
        if condition:
            yield

    def policy_of(self, owner: str) -> bool:
        """See ``Reader``."""
        return self._scenario.policy == owner

    def ignore_if_disjoint(
        self, policy: Mask, mems: Mask, *, confirm: Callable[[], Condition] | None = None
    ) -> Condition:
        """See ``Reader``."""
        both = [mine for mask in (policy, mems) if (mine := self._strategy.own(mask))]
        if not both or not self._given(policy):
            return Condition(False)
        shared = 0
        for at in range(both[0].words):
            left, right = (self._load(Request("load", mask.word(at)))[0] for mask in both)
            shared |= left & right
        confirmed = confirm is None or confirm().holds
        self._ignored = not shared and bool(confirmed)
        return Condition(self._ignored)

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
