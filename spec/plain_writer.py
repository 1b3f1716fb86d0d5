"""The writer of a page on plain values: asks for one step after another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from spec.machine import FREED, Request
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
    Mask,
    Order,
    Pointer,
    Slot,
    Strategy,
)

Ask = Callable[[Request], Any]


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
        ordered: object = True,
    ) -> None:
        """See ``Writer``."""
        if not when:
            return
        if isinstance(location, Cell):
            assert isinstance(value, int)
            self._counts[location.name] = value
            location = Location(location.name)
        word = value.word if isinstance(value, Entry) else value
        self._put(location, word, order if ordered else "once")

    def _put(self, location: Location, value: Any, order: Order = "once") -> None:
        if self._stopped is not None:
            self._stopped.append((location, value))
        else:
            self._ask(Request("store", location, value, life=self.number, order=order))

    def store_word(
        self, slot: Slot, entry: Entry, *, order: Order = "once", ordered: object = True
    ) -> None:
        """See ``Writer``."""
        self._put(slot.both, (entry.word, entry.idx), order if ordered else "once")

    def wait(
        self,
        cell: Cell,
        until: Callable[[Loaded], Condition],
        *,
        order: Order = "once",
        ordered: object = True,
    ) -> None:
        """See ``Writer``."""
        self._ask(wait_request(cell, until, order if ordered else "once"))

    def increment(
        self,
        cell: Cell,
        *,
        order: Order = "once",
        when: object = True,
        ordered: object = True,
    ) -> None:
        """See ``Writer``."""
        if not when:
            return
        self._counts[cell.name] += 1
        order = order if ordered else "once"
        self._put(Location(cell.name), self._counts[cell.name], order)

    def spare(self, pointer: Pointer) -> Array:
        """See ``Writer``."""
        return pointer.arrays[1 - self._live[pointer.name]]

    def assign(self, pointer: Pointer, array: Array, *, ordered: object = True) -> None:
        """See ``Writer``."""
        self._live[pointer.name] = pointer.arrays.index(array)
        self._put(Location(pointer.name), self.number, "release" if ordered else "once")

    def free(self, array: Array) -> None:
        """See ``Writer``."""
        for slot in range(capacity(self._scenario, array)):
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
        ordered: object = True,
    ) -> None:
        """See ``Writer``."""
        kept = order if ordered else "once"
        self._ask(update_request(cell, when, change, self.number, kept))

    def fence(self, fence: Fence, *, when: object = True) -> None:
        """See ``Writer``."""
        if when:
            self._ask(Request(fence.value))

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

    @contextmanager
    def irqs_off(self, *, when: object = True, unless_rt: bool = False) -> Iterator[None]:
        """See ``Writer``."""
        if when:
            self._ask(Request("local_irq_save", value=unless_rt))
        yield
        if when:
            self._ask(Request("local_irq_restore"))

    def sleeping_lock(self) -> None:
        """See ``Writer``."""
        self._ask(Request("spin_lock"))

    def nodes_or(self, mask: Mask, *, when: object = True) -> None:
        """See ``Writer``."""
        if when:
            self._store_mask(mask, self._version(mask, 1) | self._version(mask, 0))

    def nodes_assign(self, mask: Mask, *, when: object = True) -> None:
        """See ``Writer``."""
        if when:
            self._store_mask(mask, self._version(mask, 0))

    def only_if(self, condition: object) -> Iterator[None]:
        """See ``Writer``."""
        if condition:
            yield

    def policy_of(self, owner: str) -> bool:
        """See ``Writer``."""
        return self._scenario.policy == owner

    def moves_apart(self, mask: Mask) -> bool:
        """See ``Writer``."""
        return not self._version(mask, 1) & self._version(mask, 0)

    def _version(self, mask: Mask, ago: int) -> frozenset[int]:
        return dict(self._scenario.masks)[mask.name][self.number - ago]

    def _store_mask(self, mask: Mask, nodes: frozenset[int]) -> None:
        mask = self._strategy.own(mask) or mask
        for at in range(mask.words):
            self._put(mask.word(at, self.number), bits_of(mask, at, nodes, self._scenario.zones))

    def change_pages(self) -> None:
        """See ``Writer``."""
        zone = self._scenario.events[self.number - 1]
        self._pages[zone - 1] = not self._pages[zone - 1]
        self._put(Location("pages", zone), int(self._pages[zone - 1]))


def bits_of(mask: Mask, at: int, nodes: frozenset[int], zones: int) -> int:
    """The value of one word of a mask, where there are as many nodes as zones."""
    return sum(1 << place for place, node in enumerate(mask.nodes(at, zones)) if node in nodes)


def wait_request(cell: Cell, until: Callable[[Loaded], Condition], order: Order) -> Request:
    """A load that is repeated until its value is as awaited, as a request."""
    return Request(
        "wait",
        Location(cell.name),
        when=lambda value: until(Loaded(value)).holds is True,
        order=order,
    )


def update_request(
    cell: Cell,
    when: Callable[[Loaded], Condition],
    change: Callable[[Loaded], Loaded | int],
    life: int,
    order: Order,
) -> Request:
    """One atomic read-modify-write as a request."""

    def changed(value: int) -> Any:
        result = change(Loaded(value))
        return result.number if isinstance(result, Loaded) else result

    return Request(
        "update",
        Location(cell.name),
        when=lambda value: when(Loaded(value)).holds is True,
        change=changed,
        life=life,
        order=order,
    )


def capacity(scenario: Scenario, array: Array) -> int:
    """How many slots the array has in this scenario."""
    return array.copies * (max(len(names) for names in scenario.lists) + 1)
