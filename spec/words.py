"""Shared memory in a page's terms: words, zonerefs, arrays, cells, pointers, barriers."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Literal, NamedTuple

from spec.errors import PageError


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

    def __post_init__(self) -> None:
        if self.initial < 0:
            raise PageError(f"{self.name} begins with {self.initial}: begin with 0 or more")


@dataclass(frozen=True, slots=True)
class Pointer:
    """A shared pointer to one of two arrays; it starts at the first."""

    name: str
    arrays: tuple[Array, Array]


@dataclass(frozen=True, slots=True)
class Mask:
    """A nodemask in shared memory.

    Attributes:
        name: as printed in schedules.
        words: 1, or 2 for a mask that no store changes at once.
        copies: every version is a fresh copy, found through a pointer of the mask's own name.
    """

    name: str
    words: int = field(default=1, kw_only=True)
    copies: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if self.words not in {1, 2}:
            raise ValueError(f"a mask has one word or two, not {self.words}")

    def word(self, at: int, version: int = 0) -> Location:
        """One word of the mask, or of one of its copies."""
        name = f"{self.name}.{version}" if self.copies else self.name
        return Location(name, at if self.words > 1 else None)

    def nodes(self, at: int, nodes: int) -> range:
        """The nodes that a word has bits for, of so many nodes in all."""
        if self.words == 1:
            return range(nodes)
        half = (nodes + 1) // 2
        return range(half) if at == 0 else range(half, nodes)


class Fence(Enum):
    """The kernel's barriers."""

    MB = "smp_mb()"
    RMB = "smp_rmb()"
    WMB = "smp_wmb()"


Order = Literal["once", "acquire", "release"]
