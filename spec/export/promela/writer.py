"""The writer of a page as Promela: the page is run, and what it asks for is written down."""

# ruff: noqa: ARG002 - steps are in order anyway: nothing depends on what orders them

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from spec.errors import UsageError
from spec.export.promela.notation import Lines, Names, bare, fit, value
from spec.export.promela.setting import FREED, Setting, capacity, present
from spec.term import Bool, Number, all_of, at_most, equal, minus, negate, plus
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


class PromelaWriter:
    """Writes down what the writer of a page does, each step that others see by itself.

    Attributes:
        number: of the rebuild.
        text: the body of the process.
        frees: whether it frees an array.
    """

    def __init__(self, strategy: Strategy, setting: Setting, names: Names, *, lives: bool) -> None:
        self.number = 0
        self.text = Lines()
        self._strategy = strategy
        self._setting = setting
        self._names = names
        self._lives = lives
        self._live = dict.fromkeys(strategy.pointers, 0)
        self.frees = False
        self._stopped: list[str] | None = None
        for number in range(1, setting.changes + 1):
            self._rebuild(number)

    def _rebuild(self, number: int) -> None:
        self.number = number
        self.text.add(
            "", f"/* {'rebuild' if self._strategy.moves == 'lists' else 'change'} {number} */"
        )
        with self.text.when(self._setting.has(number)):
            self._strategy.writer(self)

    # --- lists ----------------------------------------------------------------------------

    def _entry(self, rebuild: int, slot: int) -> Entry:
        zone = self._setting.entry(rebuild, slot)
        ends = negate(self._setting.same_node(rebuild, slot))
        return Entry(zone, self._setting.idx(zone), ends)

    def _each(
        self, slots: Iterable[tuple[Bool, int]], entry: Callable[[int], Entry]
    ) -> Iterator[tuple[int, Entry]]:
        """Every slot under the condition that it is one, with what is written there."""
        for holds, slot in slots:
            if holds is not False:
                with self.text.when(holds):
                    yield slot, entry(slot)

    def new_list(self, *, backwards: bool = False) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        if backwards:
            yield from self.new_end()
        yield from self.new_zones(backwards=backwards)
        if not backwards:
            yield from self.new_end()

    def new_zones(self, *, backwards: bool = False) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        slots = [
            (present(self._setting, self.number, slot), slot) for slot in range(self._setting.zones)
        ]
        yield from self._each(
            reversed(slots) if backwards else slots, lambda slot: self._entry(self.number, slot)
        )

    def new_end(self) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        length = self._setting.length(self.number)
        slots = range(1, self._setting.zones + 1)
        yield from self._each(((equal(length, slot), slot) for slot in slots), lambda _slot: END)

    def copy_of_old_list(self) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        old = self.number - 1
        length = self._setting.length(old)

        def entry(slot: int) -> Entry:
            zone = self._setting.entry(old, minus(slot, length))
            return Entry(zone, self._setting.idx(zone))

        slots = (
            (all_of(at_most(length, slot), at_most(slot, plus(length, length))), slot)
            for slot in reversed(range(1, 2 * self._setting.zones + 1))
        )
        yield from self._each(slots, entry)

    # --- stores ---------------------------------------------------------------------------

    def _put(self, *assignments: str, when: Bool = True) -> None:
        """One step that stores, unless every CPU is stopped anyway."""
        if when is False:
            return
        with self.text.when(when):
            if self._stopped is not None or len(assignments) == 1:
                self.text.add(*(f"{each};" for each in assignments))
            else:
                self.text.add(f"d_step {{ {'; '.join(assignments)} }};")

    def _word(self, location: Location, word: Number) -> list[str]:
        if location.slot is None:
            word = fit(word, location.name) if isinstance(word, int) else word
            return [f"{self._names.of(location.name)} = {bare(word)}"]
        name = self._names.array(location.name)
        stored = [f"{name}[{location.slot}].{location.word} = {bare(word)}"]
        if self._lives:
            stored.append(f"{name}[{location.slot}].{location.word}_life = {self.number}")
        return stored

    def store(
        self,
        location: Location | Cell,
        value: object,
        *,
        order: Order = "once",
        when: Bool = True,
        ordered: Bool = True,
    ) -> None:
        """See ``Writer``."""
        where = Location(location.name) if isinstance(location, Cell) else location
        word = value.word if isinstance(value, Entry) else value
        self._put(*self._word(where, word), when=when)  # type: ignore[arg-type]

    def store_word(
        self,
        slot: Slot,
        entry: Entry,
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> None:
        """See ``Writer``."""
        self._put(*self._word(slot.zone, entry.word), *self._word(slot.zone_idx, entry.idx))

    def increment(
        self,
        cell: Cell,
        *,
        order: Order = "once",
        when: Bool = True,
        ordered: Bool = True,
    ) -> None:
        """See ``Writer``."""
        name = self._names.of(cell.name)
        self._put(f"{name}++", when=when)

    def wait(
        self,
        cell: Cell,
        until: Callable[[Loaded], Condition],
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> None:
        """See ``Writer``."""
        self.text.add(f"{bare(until(Loaded(value(self._names.of(cell.name)))).holds)};")

    def spare(self, pointer: Pointer) -> Array:
        """See ``Writer``."""
        return pointer.arrays[1 - self._live[pointer]]

    def assign(self, pointer: Pointer, array: Array, *, ordered: Bool = True) -> None:
        """See ``Writer``."""
        self._live[pointer] = pointer.arrays.index(array)
        self._put(f"{self._names.of(pointer.name)} = {self.number}")

    def free(self, array: Array) -> None:
        """See ``Writer``."""
        self.frees = True
        for slot in range(array.copies * (self._setting.zones + 1)):
            fits = negate(at_most(capacity(self._setting, array), slot))
            if fits is False:
                break
            with self.text.when(fits):
                zone = self._word(array[slot].zone, FREED)
                idx = self._word(array[slot].zone_idx, FREED)
                for stored in [[*zone, *idx]] if array.one_word else [zone, idx]:
                    self._put(*stored)

    def update(
        self,
        cell: Cell,
        *,
        when: Callable[[Loaded], Condition],
        change: Callable[[Loaded], Loaded | int],
        order: Order,
        ordered: Bool = True,
    ) -> None:
        """See ``Writer``."""
        self.text.add(updated(self._names.of(cell.name), when, change))

    def change_pages(self) -> None:
        """See ``Writer``."""
        zone = self._setting.event(self.number)
        self._put(f"pages[{bare(zone)}] = 1 - pages[{bare(zone)}]")

    # --- order and sections ---------------------------------------------------------------

    def fence(self, fence: Fence, *, when: Bool = True) -> None:
        """See ``Writer``."""
        if when is not False:
            self.text.add(f"/* {fence.value} */")

    def synchronize_rcu(self) -> None:
        """See ``Writer``."""
        self.text.add(
            "awaited = rcu;  /* synchronize_rcu(): for the section that is open now ... */",
            "!awaited;       /* ... to end */",
        )

    @contextmanager
    def stop_machine(self) -> Iterator[None]:
        """See ``Writer``."""
        self.text.add("d_step {  /* stop_machine(): waits for sections with preemption off */")
        with self.text.indented():
            self.text.add("!preempt ->")
            self._stopped = []
            yield
            self._stopped = None
        self.text.add("};")

    @contextmanager
    def irqs_off(self, *, when: Bool = True, unless_rt: bool = False) -> Iterator[None]:
        """See ``Writer``."""
        self.text.add("/* local_irq_save() */")
        yield
        self.text.add("/* local_irq_restore() */")

    def sleeping_lock(self) -> None:
        """See ``Writer``."""
        self.text.add("/* spin_lock(): no one else takes it */")

    def only_if(self, condition: Bool) -> Iterator[None]:
        """See ``Writer``."""
        if condition is not False:
            with self.text.when(condition):
                yield

    def policy_of(self, owner: str) -> Bool:
        """See ``Writer``."""
        return self._setting.policy == owner

    def nodes_or(self, mask: Mask, *, when: Bool = True) -> None:
        """See ``Writer``."""
        raise _masks(mask)

    def nodes_assign(self, mask: Mask, *, when: Bool = True) -> None:
        """See ``Writer``."""
        raise _masks(mask)

    def moves_apart(self, mask: Mask) -> Bool:
        """See ``Writer``."""
        raise _masks(mask)


def _masks(mask: Mask) -> UsageError:
    return UsageError(f"there is no Promela for the nodemask {mask.name}: choose a page of lists")


def updated(
    name: str,
    when: Callable[[Loaded], Condition],
    change: Callable[[Loaded], Loaded | int],
) -> str:
    """One atomic read-modify-write, taken when the value read allows it."""
    held = Loaded(value(name))
    result = change(held)
    new = result.number if isinstance(result, Loaded) else result
    allows = when(held).holds
    guard = "" if allows is True else f"{bare(allows)} -> "
    return f"d_step {{ {guard}{name} = {bare(new)} }};"
