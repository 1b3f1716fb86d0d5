"""The machine that is sequentially consistent: every step takes effect at once, for everybody."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeAlias, cast

from impl.access import Access
from impl.condition import unmet
from impl.machine import STEP, WAITS
from impl.memory import Location, Value, Word
from impl.sections import Sections
from impl.trace import Step, Store

Before: TypeAlias = tuple[tuple[Location, Word], ...] | Sections
"""Words, or what every thread held."""


class SequentialMemory:
    """The words of memory (see `impl.machine.Machine`); no step leaves a choice."""

    __slots__ = ("_sections", "_words")

    def __init__(self, initial: Mapping[Location, Value], threads: Iterable[str]) -> None:
        self._words = {location: Word(value) for location, value in initial.items()}
        self._sections = Sections(threads)

    def ways(self, thread: str, access: Access | None) -> tuple[str, ...]:
        """One if the thread's step can be taken."""
        if access is None:
            return WAITS
        step = access.step
        if access.when is not None:
            location = cast("Location", step.location)
            return STEP if access.when(self._words[location].value) else WAITS
        operation = step.operation
        if operation == "stop_machine" and self._sections.unstoppable(thread):
            return WAITS
        if operation == "synchronize_rcu_end" and self._sections.awaited(thread):
            return WAITS
        return STEP

    def take(self, thread: str, access: Access, how: str) -> tuple[Step, Word | None]:
        """Take a step."""
        del how
        step = access.step
        operation = step.operation
        location = cast("Location", step.location)
        if operation in ("load", "wait"):
            word = self._words[location]
            return Step(thread, operation, location, word.value), word
        if operation == "store":
            self._words[location] = Word(cast("Value", step.value), access.lives[0])
        elif operation == "rmw":
            change = cast("Callable[[Value], Value]", access.change)
            value = change(self._words[location].value)
            self._words[location] = Word(value)
            return Step(thread, operation, location, value), None
        elif operation == "stop_machine":
            stores = cast("tuple[Store, ...]", step.value)
            for (place, value), life in zip(stores, access.lives, strict=True):
                self._words[place] = Word(value, life)
        else:
            self._sections.take(thread, operation)
        return step, None

    def leave(self, thread: str, how: str) -> Step:
        """Nothing is kept back here."""
        raise AssertionError(thread, how)

    def keeps(self, thread: str) -> bool:
        """Never: a store is in memory at once."""
        del thread
        return False

    def reason(self, thread: str, access: Access | None) -> str:
        """Why a thread cannot go on."""
        assert access is not None
        step = access.step
        if step.location is None:
            return self._sections.reason(thread, step.operation)
        return unmet(step.location, self._words[step.location].value, access.when)

    def interrupts_off(self, thread: str) -> bool:
        """Whether a thread keeps interrupts off its CPU."""
        return self._sections.interrupts_off(thread)

    def values(self) -> dict[Location, Value]:
        """Return what every location holds."""
        return {location: word.value for location, word in self._words.items()}

    def is_private(self, access: Access) -> bool:
        """No step: each is seen at once."""
        del access
        return False

    def before(self, access: Access) -> Before:
        """Return what a step is about to change, for `undo`."""
        operation = access.step.operation
        if operation in ("load", "wait"):
            return ()
        if operation in ("store", "rmw"):
            location = cast("Location", access.step.location)
            return ((location, self._words[location]),)
        if operation == "stop_machine":
            stores = cast("tuple[Store, ...]", access.step.value)
            return tuple((place, self._words[place]) for place, _ in stores)
        return self._sections.copy()

    def undo(self, before: Before) -> None:
        """Take back the last step that was not taken back yet."""
        if isinstance(before, Sections):
            self._sections = before
        else:
            self._words.update(before)

    def copy(self) -> "SequentialMemory":
        """Return an independent copy."""
        other = SequentialMemory({}, ())
        other._words, other._sections = dict(self._words), self._sections.copy()
        return other

    def key(self) -> Hashable:
        """Return the words and what is held."""
        return (tuple(self._words.items()), self._sections.key())
