"""Shared memory in a page's terms: words, zonerefs, arrays, cells, pointers, barriers."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, NamedTuple


class Location(NamedTuple):
    """One shared word, such as ``zonerefs[2].zone`` or ``seq``."""

    name: str
    slot: int | None = None
    word: str = ""

    def __str__(self) -> str:
        """The name as it is printed in schedules."""
        if self.slot is None:
            return self.name
        return f"{self.name}[{self.slot}]" + (f".{self.word}" if self.word else "")


class Slot(NamedTuple):
    """One zoneref of an array: two words, or one where the array says so."""

    name: str
    slot: int

    @property
    def zone(self) -> Location:
        """The pointer word."""
        return Location(self.name, self.slot, "zone")

    @property
    def zone_idx(self) -> Location:
        """The index word."""
        return Location(self.name, self.slot, "zone_idx")

    @property
    def both(self) -> Location:
        """Pointer and index in one word, for an array with ``one_word``."""
        return Location(self.name, self.slot)


@dataclass(frozen=True, slots=True)
class Array:
    """An array of zonerefs.

    Attributes:
        name: as printed in schedules.
        copies: how many longest lists, each with its terminator, it has room for.
        one_word: index and pointer share a word that is loaded and stored at once.
        spare: it starts empty instead of holding L0.
    """

    name: str
    copies: int = field(default=1, kw_only=True)
    one_word: bool = field(default=False, kw_only=True)
    spare: bool = field(default=False, kw_only=True)

    def __getitem__(self, slot: int) -> Slot:
        """The zoneref at ``slot``, counted from 0."""
        return Slot(self.name, slot)


@dataclass(frozen=True, slots=True)
class Cell:
    """A shared word of its own, such as a sequence count."""

    name: str
    initial: int = 0


@dataclass(frozen=True, slots=True)
class Pointer:
    """A shared pointer to one of two arrays; it starts at the first."""

    name: str
    arrays: tuple[Array, Array]


class Fence(Enum):
    """The kernel's barriers."""

    MB = "smp_mb()"
    RMB = "smp_rmb()"
    WMB = "smp_wmb()"


Order = Literal["once", "acquire", "release"]
