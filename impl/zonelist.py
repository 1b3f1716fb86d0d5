"""Arrays of zonerefs in shared memory, and the two ways to store one."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol, TypeAlias

from impl.instance import Instance, Zones
from impl.memory import FREED, NULL, Freed, Location, Memory, Stores, Value, View

SKIPPED = -1
"""Read in place of a zone whose index exceeds the limit: its pointer was not loaded."""

Zoneref: TypeAlias = tuple[int | Freed, bool]
"""A zone, NULL, SKIPPED or FREED, and whether a word read belongs to a later life."""


class Array(Protocol):
    """Zoneref slots 0 .. capacity - 1."""

    @property
    def capacity(self) -> int:
        """The number of slots."""

    def read(self, memory: Memory, slot: int, limit: int) -> Zoneref:
        """Load the zoneref of a slot for a request with that limit."""

    def write(self, memory: Stores, slot: int, zone: int, zone_idx: int) -> None:
        """Store a zoneref into a slot."""

    def contents(self, zones: Zones, instance: Instance) -> dict[Location, Value]:
        """Return the words of an array that holds a list, (NULL, 0) behind it."""


@lru_cache(maxsize=256)
def _words(name: str, capacity: int) -> tuple[tuple[Location, ...], tuple[Location, ...]]:
    """Return the locations of an array's zone words and of its zone_idx words."""
    slots = range(capacity)
    return (
        tuple(Location(f"{name}[{slot}].zone") for slot in slots),
        tuple(Location(f"{name}[{slot}].zone_idx") for slot in slots),
    )


@dataclass(frozen=True, slots=True)
class TwoWordArray:
    """An array of the kernel's zonerefs: a pointer and an index, loaded and stored one by one.

    `life` counts how often the array was reused, as known to the holder of this pointer to it.
    `view` is that of the load that gave this pointer: loads of the array's words depend on it.
    `fenced` puts smp_rmb() after every load of a word.
    """

    name: str
    capacity: int
    life: int = 0
    fenced: bool = False
    view: View = field(default=0, compare=False)
    _zone: tuple[Location, ...] = field(init=False, repr=False, compare=False)
    _zone_idx: tuple[Location, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        zone, zone_idx = _words(self.name, self.capacity)
        object.__setattr__(self, "_zone", zone)
        object.__setattr__(self, "_zone_idx", zone_idx)

    def read(self, memory: Memory, slot: int, limit: int) -> Zoneref:
        """Load the index and, if it is within the limit, the pointer."""
        index, life, _ = memory.load_word(self._zone_idx[slot], after=self.view)
        late = life > self.life
        if index is FREED:
            return FREED, late
        assert isinstance(index, int)
        if self.fenced:
            memory.fence("smp_rmb")
        if index > limit:
            return SKIPPED, late
        zone, life, _ = memory.load_word(self._zone[slot], after=self.view)
        assert isinstance(zone, int | Freed)
        if self.fenced:
            memory.fence("smp_rmb")
        return zone, late or life > self.life

    def write(self, memory: Stores, slot: int, zone: int, zone_idx: int) -> None:
        """Store the pointer, then the index: zoneref_set_zone()."""
        memory.store(self._zone[slot], zone, life=self.life)
        memory.store(self._zone_idx[slot], zone_idx, life=self.life)

    def write_index_first(
        self,
        memory: Stores,
        slot: int,
        zone: int,
        zone_idx: int,
        *,
        between: Callable[[Stores], None],
    ) -> None:
        """Store the index, then the pointer: the old terminator stays one until replaced."""
        memory.store(self._zone_idx[slot], zone_idx, life=self.life)
        between(memory)
        memory.store(self._zone[slot], zone, life=self.life)

    def free(self, memory: Stores) -> None:
        """Store FREED into every word: kfree() under a sanitizer."""
        for slot in range(self.capacity):
            memory.store(self._zone[slot], FREED, life=self.life)
            memory.store(self._zone_idx[slot], FREED, life=self.life)

    def contents(self, zones: Zones, instance: Instance) -> dict[Location, Value]:
        """Return the words of an array that holds a list, (NULL, 0) behind it."""
        words: dict[Location, Value] = {}
        for slot in range(self.capacity):
            zone = zones[slot] if slot < len(zones) else NULL
            words[self._zone[slot]] = zone
            words[self._zone_idx[slot]] = instance.zone_idx(zone)
        return words

    def reused(self, life: int) -> "TwoWordArray":
        """Return the pointer to a later life of this array."""
        return replace(self, life=life)

    def reached(self, view: View) -> "TwoWordArray":
        """Return this pointer as computed from what a load returned."""
        return replace(self, view=view)


@dataclass(frozen=True, slots=True)
class OneWordArray:
    """An array whose zonerefs are one word each: index and pointer move together."""

    name: str
    capacity: int

    def read(self, memory: Memory, slot: int, limit: int) -> Zoneref:
        """Load the zoneref."""
        word = memory.load(self._word(slot))
        assert isinstance(word, tuple)
        zone, index = word
        return (zone if index <= limit else SKIPPED), False

    def write(self, memory: Stores, slot: int, zone: int, zone_idx: int) -> None:
        """Store the zoneref."""
        memory.store(self._word(slot), (zone, zone_idx))

    def contents(self, zones: Zones, instance: Instance) -> dict[Location, Value]:
        """Return the words of an array that holds a list, (NULL, 0) behind it."""
        padded = zones + (NULL,) * (self.capacity - len(zones))
        return {
            self._word(slot): (zone, instance.zone_idx(zone)) for slot, zone in enumerate(padded)
        }

    def _word(self, slot: int) -> Location:
        return Location(f"{self.name}[{slot}]")


def overwrite(memory: Stores, array: Array, instance: Instance, new: Zones) -> None:
    """Store a list from slot 0 on and its terminator last: build_zonelists() since 4.14."""
    for slot, zone in enumerate((*new, NULL)):
        array.write(memory, slot, zone, instance.zone_idx(zone))
