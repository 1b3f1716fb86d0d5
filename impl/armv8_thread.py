"""One thread of the ARMv8 machine: the stores it keeps back, and its views.

A view is a time: of a location, a load with that view takes no store that a newer one had replaced
by then.
"""

from collections.abc import Iterator
from typing import NamedTuple

from impl.access import Access
from impl.memory import Location, View, Word
from impl.store_buffer import NEVER
from impl.trace import Source


class Pooled(NamedTuple):
    """A store that its thread has made and no other thread can see.

    `group` counts the smp_wmb() before it; `view` is that of the loads its address and value
    depend on; `exclusive` = the store half of an update; `section` as in `impl.store_buffer`.
    """

    location: Location
    word: Word
    source: Source
    group: int
    view: View
    release: bool
    exclusive: bool
    section: int = NEVER


class Forward(NamedTuple):
    """A thread's own newest store to a location, once it left."""

    time: int
    view: View
    exclusive: bool


class Thread:
    """Pool and views of one thread.

    `coherence` bounds the loads of each location; `new` all further loads; `loaded` and `stored`
    are the latest of all loads and stores so far, `released` of the store-releases. `closed` has
    for each read-side section that was closed what it is after, and what was seen in it.
    """

    __slots__ = (
        "closed",
        "coherence",
        "count",
        "forward",
        "group",
        "loaded",
        "new",
        "pool",
        "released",
        "stored",
    )

    def __init__(self) -> None:
        self.pool: tuple[Pooled, ...] = ()
        self.coherence: dict[Location, int] = {}
        self.forward: dict[Location, Forward] = {}
        self.closed: dict[int, View] = {}
        self.count = self.group = self.new = self.loaded = self.stored = self.released = 0

    def leaving(self) -> Iterator[Pooled]:
        """The stores that may leave: not before others to the location, or behind a barrier."""
        seen: set[Location] = set()
        for at, stored in enumerate(self.pool):
            held_back = stored.release and at > 0
            if not held_back and stored.location not in seen and stored.group == self.pool[0].group:
                yield stored
            seen.add(stored.location)

    def newest(self, location: Location) -> Pooled | None:
        """The newest store to a location that is kept back."""
        return next((s for s in reversed(self.pool) if s.location == location), None)

    def has_release(self) -> bool:
        """Whether a store-release is kept back, for which load-acquires have to wait."""
        return any(stored.release for stored in self.pool)

    def next_source(self, thread: str) -> Source:
        """Number one more store."""
        self.count += 1
        return (thread, self.count - 1)

    def pool_store(
        self,
        thread: str,
        location: Location,
        word: Word,
        access: Access,
        *,
        update: View | None = None,
    ) -> None:
        """Keep a store back; `update` is the view of the load half where it has one."""
        stored = Pooled(
            location,
            word,
            self.next_source(thread),
            self.group,
            access.after if update is None else update,
            release=access.order == "release",
            exclusive=update is not None,
        )
        self.pool += (stored,)

    def remove(self, location: Location) -> Pooled:
        """Take the oldest store to a location out of the pool."""
        at = next(at for at, stored in enumerate(self.pool) if stored.location == location)
        stored = self.pool[at]
        self.pool = self.pool[:at] + self.pool[at + 1 :]
        return stored

    def left(self, stored: Pooled, time: int) -> None:
        """Note that a store went to memory."""
        self.coherence[stored.location] = time
        self.forward[stored.location] = Forward(time, stored.view, stored.exclusive)
        self.stored = time
        if stored.release:
            self.released = time
        if stored.section != NEVER:
            self.closed[stored.section] = time

    def before(self, access: Access) -> View:
        """The view that a load has before it takes a store."""
        return max(access.after, self.new, self.released if access.order == "acquire" else 0)

    def read(self, location: Location, access: Access, time: int) -> View:
        """Note that a load took the store of a time, -1 = one of the pool; return its view."""
        is_acquire = access.order == "acquire"
        own = self.forward.get(location)
        kept = self.newest(location)
        if time < 0 and kept is not None:
            time = kept.view
        elif own is not None and own.time == time and not (is_acquire and own.exclusive):
            time = own.view
        view = max(self.before(access), time)
        self.coherence[location] = max(self.coherence.get(location, 0), view)
        self.loaded = max(self.loaded, view)
        if is_acquire:
            self.new = max(self.new, view)
        return view

    def everything(self) -> View:
        """The view of a full barrier."""
        return max(self.new, self.loaded, self.stored)

    def close(self, after: int) -> None:
        """Close a section that is after a grace period: later ones have to wait for its stores."""
        self.pool = tuple(s._replace(section=min(s.section, after)) for s in self.pool)
        self.closed[after] = max(self.closed.get(after, 0), self.everything())

    def closed_before(self, grace: int) -> list[View]:
        """What was seen in closed sections that are not after a grace period."""
        return [view for after, view in self.closed.items() if after < grace]

    def copy(self) -> "Thread":
        """Return an independent copy."""
        other = Thread()
        for name in self.__slots__:
            value = getattr(self, name)
            setattr(other, name, dict(value) if isinstance(value, dict) else value)
        return other

    def key(self) -> tuple[object, ...]:
        """Return what tells this thread from others."""
        return tuple(
            tuple(sorted(value.items())) if isinstance(value, dict) else value
            for value in map(self.__getattribute__, self.__slots__)
        )
