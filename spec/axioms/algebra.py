r"""Relations over the events of one execution, with the operators of a ``.cat`` file.

An event is its index; a set of events is an ``int`` with one bit for each; a relation is one such
set for each event: those it leads to. Nothing here knows what an event is.

The operators are those of herd's cat language (Alglave, Cousot, Maranget, "Syntax and semantics of
the weak consistency model specification language cat", 2016): ``|``, ``&``, ``\`` (here ``-``),
``;`` (here ``@``), ``^-1``, ``^+``, ``^*``, ``^?``, ``[S]`` and ``S * T``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

Events = int
"""A set of events: bit i is set if event i is in it."""


def members(events: Events) -> Iterator[int]:
    """The events of a set, in ascending order."""
    while events:
        lowest = events & -events
        yield lowest.bit_length() - 1
        events ^= lowest


def gather(indexes: Iterable[int]) -> Events:
    """The set of these events."""
    return reduce(lambda events, index: events | 1 << index, indexes, 0)


@dataclass(frozen=True, slots=True)
class Relation:
    """Pairs of events.

    Attributes:
        rows: for each event, the set of events it leads to.
    """

    rows: tuple[Events, ...]

    def __or__(self, other: "Relation") -> "Relation":
        """Union."""
        return Relation(tuple(a | b for a, b in zip(self.rows, other.rows, strict=True)))

    def __and__(self, other: "Relation") -> "Relation":
        """Intersection."""
        return Relation(tuple(a & b for a, b in zip(self.rows, other.rows, strict=True)))

    def __sub__(self, other: "Relation") -> "Relation":
        """Difference."""
        return Relation(tuple(a & ~b for a, b in zip(self.rows, other.rows, strict=True)))

    def __matmul__(self, other: "Relation") -> "Relation":
        """Sequence: first this relation, then the other."""
        return Relation(tuple(_reached(row, other.rows) for row in self.rows))

    def __bool__(self) -> bool:
        """Whether there is any pair."""
        return any(self.rows)

    def __contains__(self, pair: tuple[int, int]) -> bool:
        """Whether the first event leads to the second."""
        return bool(self.rows[pair[0]] >> pair[1] & 1)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """All pairs, in ascending order."""
        return ((a, b) for a, row in enumerate(self.rows) for b in members(row))

    def inverse(self) -> "Relation":
        """The pairs the other way round."""
        return relation(len(self.rows), ((b, a) for a, b in self))

    def plus(self) -> "Relation":
        """One step or more."""
        rows = list(self.rows)
        for middle in range(len(rows)):
            onward = rows[middle]
            for index, row in enumerate(rows):
                if row >> middle & 1:
                    rows[index] = row | onward
        return Relation(tuple(rows))

    def star(self) -> "Relation":
        """No step or more."""
        return self.plus().optional()

    def optional(self) -> "Relation":
        """At most one step."""
        return Relation(tuple(row | 1 << index for index, row in enumerate(self.rows)))

    def within(self, first: Events, second: Events) -> "Relation":
        """``[first] ; this ; [second]``: only pairs from the one set into the other."""
        return Relation(
            tuple(row & second if first >> i & 1 else 0 for i, row in enumerate(self.rows))
        )

    def domain(self) -> Events:
        """The events that lead somewhere."""
        return gather(index for index, row in enumerate(self.rows) if row)

    def range(self) -> Events:
        """The events that something leads to."""
        return reduce(lambda events, row: events | row, self.rows, 0)

    def loop(self) -> tuple[int, ...] | None:
        """An event that leads to itself in one step, or None: is the relation irreflexive?"""
        found = (index for index, row in enumerate(self.rows) if row >> index & 1)
        return next(((index,) for index in found), None)

    def cycle(self) -> tuple[int, ...] | None:
        """A shortest cycle, each event leading to the next and the last to the first, or None."""
        onward = self.plus()
        best: tuple[int, ...] | None = None
        for start in range(len(self.rows)):
            if onward.rows[start] >> start & 1:
                found = self._way_round(start)
                best = found if best is None or len(found) < len(best) else best
        return best

    def _way_round(self, start: int) -> tuple[int, ...]:
        """A shortest cycle through an event that is on one."""
        came_from: dict[int, int] = {}
        border = [start]
        while start not in came_from:
            following: list[int] = []
            for event in border:
                for after in members(self.rows[event]):
                    if after not in came_from:
                        came_from[after] = event
                        following.append(after)
            border = following
        way = [came_from[start]]
        while way[-1] != start:
            way.append(came_from[way[-1]])
        return tuple(reversed(way))


def _reached(events: Events, rows: tuple[Events, ...]) -> Events:
    found = 0
    for event in members(events):
        found |= rows[event]
    return found


def relation(size: int, pairs: Iterable[tuple[int, int]] = ()) -> Relation:
    """The relation over ``size`` events that has exactly these pairs."""
    rows = [0] * size
    for first, second in pairs:
        rows[first] |= 1 << second
    return Relation(tuple(rows))


def identity(size: int, events: Events) -> Relation:
    """``[S]``: each event of the set leads to itself."""
    return Relation(tuple(events & 1 << index for index in range(size)))


def product(size: int, first: Events, second: Events) -> Relation:
    """``S * T``: every event of the one set leads to every event of the other."""
    return Relation(tuple(second if first >> index & 1 else 0 for index in range(size)))


def sequence(*steps: Relation) -> Relation:
    """``a ; b ; c``: one step of each, in this order."""
    return reduce(lambda done, step: done @ step, steps)


def union(*parts: Relation) -> Relation:
    """``a | b | c``: a step of any."""
    return reduce(lambda done, part: done | part, parts)
