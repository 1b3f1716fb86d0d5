"""Who has free pages, as a reader asks for them."""

from typing import Protocol

from impl.instance import Instance


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


class AlwaysPages:
    """Pages without end, for zones whose word in shared memory has told that there are some."""

    def take(self, zone: int, number: int) -> bool:
        """Give a page."""
        del zone, number
        return True

    def put_back(self, zone: int) -> None:
        """Nothing: taking used nothing up."""
