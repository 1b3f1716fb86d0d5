"""The machine of x86: a store waits in a buffer of its thread, first in, first out.

Sewell, Sarkar, Owens, Zappa Nardelli, Myreen, "x86-TSO: a rigorous and usable programmer's model
for x86 multiprocessors" (2010). The thread itself sees its buffer. smp_mb() is MFENCE and a locked
instruction waits for an empty buffer; all other barriers and orders are the compiler's alone.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple, cast

from impl.access import Access
from impl.condition import unmet
from impl.machine import LEAVES, STEP
from impl.memory import Location, Value, Word
from impl.sections import Sections
from impl.trace import Source, Step, Store

NEVER = 1 << 30
"""Later than every grace period."""

_DRAINING = frozenset(("smp_mb", "rmw", "synchronize_rcu_begin", "synchronize_rcu_end"))


class Stored(NamedTuple):
    """A store on its way or in memory.

    `section` is the latest grace period that the first section closed behind it is after: a later
    grace period cannot end while the store is on its way.
    """

    location: Location
    word: Word
    source: Source | None = None
    section: int = NEVER


class StoreBuffers:
    """Memory and a buffer for each thread (see `impl.machine.Machine`)."""

    __slots__ = ("_buffers", "_count", "_sections", "_words")

    def __init__(self, initial: Mapping[Location, Value], threads: Iterable[str]) -> None:
        names = tuple(threads)
        self._words = {place: Stored(place, Word(value)) for place, value in initial.items()}
        self._buffers: dict[str, tuple[Stored, ...]] = dict.fromkeys(names, ())
        self._count = dict.fromkeys(names, 0)
        self._sections = Sections(names)

    def ways(self, thread: str, access: Access | None) -> tuple[str, ...]:
        """One if the step can be taken, and one more if the buffer can drain a store."""
        drains = (LEAVES,) if self._buffers[thread] else ()
        if access is None or not self._is_enabled(thread, access):
            return drains
        return STEP + drains

    def take(self, thread: str, access: Access, how: str) -> tuple[Step, Word | None]:
        """Take a step."""
        step = access.step
        operation = step.operation
        location = cast("Location", step.location)
        if operation in ("load", "wait"):
            seen = self._seen(thread, location)
            word = seen.word
            return Step(thread, operation, location, word.value, how, seen.source), word
        if operation == "store":
            stored = self._stored(thread, location, cast("Value", step.value), access.lives[0])
            self._buffers[thread] += (stored,)
        elif operation == "rmw":
            seen = self._words[location]
            change = cast("Callable[[Value], Value]", access.change)
            self._words[location] = self._stored(thread, location, change(seen.word.value), 0)
            value = self._words[location].word.value
            return Step(thread, operation, location, value, how, seen.source), None
        elif operation == "stop_machine":
            stores = cast("tuple[Store, ...]", step.value)
            for (place, value), life in zip(stores, access.lives, strict=True):
                self._words[place] = self._stored(thread, place, value, life)
        else:
            if operation == "rcu_read_unlock" and self._sections.depth(thread) == 1:
                self._close(thread)
            self._sections.take(thread, operation)
        return step, None

    def leave(self, thread: str, how: str) -> Step:
        """Drain the oldest store of a thread's buffer."""
        stored, *rest = self._buffers[thread]
        self._buffers[thread] = tuple(rest)
        self._words[stored.location] = stored
        return Step(thread, "leave", stored.location, stored.word.value, how, stored.source)

    def keeps(self, thread: str) -> bool:
        """Whether the thread's buffer has a store."""
        return bool(self._buffers[thread])

    def reason(self, thread: str, access: Access | None) -> str:
        """Why a thread cannot go on."""
        assert access is not None  # a buffer can always drain
        step = access.step
        if step.location is None:
            return self._sections.reason(thread, step.operation)
        return unmet(step.location, self._seen(thread, step.location).word.value, access.when)

    def interrupts_off(self, thread: str) -> bool:
        """Whether a thread keeps interrupts off its CPU."""
        return self._sections.interrupts_off(thread)

    def values(self) -> dict[Location, Value]:
        """Return what memory holds, whatever the buffers hold."""
        return {place: stored.word.value for place, stored in self._words.items()}

    def is_private(self, access: Access) -> bool:
        """A store goes to the thread's own buffer; barriers but smp_mb() do nothing."""
        return access.step.operation in ("store", "smp_wmb", "smp_rmb")

    def copy(self) -> "StoreBuffers":
        """Return an independent copy."""
        other = StoreBuffers({}, ())
        other._words, other._buffers = dict(self._words), dict(self._buffers)
        other._count, other._sections = dict(self._count), self._sections.copy()
        return other

    def key(self) -> Hashable:
        """Return memory, buffers and what is held."""
        return (
            tuple(self._words.values()),
            tuple(self._buffers.values()),
            self._sections.key(),
        )

    def _is_enabled(self, thread: str, access: Access) -> bool:
        operation = access.step.operation
        if operation in _DRAINING and self._buffers[thread]:
            return False
        if access.when is not None:
            location = cast("Location", access.step.location)
            return access.when(self._seen(thread, location).word.value)
        if operation == "stop_machine":
            return not any(self._buffers.values()) and not self._sections.unstoppable(thread)
        if operation == "synchronize_rcu_end":
            grace = self._sections.grace(thread)
            return not self._sections.awaited(thread) and not any(
                stored.section < grace for buffer in self._buffers.values() for stored in buffer
            )
        return True

    def _seen(self, thread: str, location: Location) -> Stored:
        """Return what a thread's load of a location reads."""
        for stored in reversed(self._buffers[thread]):
            if stored.location == location:
                return stored
        return self._words[location]

    def _stored(self, thread: str, location: Location, value: Value, life: int) -> Stored:
        """Return the next store of a thread."""
        number = self._count[thread]
        self._count[thread] += 1
        return Stored(location, Word(value, life), (thread, number))

    def _close(self, thread: str) -> None:
        """Keep grace periods waiting for the stores before the end of a section."""
        after = self._sections.after(thread)
        self._buffers[thread] = tuple(
            stored._replace(section=min(stored.section, after)) for stored in self._buffers[thread]
        )
