"""The machine of ARMv8 without load buffering: stores leave out of order, loads look back.

A store waits in a pool of its thread and leaves in any order that its location, barriers and
release allow; where it goes, every thread sees it (multicopy atomicity). A load takes any store of
its location that is not older than its views allow, as if it had been made early. The views are
those of Pulte, Pichon-Pharabod, Kang, Lee, Hur, "Promising-ARM/RISC-V" (PLDI 2019), without its
promises: no store is seen before the loads in front of it were made.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple, cast

from impl.access import Access
from impl.armv8_thread import Thread
from impl.condition import unmet
from impl.machine import LEAVES, STEP, WAITS, choices, older
from impl.memory import Location, Value, Word
from impl.sections import Sections
from impl.trace import Source, Step, Store

_DRAINING = frozenset(("smp_mb", "synchronize_rcu_begin", "synchronize_rcu_end"))


class Message(NamedTuple):
    """A store in memory, and when it came there."""

    time: int
    word: Word
    source: Source | None


class Armv8Memory:
    """The stores of each location in the order they came to memory (see `impl.machine.Machine`)."""

    __slots__ = ("_clock", "_grace_views", "_history", "_sections", "_threads")

    def __init__(self, initial: Mapping[Location, Value], threads: Iterable[str]) -> None:
        names = tuple(threads)
        self._history: dict[Location, tuple[Message, ...]] = {
            location: (Message(0, Word(value), None),) for location, value in initial.items()
        }
        self._threads = {name: Thread() for name in names}
        self._sections = Sections(names)
        self._clock = 0
        self._grace_views: tuple[int, ...] = (0,)

    def ways(self, thread: str, access: Access | None) -> tuple[str, ...]:
        """The stores a load can take, and the stores of the thread that can leave."""
        leaving = tuple(
            LEAVES + stored.location
            for stored in self._threads[thread].leaving()
            if not self._is_reserved(thread, stored.location)
        )
        return leaving if access is None else self._step_ways(thread, access) + leaving

    def take(self, thread: str, access: Access, how: str) -> tuple[Step, Word | None]:
        """Take a step."""
        step = access.step
        operation = step.operation
        own = self._threads[thread]
        if operation in ("load", "wait"):
            return self._load(thread, access, how)
        if operation == "store":
            location = cast("Location", step.location)
            word = Word(cast("Value", step.value), access.lives[0])
            own.pool_store(thread, location, word, access)
        elif operation == "rmw":
            return self._update(thread, access), None
        elif operation == "stop_machine":
            self._stop(thread, access)
        elif operation == "smp_wmb":
            own.group += 1
        elif operation == "smp_rmb":
            own.new = max(own.new, own.loaded)
        elif operation == "smp_mb":
            own.new = own.everything()
        else:
            self._hold(thread, operation, older(how))
        return step._replace(how=how), None

    def leave(self, thread: str, how: str) -> Step:
        """Let the oldest store of a thread to a location go to memory."""
        location = Location(how.removeprefix(LEAVES))
        own = self._threads[thread]
        stored = own.remove(location)
        self._append(location, stored.word, stored.source)
        own.left(stored, self._clock)
        return Step(thread, "leave", location, stored.word.value, how, stored.source)

    def keeps(self, thread: str) -> bool:
        """Whether the thread's pool has a store."""
        return bool(self._threads[thread].pool)

    def reason(self, thread: str, access: Access | None) -> str:
        """Why a thread cannot go on."""
        pool = self._threads[thread].pool
        if pool and (access is None or access.step.location is None):
            return f"for updates that keep back its store to {pool[0].location}"
        assert access is not None
        step = access.step
        if step.location is None:
            return self._sections.reason(thread, step.operation)
        return unmet(step.location, self._history[step.location][-1].word.value, access.when)

    def interrupts_off(self, thread: str) -> bool:
        """Whether a thread keeps interrupts off its CPU."""
        return self._sections.interrupts_off(thread)

    def values(self) -> dict[Location, Value]:
        """Return what memory holds, whatever the pools hold."""
        return {location: stored[-1].word.value for location, stored in self._history.items()}

    def is_private(self, access: Access) -> bool:
        """A store goes to the thread's own pool; two barriers concern its own views and pool."""
        return access.step.operation in ("store", "smp_wmb", "smp_rmb")

    def copy(self) -> "Armv8Memory":
        """Return an independent copy."""
        other = Armv8Memory({}, ())
        other._history = dict(self._history)
        other._threads = {name: own.copy() for name, own in self._threads.items()}
        other._sections = self._sections.copy()
        other._clock, other._grace_views = self._clock, self._grace_views
        return other

    def key(self) -> Hashable:
        """Return memory, pools, views and what is held."""
        return (
            tuple(self._history.values()),
            tuple(own.key() for own in self._threads.values()),
            self._sections.key(),
            self._grace_views,
        )

    def _step_ways(self, thread: str, access: Access) -> tuple[str, ...]:
        """How the thread's next step can be taken."""
        operation = access.step.operation
        own = self._threads[thread]
        if operation in ("load", "wait"):
            return choices(
                [
                    back
                    for back, message in self._readable(thread, access)
                    if _suits(access, message)
                ]
            )
        if operation == "rmw":
            location = cast("Location", access.step.location)
            readable = self._readable(thread, access)[:1]
            is_free = not self._is_reserved(thread, location)
            return STEP if is_free and any(_suits(access, m) for _, m in readable) else WAITS
        if operation in _DRAINING and own.pool:
            return WAITS
        if operation == "stop_machine":
            is_idle = not any(each.pool for each in self._threads.values())
            return STEP if is_idle and not self._sections.unstoppable(thread) else WAITS
        if operation == "synchronize_rcu_end":
            grace = self._sections.grace(thread)
            waits = self._sections.awaited(thread) or any(
                stored.section < grace for each in self._threads.values() for stored in each.pool
            )
            return WAITS if waits else STEP
        if operation == "rcu_read_lock" and self._sections.depth(thread) == 0:
            return choices(list(range(self._sections.begun - self._sections.ended + 1)))
        return STEP

    def _readable(self, thread: str, access: Access) -> list[tuple[int, Message]]:
        """The stores a load can take, each with how many newer ones there are."""
        own = self._threads[thread]
        location = cast("Location", access.step.location)
        if access.order == "acquire" and own.has_release():
            return []
        kept = own.newest(location)
        if kept is not None:
            waits = access.order == "acquire" and kept.exclusive
            return [] if waits else [(0, Message(-1, kept.word, kept.source))]
        bound = max(own.before(access), own.coherence.get(location, 0))
        found = []
        for back, message in enumerate(reversed(self._history[location])):
            found.append((back, message))
            if message.time <= bound:
                break
        return found

    def _load(self, thread: str, access: Access, how: str) -> tuple[Step, Word]:
        back = older(how)
        message = next(m for newer, m in self._readable(thread, access) if newer == back)
        location = cast("Location", access.step.location)
        view = self._threads[thread].read(location, access, message.time)
        word = message.word._replace(view=view)
        operation = access.step.operation
        return Step(thread, operation, location, word.value, how, message.source), word

    def _update(self, thread: str, access: Access) -> Step:
        """Read the newest store, and keep the location until the new one has left behind it."""
        ((_, message), *_) = self._readable(thread, access)
        location = cast("Location", access.step.location)
        own = self._threads[thread]
        view = own.read(location, access, message.time)
        value = cast("Callable[[Value], Value]", access.change)(message.word.value)
        own.pool_store(thread, location, Word(value), access, update=view)
        return Step(thread, "rmw", location, value, "", message.source)

    def _is_reserved(self, thread: str, location: Location) -> bool:
        """Whether another thread's update has read the location and not yet stored to it."""
        for name, other in self._threads.items():
            if name != thread:
                first = next((s for s in other.pool if s.location == location), None)
                if first is not None and first.exclusive:
                    return True
        return False

    def _append(self, location: Location, word: Word, source: Source | None) -> None:
        self._clock += 1
        self._history[location] += (Message(self._clock, word, source),)

    def _stop(self, thread: str, access: Access) -> None:
        """Make all stores at once; every thread sees them and all before them from now on."""
        own = self._threads[thread]
        stores = cast("tuple[Store, ...]", access.step.value)
        for (location, value), life in zip(stores, access.lives, strict=True):
            self._append(location, Word(value, life), own.next_source(thread))
        for each in self._threads.values():
            each.new = self._clock

    def _hold(self, thread: str, operation: str, back: int) -> None:
        """Open, close or await sections, with the barriers that a grace period implies."""
        own, sections = self._threads[thread], self._sections
        after = None
        if operation == "rcu_read_lock" and sections.depth(thread) == 0:
            after = sections.begun - back
            own.new = max(own.new, *self._grace_views[: after + 1])
        elif operation == "rcu_read_unlock" and sections.depth(thread) == 1:
            own.close(sections.after(thread))
        elif operation == "synchronize_rcu_begin":
            own.new = own.everything()
            self._grace_views += (own.new,)
        elif operation == "synchronize_rcu_end":
            grace = sections.grace(thread)
            views = [view for each in self._threads.values() for view in each.closed_before(grace)]
            own.new = max(own.new, *views, 0)
        sections.take(thread, operation, after=after)


def _suits(access: Access, message: Message) -> bool:
    """Whether a wait or an update may go on with what it reads."""
    return access.when is None or access.when(message.word.value)
