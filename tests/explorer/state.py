"""The reader's own state, and the fixed setting of one exploration."""

from dataclasses import dataclass, field
from typing import NamedTuple

from .instance import Instance
from .memory import Memory
from .strategies import Strategy

NOTHING: frozenset[str] = frozenset()
NEVER = 1 << 30

# How a walk stands; a positive number is the zone whose page (or slot) it stopped at.
WALKING, COMPLETED, OUTSIDE, AT_FREED = 0, -1, -2, -3

PassRecord = tuple[int, tuple[int, ...], bool]
"""An accepted pass: its number, its visits in order, whether it was completed."""


class Cache(NamedTuple):
    """The cached first slot: an address (array and slot), and the generation it is good for."""

    slot: int
    array: int
    generation: int


class Local(NamedTuple):
    """Everything the reader knows between two of its steps.

    Attributes:
        at: the next step, or "done" or "oom" when there is none.
        number: the number of the pass; in ``first()`` of round r, r * (tries + 1).
        finding: this is ``first()``, or the check after it found nothing.
        cookie: the count or generation loaded by the guard or at the round's begin.
        cache: the cached slot.
        sealed: writer steps that wait for the section the reader is in.
        array: the array walked and its life (see ``writers.copy_swap``).
        slot: the slot of the next load.
        visits: zones visited in this attempt, as far as a property asks.
        fate: how the walk stands.
        pages: bounds on the pass from which each zone has pages, when pages are left open.
        began: the position at which each pass began (``list_all_zones``).
        history: the accepted passes, when outcomes are asked for.
    """

    at: str
    number: int = 0
    finding: bool = False
    cookie: int = 0
    cache: Cache | None = None
    sealed: int = 0
    array: int = 0
    slot: int = 0
    visits: tuple[int, ...] = ()
    fate: int = WALKING
    pages: tuple[tuple[int, int], ...] = ()
    began: tuple[int, ...] = ()
    history: tuple[PassRecord, ...] = ()


class Move(NamedTuple):
    """A reader step taken: the state after it, where it can be taken, what it violates."""

    local: Local
    mask: int
    broken: frozenset[str] = NOTHING


@dataclass(frozen=True, slots=True)
class Trial:
    """One strategy, one instance, one reader; the schedule is what remains.

    Attributes:
        strategy: the strategy.
        instance: the instance.
        allocating: the allocation reader; otherwise the pass reader.
        tries: tries in each round of the slow path, at least 1.
        open_pages: ``pages_from`` is chosen by the search, see ``walk``.
        observing: keep the accepted passes.
    """

    strategy: Strategy
    instance: Instance
    allocating: bool
    tries: int = 2
    open_pages: bool = False
    observing: bool = False
    memory: Memory = field(init=False)
    capacity: int = field(init=False)
    eligible: frozenset[int] = field(init=False)
    listed: frozenset[int] = field(init=False)
    satisfying: frozenset[int] = field(init=False)
    expected: frozenset[tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Work out what every step asks for."""
        instance = self.instance
        listed = frozenset(zone for one in instance.lists for zone in one)
        satisfying = frozenset(zone for zone in listed if instance.satisfies(zone))
        expected = frozenset(
            tuple(zone for zone in one if zone in satisfying) for one in instance.lists
        )
        for name, value in (
            ("memory", self.strategy.memory(instance)),
            ("capacity", self.strategy.capacity(instance)),
            ("listed", listed),
            ("satisfying", satisfying),
            ("eligible", satisfying & instance.throughout()),
            ("expected", expected),
        ):
            object.__setattr__(self, name, value)
