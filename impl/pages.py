"""Who has free pages, as a reader asks for them."""

from typing import Protocol, TypeAlias

from impl.choices import Choices
from impl.instance import Instance

Between: TypeAlias = tuple[int, int | None]
"""The first pass at the earliest and at the latest, None = later than any, or never."""


class Pages(Protocol):
    """The free pages of every zone."""

    def take(self, zone: int, number: int) -> bool:
        """Take a page of a zone in the pass of that number, if it has one."""

    def put_back(self, zone: int) -> None:
        """Return the page that a rejected pass took."""


class PagesFrom:
    """Pages as an instance states them: by the number of the pass, and never used up."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def take(self, zone: int, number: int) -> bool:
        """Whether the zone has pages in that pass."""
        return self._instance.has_pages(zone, number)

    def put_back(self, zone: int) -> None:
        """Nothing: taking used nothing up."""


class PagesLeftOpen:
    """Pages by the number of the pass, never used up, and open until a reader asks.

    Which pass a zone has pages from on is then somewhere between two numbers, as `told` has it.
    """

    def __init__(self, choices: Choices) -> None:
        self._choices = choices
        self._between: dict[int, Between] = {}

    def take(self, zone: int, number: int) -> bool:
        """Whether the zone has pages in that pass: known, or a choice."""
        least, most = self._between.get(zone, (0, None))
        if number < least or (most is not None and most <= number):
            return number >= least
        yes = self._choices.ask()
        self._between[zone] = (least, number) if yes else (number + 1, most)
        return yes

    def put_back(self, zone: int) -> None:
        """Nothing: taking used nothing up."""

    @property
    def told(self) -> tuple[tuple[int, Between], ...]:
        """For each zone that was asked for, from which pass on it has pages."""
        return tuple(sorted(self._between.items()))


class AlwaysPages:
    """Pages without end, for zones whose word in shared memory has told that there are some."""

    def take(self, zone: int, number: int) -> bool:
        """Give a page."""
        del zone, number
        return True

    def put_back(self, zone: int) -> None:
        """Nothing: taking used nothing up."""
