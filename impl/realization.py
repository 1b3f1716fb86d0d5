"""A schedule with leaving stores for what was found where no store is ever kept back.

`impl.armv8_graph` says which stores came to memory before which; here they are given an order in
which they leave, so that `impl.armv8_memory` makes the same loads read the same stores.
"""

from collections.abc import Iterable, Iterator, Mapping
from heapq import heapify, heappop, heappush
from typing import NamedTuple, TypeAlias, cast

from impl.access import Access
from impl.armv8_graph import Armv8Graph
from impl.exhaustive import course
from impl.machine import LEAVES, OLDER, older
from impl.memory import Location, Value
from impl.scheduler import Program
from impl.store_order import Message
from impl.trace import Source, Step

_DRAINING = frozenset(("smp_mb", "synchronize_rcu_begin", "synchronize_rcu_end"))

Event: TypeAlias = tuple[int, int]
"""(0, number of a step) or (1, number of a store that leaves): steps go first where both can."""


def realized(
    programs: Mapping[str, Program], initial: Mapping[Location, Value], schedule: Iterable[str]
) -> tuple[str, ...]:
    """Return a schedule of the machine `armv8` for one of `armv8_graph`.

    Args:
        programs: The code of each thread by name.
        initial: The value of every location before the first step.
        schedule: On `armv8_graph`, to the end of every program.

    Raises:
        ScheduleError: If the schedule cannot be followed.
        ValueError: If no order of leaving fits; that would be a mistake in one of the machines.
    """
    followed = course(programs, initial, "armv8_graph", schedule)
    graph = cast("Armv8Graph", followed.machine)
    return _Realization(followed.steps, graph.order.messages(), graph).schedule()


class _Section(NamedTuple):
    """A section: whose, after which grace period, and the steps that open and close it."""

    thread: str
    after: int
    opened: int
    closed: int


class _Realization:
    """The events of one run and what has to come before what."""

    def __init__(
        self,
        steps: tuple[tuple[Access | None, Step], ...],
        messages: tuple[Message, ...],
        graph: Armv8Graph,
    ) -> None:
        self._steps = tuple((cast("Access", access), step) for access, step in steps)
        self._order = graph.order
        self._number = {message.source: at for at, message in enumerate(messages) if message.source}
        self._sources = {at: source for source, at in self._number.items()}
        self._places = [message.location for message in messages]
        self._made = self._makers()
        self._begins: list[int] = []
        self._ends: dict[int, int] = {}
        self._sections = tuple(self._find_sections())
        self._after: dict[Event, set[Event]] = {(0, at): set() for at in range(len(steps))}
        self._after |= {self._event(at): set() for at in range(len(messages)) if at in self._made}

    def schedule(self) -> tuple[str, ...]:
        """Return the moves."""
        self._relate_steps()
        self._relate_stores()
        self._relate_loads()
        self._relate_sections()
        self._relate_waits()
        return self._moves(self._sorted())

    def _makers(self) -> dict[int, int]:
        """The step that made each store."""
        made = {}
        count: dict[str, int] = {}
        for at, (_, step) in enumerate(self._steps):
            stores = {"store": 1, "rmw": 1}.get(step.operation, 0)
            if step.operation == "stop_machine":
                stores = len(cast("tuple[object, ...]", step.value))
            for _ in range(stores):
                source: Source = (step.thread, count.get(step.thread, 0))
                count[step.thread] = source[1] + 1
                made[self._number[source]] = at
        return made

    def _event(self, number: int) -> Event:
        """How a store comes to memory: it leaves, or the machine stood still."""
        maker = self._made[number]
        is_stopped = self._steps[maker][1].operation == "stop_machine"
        return (0, maker) if is_stopped else (1, number)

    def _put(self, first: Event, then: Event) -> None:
        if first != then:
            self._after[first].add(then)

    def _relate_steps(self) -> None:
        """Program order, and that of all steps before and after a stopped machine."""
        last: dict[str, int] = {}
        for at, (_, step) in enumerate(self._steps):
            if step.thread in last:
                self._put((0, last[step.thread]), (0, at))
            last[step.thread] = at
            if step.operation == "stop_machine":
                for other in range(len(self._steps)):
                    self._put((0, min(at, other)), (0, max(at, other)))

    def _relate_stores(self) -> None:
        """A store is made, then it leaves, behind what came to memory before."""
        for number, maker in self._made.items():
            self._put((0, maker), self._event(number))
            for other in self._members(self._order.before(number)):
                self._put(self._event(other), self._event(number))

    def _relate_loads(self) -> None:
        """What a load takes from another thread has left before."""
        for at, (access, step) in enumerate(self._steps):
            if step.operation not in ("load", "wait", "rmw") or step.source is None:
                continue
            number = self._number[step.source]
            is_own = step.source[0] == step.thread
            source = self._steps[self._made[number]][1]
            if not is_own or (access.order == "acquire" and source.operation == "rmw"):
                self._put(self._event(number), (0, at))
            elif step.operation == "rmw":
                for other in self._members(self._order.before(number)):
                    is_others = self._sources[other][0] != step.thread
                    if is_others and self._places[other] == step.location:
                        self._put(self._event(other), (0, at))

    def _relate_sections(self) -> None:
        """A section is opened after the beginning or closed before the end of a grace period.

        Grace periods need an order only where a section is after one of them and not the other.
        """
        for section in self._sections:
            for first in self._begins[: section.after]:
                for then in self._begins[section.after :]:
                    self._put((0, first), (0, then))
            for number, begin in enumerate(self._begins, 1):
                if number <= section.after:
                    self._put((0, begin), (0, section.opened))
                elif number in self._ends:
                    self._put((0, section.closed), (0, self._ends[number]))

    def _relate_waits(self) -> None:
        """What steps wait for: stores of their thread, of all threads, or of closed sections."""
        numbers = {end: number for number, end in self._ends.items()}
        for number, maker in self._made.items():
            made = self._steps[maker]
            for at in range(maker + 1, len(self._steps)):
                access, step = self._steps[at]
                is_own = made[1].thread == step.thread
                if (
                    (is_own and step.operation in _DRAINING)
                    or (is_own and access.order == "acquire" and made[0].order == "release")
                    or step.operation == "stop_machine"
                ):
                    self._put(self._event(number), (0, at))
            for end, grace in numbers.items():
                if any(
                    made[1].thread == section.thread
                    and maker < section.closed
                    and section.after < grace
                    for section in self._sections
                ):
                    self._put(self._event(number), (0, end))

    def _find_sections(self) -> Iterator[_Section]:
        """Number the grace periods, and yield the sections that were closed."""
        grace: dict[str, int] = {}
        depth: dict[str, int] = {}
        opened: dict[str, tuple[int, int]] = {}
        for at, (_, step) in enumerate(self._steps):
            operation, thread = step.operation, step.thread
            if operation == "synchronize_rcu_begin":
                self._begins.append(at)
                grace[thread] = len(self._begins)
            elif operation == "synchronize_rcu_end":
                self._ends[grace[thread]] = at
            elif operation == "rcu_read_lock":
                depth[thread] = depth.get(thread, 0) + 1
                if depth[thread] == 1:
                    opened[thread] = (at, len(self._begins) - older(step.how))
            elif operation == "rcu_read_unlock":
                depth[thread] -= 1
                if depth[thread] == 0:
                    start, after = opened[thread]
                    yield _Section(thread, after, start, at)

    def _members(self, view: int) -> list[int]:
        """The stores of a set that some step made."""
        return [number for number in self._made if view >> number & 1]

    def _sorted(self) -> list[Event]:
        """The events in the order in which they can happen, stores leaving when they have to."""
        needed: dict[Event, int] = {}
        for event in reversed(self._in_order(needed)):
            later = [needed[then] for then in self._after[event]]
            needed[event] = event[1] if event[0] == 0 else min(later, default=len(self._steps))
        return self._in_order(needed)

    def _in_order(self, needed: Mapping[Event, int]) -> list[Event]:
        """The events in some order in which they can happen, those needed first before others."""
        waiting = dict.fromkeys(self._after, 0)
        for following in self._after.values():
            for event in following:
                waiting[event] += 1
        ready = [_ranked(event, needed) for event, count in waiting.items() if count == 0]
        heapify(ready)
        done: list[Event] = []
        while ready:
            _, _, event = heappop(ready)
            done.append(event)
            for then in self._after[event]:
                waiting[then] -= 1
                if waiting[then] == 0:
                    heappush(ready, _ranked(then, needed))
        if len(done) < len(waiting):
            raise ValueError("No order of leaving stores fits what the loads have read.")
        return done

    def _moves(self, events: list[Event]) -> tuple[str, ...]:
        """The events as moves of the machine whose stores leave."""
        moves = []
        begun = 0
        after = {section.opened: section.after for section in self._sections}
        memory: dict[Location, list[Source | None]] = {place: [None] for place in self._places}
        for kind, number in events:
            if kind == 1:
                memory[self._places[number]].append(self._sources[number])
                moves.append(f"{self._sources[number][0]}{LEAVES}{self._places[number]}")
                continue
            step = self._steps[number][1]
            back = 0
            begun += step.operation == "synchronize_rcu_begin"
            if number in after:
                back = begun - after[number]
            elif step.operation in ("load", "wait"):
                came = memory[cast("Location", step.location)]
                if step.source in came:  # else it is kept back by its own thread, which sees it
                    back = len(came) - 1 - came.index(step.source)
            elif step.operation == "stop_machine":
                for made, maker in self._made.items():
                    if maker == number:
                        memory[self._places[made]].append(self._sources[made])
            moves.append(f"{step.thread}{OLDER}{back}" if back else step.thread)
        return tuple(moves)


def _ranked(event: Event, needed: Mapping[Event, int]) -> tuple[int, int, Event]:
    """Steps before stores, and of the stores those that an early step needs."""
    return (event[0], needed.get(event, 0), event)
