"""Shared words and what each thread holds, and the effect of one step on them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from impl.memory import Location, Value, Word
from impl.trace import Step, Store


class Access:
    """A step that a thread asked for and that was not taken yet."""

    __slots__ = ("change", "lives", "step", "when")

    def __init__(
        self,
        step: Step,
        *,
        when: Callable[[Value], bool] | None = None,
        change: Callable[[Value], Value] | None = None,
        lives: tuple[int, ...] = (0,),
    ) -> None:
        self.step = step
        self.when = when
        self.change = change
        self.lives = lives


@dataclass(slots=True, eq=False)
class Holdings:
    """What one thread holds that can keep others waiting.

    `section` counts the read-side sections a thread has opened, so that one section is told from
    the next.
    """

    name: str
    rcu_depth: int = 0
    section: int = 0
    preempt_depth: int = 0
    awaited: list[tuple["Holdings", int]] = field(default_factory=list)


class State:
    """The words of memory and the holdings of every thread."""

    __slots__ = ("_threads", "words")

    def __init__(self, initial: Mapping[Location, Value], threads: list[Holdings]) -> None:
        self.words = {location: Word(value) for location, value in initial.items()}
        self._threads = threads

    def is_enabled(self, thread: Holdings, access: Access) -> bool:
        """Whether a thread can take this step now."""
        if access.when is not None:
            location = cast("Location", access.step.location)
            return access.when(self.words[location].value)
        operation = access.step.operation
        if operation == "stop_machine":
            return not any(t.preempt_depth for t in self._threads if t is not thread)
        if operation == "synchronize_rcu_end":
            return not any(t.rcu_depth and t.section == s for t, s in thread.awaited)
        return True

    def reason(self, thread: Holdings, access: Access) -> str:
        """Why a thread cannot take this step, as the end of the sentence "thread waits ..."."""
        step = access.step
        if step.operation == "stop_machine":
            held = [t.name for t in self._threads if t.preempt_depth and t is not thread]
            return f"to stop {', '.join(held)} with preemption off"
        if step.operation == "synchronize_rcu_end":
            held = [t.name for t, s in thread.awaited if t.rcu_depth and t.section == s]
            return f"for the read-side section of {', '.join(held)}"
        location = cast("Location", step.location)
        return f"on {location} = {self.words[location].value}"

    def take(self, thread: Holdings, access: Access) -> tuple[Step, Word | None]:
        """Take an enabled step; return it with its value, and the word it read if it reads."""
        step = access.step
        operation = step.operation
        location = cast("Location", step.location)
        if operation in ("load", "wait"):
            word = self.words[location]
            return Step(step.thread, operation, location, word.value), word
        if operation == "store":
            self.words[location] = Word(cast("Value", step.value), access.lives[0])
        elif operation == "rmw":
            change = cast("Callable[[Value], Value]", access.change)
            value = change(self.words[location].value)
            self.words[location] = Word(value)
            return Step(step.thread, operation, location, value), None
        elif operation == "stop_machine":
            stores = cast("tuple[Store, ...]", step.value)
            for (place, value), life in zip(stores, access.lives, strict=True):
                self.words[place] = Word(value, life)
        else:
            self._hold(thread, operation)
        return step, None

    def _hold(self, thread: Holdings, operation: str) -> None:
        """Record that a thread opened, closed or awaits a section."""
        if operation == "rcu_read_lock":
            thread.section += thread.rcu_depth == 0
            thread.rcu_depth += 1
        elif operation == "rcu_read_unlock":
            thread.rcu_depth -= 1
        elif operation == "preempt_disable":
            thread.preempt_depth += 1
        elif operation == "preempt_enable":
            thread.preempt_depth -= 1
        elif operation == "synchronize_rcu_begin":
            thread.awaited = [(t, t.section) for t in self._threads if t.rcu_depth]
