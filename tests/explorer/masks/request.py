"""What a reader asks of the search: its own steps, choices that are open, and what it reports."""

from typing import NamedTuple

from tests.explorer.memory import Cell


class Load(NamedTuple):
    """Load a word; the answer is its value. ``even``: wait until it is."""

    cell: Cell
    even: bool = False


class Take(NamedTuple):
    """Hold a lock, or be counted as a reader, to the end."""

    name: str


class Outlive(NamedTuple):
    """Go on when the writer has finished."""


class Begin(NamedTuple):
    """A pass of that number begins."""

    number: int


class Pages(NamedTuple):
    """Whether the zone has pages in the pass of that number."""

    zone: int
    number: int


class Broken(NamedTuple):
    """A property is violated, whatever follows."""

    prop: str


class Passed(NamedTuple):
    """A pass was completed: the zones it visited."""

    visits: tuple[int, ...]


class GaveUp(NamedTuple):
    """The slow path gave up: numbers of the last try and of the last look, None without one."""

    last_try: int
    last_look: int | None


Request = Load | Take | Outlive | Begin | Pages | Broken | Passed | GaveUp
