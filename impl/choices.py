"""What neither a program nor a schedule decides, left open until a program asks for it."""

from collections.abc import Callable


class Choices:
    """Yes or no, each time a program asks; a search has it both ways.

    One object for one program: a search calls the program again and again, and says each time what
    was decided so far.
    """

    __slots__ = ("_decided", "_undecided")

    def __init__(self) -> None:
        self._decided: list[bool] = []
        self._undecided: Callable[[], bool] = _refused

    def begin(self, decided: tuple[bool, ...], undecided: Callable[[], bool]) -> None:
        """Decide the first questions of the next call, and say who decides those after them."""
        self._decided = list(reversed(decided))
        self._undecided = undecided

    def ask(self) -> bool:
        """Return the answer to the program's next question."""
        return self._decided.pop() if self._decided else self._undecided()


def _refused() -> bool:
    raise ValueError("Search programs that leave something open with impl.partial_order.")
