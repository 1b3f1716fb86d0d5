"""The event structure: what a page means, before any memory model has been asked.

Events are guarded loads, stores and markers with concrete locations, in program order per thread.
Each load has candidate stores to read from. Which candidates are possible together is the memory
model's business; a structure is built once and any model can be asked about it.
"""

from dataclasses import dataclass, field
from typing import get_args

from spec.errors import PageError
from spec.term import Bool, Number, all_of, any_of, equal, implies, negate, number, pick, truth
from spec.vocabulary import Fence, Location, Order

WRITER = 0
STANDS_STILL = "stands still"
"""A marker of a reader: from here on the writer does nothing."""


@dataclass(slots=True, eq=False)
class Event:
    """One thing a thread does, if its guard holds.

    Attributes:
        index: position in the structure; program order within a thread.
        thread: 0 for the writer, readers from 1 on.
        action: ``load``, ``wait``, ``store``, ``update``, ``fence`` or the marker's own name.
        guard: whether the thread gets here.
        location: the word, for a memory access.
        read: the value loaded.
        written: the value stored.
        order: ``once``, ``acquire`` or ``release``.
        block: stores of one stop_machine, or several words stored at once, share a number and
            are one step.
        control: for a store, the loads that decide whether it is made: it is inside the branch.
        behind: for a store, the loads that decided a branch before it, which it may be behind: a
            machine keeps that order too, the compiler need not.
        address: loads that the address was computed from.
        data: for a store, the loads that the value was computed from.
        pair: for the store half of a read-modify-write, its load half.
        takes_effect: whether the order is kept; an atomic that fails orders nothing.
        tags: what else a memory model may ask: ``plain``, ``noreturn``, ``LKR``, ``LKW``, ``UL``.
        ghost: asked only by a property; no thread performs it.
    """

    index: int
    thread: int
    action: str
    guard: Bool
    location: Location | None = None
    read: Number = 0
    written: Number | None = None
    order: Order = "once"
    block: int | None = None
    control: tuple[int, ...] = ()
    behind: tuple[int, ...] = ()
    address: tuple[int, ...] = ()
    data: tuple[int, ...] = ()
    pair: int | None = None
    takes_effect: Bool = True
    tags: frozenset[str] = frozenset()
    ghost: bool = False


@dataclass(slots=True)
class Section:
    """A bracketed stretch of a reader: an RCU section, or one with preemption off."""

    kind: str
    begin: Event
    end: Event


@dataclass(frozen=True, slots=True)
class Source:
    """One store that a load may read from; no store means the initial value."""

    store: Event | None
    chosen: Bool


@dataclass(slots=True)
class Structure:
    """Everything a page and a reader program may do inside the bounds.

    Attributes:
        initial: the value each location starts with; absent means 0.
        events: every event, grouped by thread, each thread in program order.
        sources: for each load, where it may read from, initial value first.
        sections: the readers' sections.
        grace_periods: begin and end marker of each.
        assumptions: what the waits and the bounds take for granted.
        shared: locations that readers store to as well.
        stops: stopped machines, each with the condition that it happens.
        dependencies: address dependencies that may be there: load, access, and when they are.
        settled: loads that return what their location holds in the end.
        before: pairs of events with the condition that the one precedes the other.
    """

    initial: dict[Location, Number] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    sources: dict[int, tuple[Source, ...]] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)
    grace_periods: list[tuple[Event, Event]] = field(default_factory=list)
    assumptions: list[Bool] = field(default_factory=list)
    shared: set[Location] = field(default_factory=set)
    stops: dict[int, Bool] = field(default_factory=dict)
    dependencies: list[tuple[int, int, Bool]] = field(default_factory=list)
    settled: set[int] = field(default_factory=set)
    before: list[tuple[int, int, Bool]] = field(default_factory=list)
    _stores: dict[Location, list[Event]] = field(default_factory=dict)

    def add(self, thread: int, action: str, guard: Bool, **what: object) -> Event:
        """Append an event to a thread.

        Raises:
            PageError: its order is none, or one that such an access cannot have.
        """
        event = Event(len(self.events), thread, action, guard, **what)  # type: ignore[arg-type]
        if event.order not in get_args(Order):
            raise PageError(
                f"there is no order {event.order!r}: choose from {', '.join(get_args(Order))}"
            )
        access, other = ("load", "release") if event.written is None else ("store", "acquire")
        if event.location is not None and event.order == other:
            raise PageError(f"a {access} of {event.location} is never {other}: leave that out")
        self.events.append(event)
        if event.location is not None and event.written is not None:
            self.index_store(event)
        return event

    def index_store(self, event: Event) -> None:
        """Make the event a candidate for loads of its location."""
        assert event.location is not None
        self._stores.setdefault(event.location, []).append(event)

    def require(self, location: Location) -> None:
        """Raise ``PageError`` unless the strategy has the word."""
        if location not in self.initial:
            raise PageError(
                f"{location} is no word of this strategy: "
                "name its array, cell or pointer in the Strategy at the end of the page"
            )

    def stores(self, location: Location) -> list[Event]:
        """The stores to a location, in the order they were added."""
        return self._stores.get(location, [])

    def locations(self) -> list[Location]:
        """The locations that are stored to."""
        return list(self._stores)

    def load(
        self, thread: int, action: str, location: Location, guard: Bool, **what: object
    ) -> Event:
        """Append a load of a word that only the writer stores to."""
        self.require(location)
        event = self.add(thread, action, guard, location=location, **what)
        value = self.initial[location]
        chosen: list[Bool] = []
        sources: list[Source] = []
        for store in self.stores(location):
            choice = truth(f"{event.index} reads {store.index}")
            assert store.written is not None
            value = pick(choice, store.written, value)
            chosen.append(choice)
            sources.append(Source(store, choice))
            self.assumptions.append(implies(choice, store.guard))
        sources.insert(0, Source(None, negate(any_of(*chosen))))
        event.read = value
        self.sources[event.index] = tuple(sources)
        return event

    def load_shared(
        self, thread: int, action: str, location: Location, guard: Bool, width: int, **what: object
    ) -> Event:
        """Append a load of a word that readers store to; ``close`` finds its candidates."""
        self.require(location)
        self.shared.add(location)
        read = number(f"value {len(self.events)}", (1 << width) - 1)
        return self.add(thread, action, guard, location=location, read=read, **what)

    def close(self) -> None:
        """Give every load of a shared word its candidate stores, now that all are known."""
        for event in self.events:
            if event.location not in self.shared or event.action not in ("load", "wait", "update"):
                continue
            assert event.location is not None
            sources = [Source(None, truth(f"{event.index} reads the initial value"))]
            sources += [
                Source(store, truth(f"{event.index} reads {store.index}"))
                for store in self.stores(event.location)
                if store.thread != event.thread or store.index < event.index
            ]
            for source in sources:
                value = self.initial[event.location]
                if source.store is not None:
                    assert source.store.written is not None
                    value = source.store.written
                    self.assumptions.append(implies(source.chosen, source.store.guard))
                self.assumptions.append(implies(source.chosen, equal(event.read, value)))
            self.assumptions.append(any_of(*(source.chosen for source in sources)))
            self.sources[event.index] = tuple(sources)

    def ghost_keeps(self, event: Event) -> Bool:
        """The ghost load reads the last value its location ever has."""
        assert event.location is not None
        sources = self.sources[event.index]
        return any_of(
            *(
                all_of(
                    source.chosen,
                    *(negate(later.store.guard) for later in sources[at + 1 :] if later.store),
                )
                for at, source in enumerate(sources)
            )
        )


def barrier(fence: Fence) -> str:
    """How the kernel calls a barrier.

    Raises:
        PageError: it is none.
    """
    if not isinstance(fence, Fence):
        known = ", ".join(str(each) for each in Fence)
        raise PageError(f"fence({fence!r}) is none: choose from {known}")
    return fence.value
