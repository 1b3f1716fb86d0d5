"""A machine of plain values: memory, sections and locks, moved one step at a time.

It knows nothing of terms or events. A thread is a function that asks for one step after another;
asking again from the start with the answers so far is how it is suspended between two steps.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from spec.vocabulary import Location, Order

FREED = "FREED"
NOTES = ("pass begins", "retry", "sleep")


@dataclass(frozen=True, slots=True)
class Request:
    """What a thread wants to do next.

    Attributes:
        action: ``load``, ``wait``, ``store``, ``update``, ``stop_machine`` or a marker's name;
            ``pass begins``, ``retry``, ``sleep`` and barriers are only noted, they take no step.
        location: the word, for a memory access.
        value: what to store; for ``stop_machine`` pairs of location and value.
        when: for ``wait`` and ``update``: whether the value read will do.
        change: for ``update``: the new value.
        life: for a store, the rebuild that makes it.
        order: ``once``, ``acquire`` or ``release``.
        address: for a load, the thread's earlier loads that the address comes from, by number.
    """

    action: str
    location: Location | None = None
    value: Any = None
    when: Callable[[Any], bool] | None = None
    change: Callable[[Any], Any] | None = None
    life: int = 0
    order: Order = "once"
    address: tuple[int, ...] = ()

    @property
    def is_note(self) -> bool:
        """It takes no step."""
        return self.action in NOTES or self.action.startswith("smp_")


@dataclass(frozen=True, slots=True)
class Done:
    """What a thread has done, a step or a note.

    Attributes:
        request: what it asked for.
        source: for a load, who stored what it read: the thread and the number among what that
            thread did; None is the initial value.
        at: how many steps had been taken by anybody before it.
    """

    request: Request
    source: tuple[str, int] | None
    at: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A value that is not in memory now, but that a load reads all the same.

    Attributes:
        value: the value.
        life: the rebuild that stored it.
        source: as in ``Done``.
    """

    value: Any
    life: int
    source: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step taken.

    Attributes:
        thread: ``writer`` or ``reader``.
        action: as in ``Request``.
        location: the word, for a memory access.
        value: what was loaded or stored.
        memory: every word after the step.
    """

    thread: str
    action: str
    location: Location | None
    value: Any
    memory: dict[Location, Any]


class Paused(Exception):  # noqa: N818 - not an error: how a thread is suspended
    """A thread has asked for a step that has not been taken yet."""

    def __init__(self, request: Request) -> None:
        super().__init__(request.action)
        self.request = request


@dataclass(slots=True)
class Thread:
    """A program and the answers it has had so far.

    Attributes:
        name: ``writer`` or ``reader``.
        program: called with a function to ask for steps; its result is kept.
        answers: what each step so far returned.
        result: what the program returned.
        finished: whether it returned.
        waiting: the next step, unless it has finished.
    """

    name: str
    program: Callable[[Callable[[Request], Any]], Any]
    answers: list[Any] = field(default_factory=list)
    result: Any = None
    finished: bool = False
    waiting: Request | None = None

    def advance(self) -> None:
        """Run to the next step that has not been taken."""
        given = iter(self.answers)

        def ask(request: Request) -> Any:
            for answer in given:
                return answer
            raise Paused(request)

        try:
            self.result = self.program(ask)
            self.finished, self.waiting = True, None
        except Paused as paused:
            self.waiting = paused.request


@dataclass(slots=True)
class Machine:
    """Shared memory and what keeps threads apart.

    Attributes:
        memory: every word.
        lives: the rebuild that stored each word, 0 at first.
        sections: open sections of each kind, by thread.
        awaited: what the grace period in progress waits for.
        saved: for each local_irq_save() in force, whether it is one on PREEMPT_RT too.
        trace: the steps taken.
        done: what each thread did, notes included.
        sources: who stored each word, as in ``Done``.
        locked_atomically: a lock that sleeps on PREEMPT_RT was taken with interrupts off.
        slept_atomically: the writer slept with interrupts off.
    """

    memory: dict[Location, Any]
    lives: dict[Location, int] = field(default_factory=dict)
    sections: dict[tuple[str, str], int] = field(default_factory=dict)
    awaited: set[tuple[str, int]] = field(default_factory=set)
    saved: list[bool] = field(default_factory=list)
    trace: list[Step] = field(default_factory=list)
    done: dict[str, list[Done]] = field(default_factory=dict)
    sources: dict[Location, tuple[str, int]] = field(default_factory=dict)
    locked_atomically: bool = False
    slept_atomically: bool = False
    _entered: int = 0

    @property
    def interrupts_off(self) -> bool:
        """Whether they are off on the writer's CPU."""
        return bool(self.saved)

    def can(self, request: Request, instead: Stored | None = None) -> bool:
        """Whether the step can be taken now."""
        if request.when is not None:
            assert request.location is not None
            return request.when(instead.value if instead else self.memory[request.location])
        if request.action == "stop_machine":
            return not any(kind == "preempt" for kind, _ in self.sections)
        if request.action == "synchronize_rcu end":
            open_now = {
                (thread, at) for (kind, thread), at in self.sections.items() if kind == "rcu"
            }
            return not (self.awaited & open_now)
        return True

    def note(self, thread: str, request: Request) -> None:
        """Remember what takes no step."""
        self.done.setdefault(thread, []).append(Done(request, None, len(self.trace)))

    def take(self, thread: str, request: Request, instead: Stored | None = None) -> Any:
        """Take the step; returns what a load returns.

        Args:
            thread: who takes it.
            request: the step.
            instead: what a load reads, if that is not what was stored last.
        """
        value = answer = request.value
        source = None
        if request.location is not None:
            source = self.sources.get(request.location)
        self.done.setdefault(thread, []).append(
            Done(request, instead.source if instead else source, len(self.trace))
        )
        mine = (thread, len(self.done[thread]) - 1)
        match request.action:
            case "load" | "wait":
                assert request.location is not None
                value = self.memory[request.location]
                answer = (value, self.lives.get(request.location, 0))
                if instead is not None:
                    value, answer = instead.value, (instead.value, instead.life)
            case "store":
                self._store(request.location, value, request.life, mine)
            case "update":
                assert request.change is not None
                assert request.location is not None
                value = request.change(self.memory[request.location])
                self._store(request.location, value, request.life, mine)
            case "stop_machine":
                self.slept_atomically = self.slept_atomically or self.interrupts_off
                for location, stored in value:
                    self._store(location, stored, request.life, mine)
            case "rcu_read_lock" | "preempt_disable":
                self._entered += 1
                self.sections[_kind(request.action), thread] = self._entered
            case "rcu_read_unlock" | "preempt_enable":
                del self.sections[_kind(request.action), thread]
            case "local_irq_save" | "local_irq_restore":
                if request.action == "local_irq_save":
                    self.saved.append(not request.value)
                else:
                    self.saved.pop()
            case "spin_lock":
                self.locked_atomically = self.locked_atomically or any(self.saved)
            case "synchronize_rcu begin":
                self.slept_atomically = self.slept_atomically or self.interrupts_off
                self.awaited = {
                    (name, at) for (kind, name), at in self.sections.items() if kind == "rcu"
                }
        self.trace.append(Step(thread, request.action, request.location, value, dict(self.memory)))
        return answer

    def _store(
        self, location: Location | None, value: Any, life: int, source: tuple[str, int]
    ) -> None:
        assert location is not None
        self.sources[location] = source
        self.memory[location] = value
        self.lives[location] = life


def _kind(marker: str) -> str:
    return "rcu" if marker.startswith("rcu") else "preempt"
