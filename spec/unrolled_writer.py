"""The writer of a page, unrolled into events: every rebuild, every slot, guarded by the lists."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from spec.errors import PageError
from spec.events import WRITER, Event, Structure, barrier
from spec.halt import Halt
from spec.instance import FREED_IDX, Instance
from spec.term import (
    Bool,
    Number,
    all_of,
    any_of,
    equal,
    implies,
    join,
    negate,
    pick,
    plus,
)
from spec.unrolled_update import update
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


class UnrolledWriter:
    """Records what the writer function of a page does in one rebuild after another."""

    def __init__(
        self,
        structure: Structure,
        instance: Instance,
        strategy: Strategy,
        count_width: int,
        halt: Halt | None = None,
    ) -> None:
        self.number = 0
        self._halt = halt
        self._structure = structure
        self._instance = instance
        self._strategy = strategy
        self._count_width = count_width
        self._guard: Bool = True
        self._block: int | None = None
        self._block_taken: Bool = True
        self._counts: dict[str, Number] = {cell.name: cell.initial for cell in strategy.cells}
        self._live = {pointer.name: 0 for pointer in strategy.pointers}
        self._off: Bool = False
        self._off_on_rt: Bool = False
        self.life_of: dict[int, int] = {}
        self.slept: Bool = False
        self.slept_on_rt: Bool = False

    def rebuild(self, number: int) -> None:
        """Run the page's writer for this rebuild."""
        self.number = number
        self._guard = self._instance.has(number)
        self._strategy.writer(self)

    def _step(self, when: Bool = True) -> Bool:
        """The guard of the next step."""
        if self._halt is None or self._block is not None:
            return all_of(self._guard, when, self._block_taken)
        return all_of(self._guard, when, self._halt.step())

    def _wait(self, cell: Cell, until: Callable[[Loaded], Condition]) -> None:
        """The writer may stand at its next step, because what it awaits is not so."""
        if self._halt is None:
            return
        stands = all_of(self._guard, self._halt.here)
        probe = self._structure.load_shared(
            WRITER, "wait", Location(cell.name), stands, self._count_width, ghost=True
        )
        self._structure.settled.add(probe.index)
        unmet = negate(until(Loaded(probe.read)).holds)
        self._halt.blocked = any_of(self._halt.blocked, all_of(stands, unmet))

    def new_list(self, *, backwards: bool = False) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        yield from self._looped(self._entries(zones=True, end=True, backwards=backwards))

    def new_zones(self, *, backwards: bool = False) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        yield from self._looped(self._entries(zones=True, end=False, backwards=backwards))

    def new_end(self) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        yield from self._looped(self._entries(zones=False, end=True, backwards=False))

    def _looped(self, entries: Iterator[tuple[Bool, int, Entry]]) -> Iterator[tuple[int, Entry]]:
        """Each entry under its own guard; a loop that does nothing was no loop."""
        before = len(self._structure.events)
        for guard, slot, entry in entries:
            outer = self._guard
            self._guard = mine = all_of(outer, guard)
            try:
                yield slot, entry
            finally:
                nested = self._guard is not mine
                self._guard = outer
            if nested:
                raise PageError("two lists are gone through at once: finish one loop first")
        if len(self._structure.events) == before:
            raise PageError(
                "a loop over a list does nothing with it: put the stores into its body, "
                "and do not collect its items with list(), sorted() or reversed()"
            )

    def _entries(
        self, *, zones: bool, end: bool, backwards: bool
    ) -> Iterator[tuple[Bool, int, Entry]]:
        slots = range(self._instance.zones + 1)
        for slot in reversed(slots) if backwards else slots:
            here = self._has(self.number, slot)
            before = self._has(self.number, slot - 1)
            guard = before if zones and end else here if zones else all_of(before, negate(here))
            if guard is not False:
                yield guard, slot, self._entry(self.number, slot)

    def _has(self, rebuild: int, slot: int) -> Bool:
        if slot < 0:
            return True
        return slot < self._instance.zones and self._instance.present(rebuild, slot)

    def _entry(self, rebuild: int, slot: int) -> Entry:
        if slot == self._instance.zones:
            return END
        instance = self._instance
        word = instance.lists[rebuild][slot]
        ends: Bool = True
        if slot + 1 < instance.zones:
            following = instance.zone(instance.lists[rebuild][slot + 1])
            ends = any_of(
                equal(following, 0),
                negate(equal(self._node(instance.zone(word)), self._node(following))),
            )
        return Entry(word, instance.type_of(word), ends)

    def _node(self, zone: Number) -> Number:
        node: Number = 0
        for at, here in enumerate(self._instance.nodes, 1):
            node = pick(equal(zone, at), here, node)
        return node

    def copy_of_old_list(self) -> Iterator[tuple[int, Entry]]:
        """See ``Writer``."""
        yield from self._looped(self._copied())

    def _copied(self) -> Iterator[tuple[Bool, int, Entry]]:
        instance, old = self._instance, self.number - 1
        for slot in range(2 * instance.zones, 0, -1):
            far_end: Bool = False
            copied: Bool = False
            word: Number = 0
            for length in range(1, min(slot, instance.zones) + 1):
                if slot > 2 * length:
                    continue
                exactly = all_of(self._has(old, length - 1), negate(self._has(old, length)))
                if slot == 2 * length:
                    far_end = exactly
                else:
                    copied = any_of(copied, exactly)
                    word = pick(exactly, instance.lists[old][slot - length], word)
            entry = Entry(pick(far_end, 0, word), pick(far_end, 0, instance.type_of(word)))
            yield any_of(far_end, copied), slot, entry

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
        word = value.word if isinstance(value, Entry) else value
        if isinstance(location, Cell):
            assert isinstance(value, int)
            self._counts[location.name] = value
            location = Location(location.name)
        self._store(location, word, order, when, ordered)  # type: ignore[arg-type]

    def _store(
        self,
        location: Location,
        value: Number,
        order: Order = "once",
        when: Bool = True,
        ordered: Bool = True,
    ) -> Event:
        self._structure.require(location)
        event = self._structure.add(
            WRITER,
            "store",
            self._step(when),
            location=location,
            written=value,
            order=order,
            takes_effect=ordered,
            block=self._block,
        )
        self.life_of[event.index] = self.number
        return event

    def store_word(
        self, slot: Slot, entry: Entry, *, order: Order = "once", ordered: Bool = True
    ) -> None:
        """See ``Writer``."""
        self._store(slot.both, entry.word, order, ordered=ordered)

    def increment(
        self, cell: Cell, *, order: Order = "once", when: Bool = True, ordered: Bool = True
    ) -> None:
        """See ``Writer``."""
        self._structure.require(Location(cell.name))
        before = self._counts[cell.name]
        self._counts[cell.name] = pick(when, plus(before, 1), before)
        self._store(Location(cell.name), self._counts[cell.name], order, when, ordered=ordered)

    def wait(
        self,
        cell: Cell,
        until: Callable[[Loaded], Condition],
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> None:
        """See ``Writer``."""
        self._outside_stop("wait()")
        self._wait(cell, until)
        event = self._structure.load_shared(
            WRITER, "wait", Location(cell.name), self._step(), self._count_width, order=order
        )
        event.takes_effect = ordered
        seen = Loaded(event.read, (event.index,))
        self._structure.assumptions.append(implies(event.guard, until(seen).holds))

    def spare(self, pointer: Pointer) -> Array:
        """See ``Writer``."""
        return pointer.arrays[1 - self._live[pointer.name]]

    def assign(self, pointer: Pointer, array: Array, *, ordered: Bool = True) -> None:
        """See ``Writer``."""
        self._live[pointer.name] = pointer.arrays.index(array)
        self._store(Location(pointer.name), self.number, "release", ordered=ordered)

    def free(self, array: Array) -> None:
        """See ``Writer``."""
        for slot in range((self._instance.zones + 1) * array.copies):
            fits = self._instance.fits(slot, array.copies)
            if array.one_word:
                self._store(array[slot].both, self._instance.freed, when=fits)
            else:
                self._store(array[slot].zone, self._instance.freed, when=fits)
                self._store(array[slot].zone_idx, FREED_IDX, when=fits)

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
        self._outside_stop("update()")
        self._wait(cell, when)
        update(
            self._structure,
            WRITER,
            self._step(),
            cell,
            when,
            change,
            order,
            width=self._count_width,
            ordered=ordered,
        )

    def fence(self, fence: Fence, *, when: Bool = True) -> None:
        """See ``Writer``."""
        if when is not False:
            self._structure.add(WRITER, barrier(fence), all_of(self._guard, when))

    def synchronize_rcu(self) -> None:
        """See ``Writer``."""
        self._outside_stop("synchronize_rcu()")
        self._sleeps()
        begin = self._structure.add(WRITER, "synchronize_rcu begin", self._step())
        if self._halt is not None:
            stands = all_of(self._guard, self._halt.here)
            self._halt.sections.append(("rcu", stands, begin))
        end = self._structure.add(WRITER, "synchronize_rcu end", self._step())
        self._structure.grace_periods.append((begin, end))

    @contextmanager
    def stop_machine(self) -> Iterator[None]:
        """See ``Writer``."""
        self._outside_stop("stop_machine()")
        self._sleeps()
        if self._halt is not None:
            stands = all_of(self._guard, self._halt.here)
            self._halt.sections.append(("preemption", stands, None))
            self._block_taken = self._halt.step()
        self._block = len(self._structure.events)
        self._structure.stops[self._block] = all_of(self._guard, self._block_taken)
        yield
        self._block, self._block_taken = None, True

    def change_pages(self) -> None:
        """See ``Writer``."""
        zone = self._instance.page_events[self.number - 1]
        block = len(self._structure.events)
        taken = self._step()
        for at in range(1, self._instance.zones + 1):
            before = self._instance.pages_at(at, self.number - 1)
            event = self._structure.add(
                WRITER,
                "store",
                all_of(taken, equal(zone, at)),
                location=Location("pages", at),
                written=pick(before, 0, 1),
                block=block,
            )
            self.life_of[event.index] = self.number

    @contextmanager
    def irqs_off(self, *, when: Bool = True, unless_rt: bool = False) -> Iterator[None]:
        """See ``Writer``."""
        self._outside_stop("irqs_off()")
        self._structure.add(WRITER, "local_irq_save", self._step(when))
        saved = self._halt.taken if self._halt else True
        outer = self._off, self._off_on_rt
        here = all_of(self._guard, when)
        self._off = any_of(self._off, here)
        self._off_on_rt = any_of(self._off_on_rt, all_of(here, not unless_rt))
        yield
        self._off, self._off_on_rt = outer
        self._structure.add(WRITER, "local_irq_restore", self._step(when))
        if self._halt is not None:
            inside = all_of(self._guard, when, saved, negate(self._halt.taken))
            self._halt.interrupts_off = any_of(self._halt.interrupts_off, inside)

    def _outside_stop(self, what: str) -> None:
        """While the machine is stopped nobody else runs, and nothing is waited for."""
        if self._block is not None:
            raise PageError(f"stop_machine() takes stores only: move {what} out of it")

    def _sleeps(self) -> None:
        """The writer waits and lets others run meanwhile."""
        self.slept = any_of(self.slept, all_of(self._guard, self._off))

    def sleeping_lock(self) -> None:
        """See ``Writer``."""
        event = self._structure.add(WRITER, "spin_lock", self._step())
        self.slept_on_rt = any_of(self.slept_on_rt, all_of(event.guard, self._off_on_rt))

    def nodes_or(self, mask: Mask, *, when: Bool = True) -> None:
        """See ``Writer``."""
        old, new = self._versions(mask)
        self._store_mask(mask, tuple(any_of(*both) for both in zip(old, new, strict=True)), when)

    def nodes_assign(self, mask: Mask, *, when: Bool = True) -> None:
        """See ``Writer``."""
        self._store_mask(mask, self._versions(mask)[1], when)

    def only_if(self, condition: Bool) -> Iterator[None]:
        """See ``Writer``."""
        outer = self._guard
        self._guard = all_of(outer, condition)
        if self._guard is not False:
            yield
        self._guard = outer

    def policy_of(self, owner: str) -> Bool:
        """See ``Writer``."""
        return self._instance.policy_of(owner)

    def moves_apart(self, mask: Mask) -> Bool:
        """See ``Writer``."""
        return negate(any_of(*(all_of(*both) for both in zip(*self._versions(mask), strict=True))))

    def _versions(self, mask: Mask) -> tuple[tuple[Bool, ...], tuple[Bool, ...]]:
        versions = self._instance.masks.get(mask.name)
        if versions is None:
            raise PageError(
                f"the writer changes a mask {mask.name!r} that is not in the Strategy's masks: "
                "add it"
            )
        return versions[self.number - 1], versions[self.number]

    def _store_mask(self, mask: Mask, nodes: tuple[Bool, ...], when: Bool) -> None:
        mask = self._strategy.own(mask) or mask
        for at in range(mask.words):
            value = word_of(mask, at, nodes)
            self._store(mask.word(at, self.number), value, when=when)


def word_of(mask: Mask, at: int, nodes: tuple[Bool, ...]) -> Number:
    """The value of one word of a mask, one bit for each node it has bits for."""
    return join((pick(nodes[node], 1, 0), 1) for node in mask.nodes(at, len(nodes)))
