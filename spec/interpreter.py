"""Runs a page on concrete values, following a schedule. No terms, no solver.

Every schedule the search finds passes through here before anyone sees it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from spec.errors import UsageError
from spec.instance import Instance
from spec.machine import FREED, Machine, Request, Step, Thread
from spec.run import GaveUp, Pass, Run, Visit
from spec.scenario import Scenario
from spec.vocabulary import (
    END,
    Array,
    Cell,
    Condition,
    Entry,
    Fence,
    Loaded,
    Location,
    Order,
    Place,
    Pointer,
    Slot,
    Strategy,
    place,
)

Ask = Callable[[Request], Any]


@dataclass(frozen=True, slots=True)
class Replay:
    """A schedule followed to its end.

    Attributes:
        scenario: what was run.
        start: memory before the first step.
        trace: every step taken.
        run: what the reader did.
        finished: whether the reader came to its end.
    """

    scenario: Scenario
    start: dict[Location, Any]
    trace: tuple[Step, ...]
    run: Run
    finished: bool


class PlainWriter:
    """The writer of a page on concrete lists."""

    def __init__(self, ask: Ask, strategy: Strategy, scenario: Scenario) -> None:
        self.number = 0
        self._ask = ask
        self._strategy = strategy
        self._scenario = scenario
        self._counts = {cell.name: cell.initial for cell in strategy.cells}
        self._live = {pointer.name: 0 for pointer in strategy.pointers}
        self._stopped: list[tuple[Location, Any]] | None = None
        self._pages = list(scenario.pages_before)

    def rebuild(self, number: int) -> None:
        """Run the page's writer for this rebuild."""
        self.number = number
        self._strategy.writer(self)

    def _entry(self, names: tuple[int, ...], slot: int) -> Entry:
        if slot == len(names):
            return END
        nodes = self._scenario.nodes
        zone = names[slot]
        ends = slot + 1 == len(names) or nodes[zone - 1] != nodes[names[slot + 1] - 1]
        return Entry(zone, self._scenario.types[zone - 1], ends)

    def new_list(self, *, backwards: bool = False) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        if backwards:
            yield from self.new_end()
        yield from self.new_zones(backwards=backwards)
        if not backwards:
            yield from self.new_end()

    def new_zones(self, *, backwards: bool = False) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        new = self._scenario.lists[self.number]
        slots = range(len(new))
        for slot in reversed(slots) if backwards else slots:
            yield slot, self._entry(new, slot)

    def new_end(self) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        yield len(self._scenario.lists[self.number]), END

    def copy_of_old_list(self) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        old = self._scenario.lists[self.number - 1]
        for slot in reversed(range(len(old) + 1)):
            yield len(old) + slot, self._entry(old, slot)

    def store(
        self,
        location: Location | Cell,
        value: object,
        *,
        order: Order = "once",
        when: object = True,
    ) -> None:
        """See ``Writer``."""
        del order
        if not when:
            return
        if isinstance(location, Cell):
            assert isinstance(value, int)
            self._counts[location.name] = value
            location = Location(location.name)
        self._put(location, value.word if isinstance(value, Entry) else value)

    def _put(self, location: Location, value: Any) -> None:
        if self._stopped is not None:
            self._stopped.append((location, value))
        else:
            self._ask(Request("store", location, value, life=self.number))

    def store_word(self, slot: Slot, entry: Entry) -> None:
        """See ``Writer``."""
        self._put(slot.both, (entry.word, entry.idx))

    def increment(self, cell: Cell) -> None:
        """See ``Writer``."""
        self._counts[cell.name] += 1
        self._put(Location(cell.name), self._counts[cell.name])

    def spare(self, pointer: Pointer) -> Array:
        """See ``Writer``."""
        return pointer.arrays[1 - self._live[pointer.name]]

    def assign(self, pointer: Pointer, array: Array) -> None:
        """See ``Writer``."""
        self._live[pointer.name] = pointer.arrays.index(array)
        self._put(Location(pointer.name), self.number)

    def free(self, array: Array) -> None:
        """See ``Writer``."""
        for slot in range(_capacity(self._scenario, array)):
            for word in (
                [array[slot].both] if array.one_word else [array[slot].zone, array[slot].zone_idx]
            ):
                self._put(word, FREED)

    def update(
        self,
        cell: Cell,
        *,
        when: Callable[[Loaded], Condition],
        change: Callable[[Loaded], Loaded | int],
        order: Order,
    ) -> None:
        """See ``Writer``."""
        del order
        self._ask(_update(cell, when, change, self.number))

    def fence(self, fence: Fence) -> None:
        """See ``Writer``."""

    def synchronize_rcu(self) -> None:
        """See ``Writer``."""
        self._ask(Request("synchronize_rcu begin"))
        self._ask(Request("synchronize_rcu end"))

    @contextmanager
    def stop_machine(self) -> Iterator[None]:
        """See ``Writer``."""
        self._stopped = []
        yield
        stores, self._stopped = tuple(self._stopped), None
        self._ask(Request("stop_machine", value=stores, life=self.number))

    def change_pages(self) -> None:
        """See ``Writer``."""
        zone = self._scenario.events[self.number - 1]
        self._pages[zone - 1] = not self._pages[zone - 1]
        self._put(Location("pages", zone), int(self._pages[zone - 1]))


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
        if self._scenario.events:
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

    def load(self, cell: Cell, *, order: Order = "once") -> Loaded:
        """See ``Reader``."""
        del order
        return Loaded(self._ask(Request("load", Location(cell.name)))[0])

    def wait(
        self, cell: Cell, until: Callable[[Loaded], Condition], *, order: Order = "once"
    ) -> Loaded:
        """See ``Reader``."""
        del order
        request = Request(
            "wait", Location(cell.name), when=lambda value: until(Loaded(value)).holds is True
        )
        return Loaded(self._ask(request)[0])

    def update(
        self,
        cell: Cell,
        *,
        when: Callable[[Loaded], Condition],
        change: Callable[[Loaded], Loaded | int],
        order: Order,
    ) -> None:
        """See ``Reader``."""
        del order
        self._ask(_update(cell, when, change, 0))

    def dereference(self, pointer: Pointer) -> Place:
        """See ``Reader``."""
        life = self._ask(Request("load", Location(pointer.name)))[0]
        return Place(((True, pointer.arrays[life % 2]),), life=life)

    def fence(self, fence: Fence) -> None:
        """See ``Reader``."""

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

    def walk(self, start: Array | Place, *, between: Fence | None = None) -> None:
        """See ``Reader``."""
        del between
        for _, zone in self._scan(place(start)):
            self._visits.append(Visit(True, self._instance.words[zone]))
            if self._has_page(zone):
                self._found = True
                return

    def first(self, start: Array | Place, *, between: Fence | None = None) -> Place:
        """See ``Reader``."""
        del between
        where = place(start)
        for slot, _ in self._scan(where):
            return Place(where.arrays, tuple(at == slot for at in range(slot + 1)), where.life)
        return Place(where.arrays, (False,), where.life)

    def _has_page(self, zone: int) -> bool:
        if self._scenario.reader == "pass":
            return False
        if self._scenario.events:
            return bool(self._ask(Request("load", Location("pages", zone)))[0] == 1)
        first = self._scenario.pages_from[zone - 1]
        return first is not None and first <= self._number

    def _scan(self, start: Place) -> Iterator[tuple[int, int]]:
        array = next(array for holds, array in start.arrays if holds)
        slot = start.slots.index(True) if start.slots else 0
        request = self._scenario
        while slot < _capacity(request, array):
            if array.one_word:
                zone, idx = self._word(array[slot].both, start)
            else:
                idx = self._word(array[slot].zone_idx, start)
                if idx != FREED and idx <= request.limit:
                    zone = self._word(array[slot].zone, start)
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

    def _word(self, location: Location, start: Place) -> Any:
        value, life = self._ask(Request("load", location))
        if start.life is not None and life > start.life:
            self.run.freed = True
        return value


def _update(
    cell: Cell,
    when: Callable[[Loaded], Condition],
    change: Callable[[Loaded], Loaded | int],
    life: int,
) -> Request:
    def changed(value: int) -> Any:
        result = change(Loaded(value))
        return result.number if isinstance(result, Loaded) else result

    return Request(
        "update",
        Location(cell.name),
        when=lambda value: when(Loaded(value)).holds is True,
        change=changed,
        life=life,
    )


def _capacity(scenario: Scenario, array: Array) -> int:
    return array.copies * (max(len(names) for names in scenario.lists) + 1)


def initial_memory(strategy: Strategy, scenario: Scenario) -> dict[Location, Any]:
    """What every word holds before the first step."""
    memory: dict[Location, Any] = {Location(cell.name): cell.initial for cell in strategy.cells}
    memory.update({Location(pointer.name): 0 for pointer in strategy.pointers})
    for zone, has in enumerate(scenario.pages_before, 1):
        memory[Location("pages", zone)] = int(has)
    for array in strategy.arrays:
        names = () if array.spare else scenario.lists[0]
        for slot in range(_capacity(scenario, array)):
            zone = names[slot] if slot < len(names) else 0
            idx = scenario.types[zone - 1] if zone else 0
            if array.one_word:
                memory[array[slot].both] = (zone, idx)
            else:
                memory[array[slot].zone] = zone
                memory[array[slot].zone_idx] = idx
    return memory


def replay(strategy: Strategy, scenario: Scenario) -> Replay:
    """Follow the scenario's schedule step by step.

    Raises:
        UsageError: a step cannot be taken when the schedule says so.
    """
    if bool(scenario.events) != strategy.pages_move and (
        scenario.events or len(scenario.lists) > 1
    ):
        raise UsageError(
            f"{strategy.name} takes "
            + ("one list and events" if strategy.pages_move else "lists and no events")
        )
    instance = scenario.instance()
    machine = Machine(initial_memory(strategy, scenario))
    start = dict(machine.memory)
    reader_run = Run()

    def write(ask: Ask) -> None:
        writer = PlainWriter(ask, strategy, scenario)
        for number in range(1, (len(scenario.events) or len(scenario.lists) - 1) + 1):
            writer.rebuild(number)

    def read(ask: Ask) -> Run:
        nonlocal reader_run
        reader = PlainReader(ask, strategy, scenario, instance)
        reader_run = reader.run
        return reader.read_pass() if scenario.reader == "pass" else reader.allocation()

    threads = {"w": Thread("writer", write), "r": Thread("reader", read)}
    for thread in threads.values():
        thread.advance()
    begins: dict[int, int] = {}
    for at, letter in enumerate(scenario.steps(), 1):
        if letter not in threads:
            raise UsageError(f"step {at} of the schedule is by {letter!r}: use w or r")
        thread = threads[letter]
        _note_passes(threads["r"], machine, begins)
        if thread.waiting is None:
            raise UsageError(f"step {at} of the schedule is by the {thread.name}, who has finished")
        if not machine.can(thread.waiting):
            raise UsageError(
                f"step {at} of the schedule is {thread.waiting.action} by the {thread.name}, "
                "who has to wait there"
            )
        thread.answers.append(machine.take(thread.name, thread.waiting))
        thread.advance()
    _note_passes(threads["r"], machine, begins)
    for record in reader_run.passes:
        if record.number in begins:
            record.pages_kept = tuple(_pages_kept(start, machine.trace, begins[record.number]))
    return Replay(scenario, start, tuple(machine.trace), reader_run, threads["r"].finished)


def _note_passes(reader: Thread, machine: Machine, begins: dict[int, int]) -> None:
    """Remember after how many steps a pass begins; beginning is no step."""
    while reader.waiting is not None and reader.waiting.action == "pass begins":
        begins[reader.waiting.value] = len(machine.trace)
        reader.answers.append(None)
        reader.advance()


def _pages_kept(start: dict[Location, Any], trace: list[Step], begin: int) -> Iterator[bool]:
    """For each zone, whether it has pages from that step on and never loses them."""
    memories = [trace[begin - 1].memory if begin else start]
    memories += [step.memory for step in trace[begin:]]
    zones = sorted(location for location in start if location.name == "pages")
    for location in zones:
        yield all(memory[location] == 1 for memory in memories)
