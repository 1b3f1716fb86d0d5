"""Stores in a partial order that grows: which of them came to memory before which."""

from collections.abc import Hashable, Iterator
from typing import NamedTuple

from impl.memory import Location, View, Word
from impl.trace import Source


class Message(NamedTuple):
    """One store; `source` is None for the initial one of a location."""

    location: Location
    word: Word
    source: Source | None


class StoreOrder:
    """All stores by number; a set of them is the bits of a `View`.

    The stores to one location are in one order. `_before[n]` are all stores known to have come
    before store n, `_reads[n]` those that loads of n had to see.
    """

    __slots__ = ("_before", "_coherence", "_glued", "_messages", "_reads")

    def __init__(self) -> None:
        self._messages: tuple[Message, ...] = ()
        self._before: tuple[View, ...] = ()
        self._reads: tuple[View, ...] = ()
        self._coherence: dict[Location, tuple[int, ...]] = {}
        self._glued: View = 0

    def begin(self, location: Location, word: Word) -> None:
        """Add the initial store of a location."""
        self._coherence[location] = (self._add(Message(location, word, None), 0),)

    def insert(
        self,
        location: Location,
        word: Word,
        source: Source,
        before: View,
        *,
        back: int,
        glued: bool = False,
    ) -> int:
        """Add a store and return its number.

        Args:
            location: Where it goes.
            word: What it is.
            source: Whose it is.
            before: What came before it, by its thread.
            back: How many stores to the location come after it.
            glued: Nothing may come between it and the one before.
        """
        own = self._coherence[location]
        at = len(own) - back
        for number in own[:at]:
            before |= 1 << number | self._reads[number]
        before = self.closed(before)
        new = self._add(Message(location, word, source), before)
        self._coherence[location] = (*own[:at], new, *own[at:])
        if glued:
            self._glued |= 1 << new
        if at < len(own):
            self._put_before(own[at], before | 1 << new)
        return new

    def read(self, location: Location, number: int, view: View) -> None:
        """Note that a load which had to see `view` took a store, and so none that is newer."""
        view = self.closed(view)
        reads = list(self._reads)
        reads[number] |= view
        self._reads = tuple(reads)
        newer = self.following(location, number)
        if newer is not None:
            self._put_before(newer, view)

    def closed(self, view: View) -> View:
        """Return a set of stores with all that came before any of them."""
        result, rest = view, view
        while rest:
            number = rest.bit_length() - 1
            rest ^= 1 << number
            result |= self._before[number]
            rest &= ~self._before[number]
        return result

    def before(self, number: int) -> View:
        """The stores that are known to have come before one."""
        return self._before[number]

    def all(self) -> View:
        """The set of all stores."""
        return (1 << len(self._messages)) - 1

    def messages(self) -> tuple[Message, ...]:
        """All stores by number."""
        return self._messages

    def message(self, number: int) -> Message:
        """The store of a number."""
        return self._messages[number]

    def locations(self) -> Iterator[Location]:
        """All locations."""
        return iter(self._coherence)

    def newest(self, location: Location) -> Message:
        """The newest store to a location."""
        return self._messages[self._coherence[location][-1]]

    def newest_first(self, location: Location) -> Iterator[int]:
        """The stores to a location, from the newest on."""
        return reversed(self._coherence[location])

    def nth_newest(self, location: Location, back: int) -> int:
        """The store to a location that so many are newer than."""
        return self._coherence[location][-1 - back]

    def following(self, location: Location, number: int) -> int | None:
        """The next newer store to the location."""
        own = self._coherence[location]
        at = own.index(number) + 1
        return own[at] if at < len(own) else None

    def is_glued(self, number: int) -> bool:
        """Whether a store is an update's, which nothing may come directly before."""
        return bool(self._glued >> number & 1)

    def copy(self) -> "StoreOrder":
        """Return an independent copy."""
        other = StoreOrder()
        other._messages, other._before, other._reads = self._messages, self._before, self._reads
        other._coherence, other._glued = dict(self._coherence), self._glued
        return other

    def key(self) -> Hashable:
        """Return what tells this order from others."""
        return (self._messages, self._before, self._reads, tuple(self._coherence.values()))

    def _add(self, message: Message, before: View) -> int:
        self._messages += (message,)
        self._before += (before,)
        self._reads += (0,)
        return len(self._messages) - 1

    def _put_before(self, number: int, view: View) -> None:
        """Note that all of a closed set came before a store, and so before those behind it."""
        self._before = tuple(
            before | view if at == number or before >> number & 1 else before
            for at, before in enumerate(self._before)
        )
