"""What a wait waits for, with the words for it."""

from collections.abc import Callable
from dataclasses import dataclass

from impl.memory import Location, Value


@dataclass(frozen=True, slots=True)
class Condition:
    """A predicate on a word, and how "thread waits for WORD" goes on, as in " to be even"."""

    holds: Callable[[Value], bool]
    wanted: str = ""

    def __call__(self, value: Value) -> bool:
        """Whether it holds."""
        return self.holds(value)


def unmet(location: Location, value: Value, when: Callable[[Value], bool] | None) -> str:
    """Why a wait or an update cannot be made, as the end of the sentence "thread waits ..."."""
    if isinstance(when, Condition):
        return f"for {location}{when.wanted}"
    return f"on {location} = {value}"


def _is_even(value: Value) -> bool:
    assert isinstance(value, int)
    return value % 2 == 0


def _is_zero(value: Value) -> bool:
    return value == 0


EVEN = Condition(_is_even, " to be even")
ZERO = Condition(_is_zero, " to be 0")
FREE = Condition(_is_zero)
"""A lock word that nobody holds."""
