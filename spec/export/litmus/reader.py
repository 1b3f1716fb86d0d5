"""The reader, P1: a pass, with every slot that it may come to written out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from spec.export.litmus.code import Code
from spec.export.litmus.memory import Memory
from spec.export.litmus.walk import Masks, Walk
from spec.instance import Instance
from spec.term import Bool, equal, field, negate
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
    place,
)


class WrittenReader(Walk):
    """The reader of a page as text. Loaded values are registers, conditions are terms over them."""

    def __init__(self, code: Code, memory: Memory, instance: Instance) -> None:
        super().__init__(code, memory, instance)
        self.fast = True
        self.held: Any = None

    def read_pass(self) -> None:
        """One pass from slot 0; a pass that its own check rejects is not repeated."""
        with self.surrounded():
            self._memory.strategy.walk(self, None)

    @contextmanager
    def surrounded(self) -> Iterator[None]:
        """What surrounds a whole pass or allocation."""
        strategy = self._memory.strategy
        with strategy.around(self) if strategy.around else nullcontext() as self.held:
            yield

    def load(self, cell: Cell, *, order: Order = "once", ordered: Bool = True) -> Loaded:
        """See ``Reader``."""
        held = self._load(Location(cell.name), order if ordered else "once")
        return Loaded(held.number, self._latest)

    def wait(
        self,
        cell: Cell,
        until: Callable[[Loaded], Condition],
        *,
        order: Order = "once",
        ordered: Bool = True,
    ) -> Loaded:
        """See ``Reader``."""
        location = Location(cell.name)
        if self._memory.stopped and all(map(_of(until), self._memory.values(location))):
            return self.load(cell, order=order, ordered=ordered)  # there is nothing to wait for
        self._moves(cell)
        held = self._access.wait(location, _of(until), order if ordered else "once")
        self._registers.append(self.code.registers[-1])
        return Loaded(held.number, self._latest)

    def store(self, cell: Cell, value: int, *, order: Order = "once", ordered: Bool = True) -> None:
        """See ``Reader``."""
        self._moves(cell)
        self._memory.store(Location(cell.name), value)
        self._access.store(Location(cell.name), value, order if ordered else "once")

    def update(
        self,
        cell: Cell,
        *,
        when: Callable[[Loaded], Condition],
        change: Callable[[Loaded], Loaded | int],
        order: Order,
        ordered: Bool = True,
    ) -> None:
        """See ``Reader``."""
        self._moves(cell)

        def changed(value: int) -> int:
            result = change(Loaded(value))
            number = result.number if isinstance(result, Loaded) else result
            assert isinstance(number, int)
            return number

        kept = order if ordered else "once"
        self._access.update(Location(cell.name), _of(when), changed, kept)

    def dereference(
        self, pointer: Pointer, *, order: Order = "once", ordered: Bool = True
    ) -> Place:
        """See ``Reader``."""
        life = self._load(Location(pointer.name), order if ordered else "once").number
        odd = equal(field(life, 0, 1), 1)
        first, second = pointer.arrays
        return Place(((negate(odd), first), (odd, second)), life=life, address=self._latest)

    def fence(self, fence: Fence, *, when: Bool = True) -> None:
        """See ``Reader``."""
        if when:
            self.code.say(f"{fence.value};")

    def retry_if(self, condition: Condition) -> None:
        """See ``Reader``."""
        if condition.holds is False:
            return
        if not self.again:
            self.again = self.code.register("again")
        with self.code.block(condition.holds):
            self.code.say(f"{self.again} = 1;")

    @contextmanager
    def rcu_section(self) -> Iterator[None]:
        """See ``Reader``."""
        self.code.say("rcu_read_lock();")
        yield
        self.code.say("rcu_read_unlock();")

    @contextmanager
    def preemption_off(self) -> Iterator[None]:
        """See ``Reader``."""
        self.code.say("barrier(); // preempt_disable()")
        with self._stop_kept_out():
            yield
        self.code.say("barrier(); // preempt_enable()")

    def walk(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: Masks = (),
    ) -> None:
        """See ``Reader``."""
        self.end = self._scan(place(start), between_loads(between), masks)

    def first(
        self,
        start: Array | Place,
        *,
        between: Fence | Between | None = None,
        masks: Masks = (),
    ) -> Place:
        """See ``Reader``."""
        where = place(start)
        slots = self._first(where, between_loads(between), masks)
        return Place(where.arrays, slots, where.life, where.address)


def _of(asked: Callable[[Loaded], Condition]) -> Callable[[int], bool]:
    return lambda value: asked(Loaded(value)).holds is True
