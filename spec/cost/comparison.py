"""Threads in front of which loaded values tell when they are compared: each time is a branch."""

from collections.abc import Callable
from typing import Any

from spec.cost.recording import Recording
from spec.machine import Request
from spec.values import Condition, Loaded
from spec.words import Array, Cell, Order


class Compared(Loaded):
    """A loaded value that tells when it is compared.

    A page compares in order to retry, to wait or to choose, and each of them is one test in C.
    An array's element that is computed from a value is no test. A number that ``choose()`` has
    picked tells nothing any more: picking it was the test.
    """

    __slots__ = ("_tell",)
    _tell: Callable[[], None]

    def __init__(self, value: Loaded, tell: Callable[[], None]) -> None:
        Loaded.__init__(self, value.number, value.loads)
        object.__setattr__(self, "_tell", tell)

    def __eq__(self, other: object) -> Condition:  # type: ignore[override]
        self._tell()
        return Loaded.__eq__(self, other)

    def __ne__(self, other: object) -> Condition:  # type: ignore[override]
        self._tell()
        return Loaded.__ne__(self, other)

    __hash__ = None

    def __lt__(self, other: object) -> Condition:
        self._tell()
        return Loaded.__lt__(self, other)

    def __gt__(self, other: object) -> Condition:
        self._tell()
        return Loaded.__gt__(self, other)

    def __add__(self, other: int) -> "Compared":
        return Compared(Loaded.__add__(self, other), self._tell)

    def __sub__(self, other: int) -> "Compared":
        return Compared(Loaded.__sub__(self, other), self._tell)

    def __and__(self, mask: int) -> "Compared":
        return Compared(Loaded.__and__(self, mask), self._tell)


class Observed:
    """A reader or a writer as its page sees it: passes everything on and notes comparisons.

    Words of the vocabulary that are not named here are passed on as they are.
    """

    def __init__(self, thread: Any, recording: Recording) -> None:
        self._thread = thread
        self._recording = recording

    def __getattr__(self, name: str) -> Any:
        """A word of the vocabulary; a value that it loads tells when it is compared."""
        word = getattr(self._thread, name)
        if not callable(word):
            return word

        def passed_on(*arguments: Any, **named: Any) -> Any:
            return self._told(word(*arguments, **named))

        return passed_on

    def walk(self, *arguments: Any, **named: Any) -> None:
        """See ``Reader``: what it loads, it tests."""
        self._scanned(self._thread.walk, *arguments, **named)

    def first(self, *arguments: Any, **named: Any) -> Any:
        """See ``Reader``: what it loads, it tests."""
        return self._scanned(self._thread.first, *arguments, **named)

    def _scanned(self, word: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        self._recording.scanning = True
        try:
            return word(*arguments, **named)
        finally:
            self._recording.scanning = False

    def wait(self, cell: Cell, until: Callable[[Loaded], Condition], **named: Any) -> Any:
        """See ``Reader``: the test that ends the loop is one branch."""
        return self._told(self._thread.wait(cell, lambda value: until(self._told(value)), **named))

    def update(
        self, cell: Cell, *, when: Callable[[Loaded], Condition], order: Order, **named: Any
    ) -> None:
        """See ``Reader``: a test of what was read, unless it gives up what the thread holds.

        No thread waits in order to release: there the condition only says what it knows already.
        """
        tested = when if order == "release" else lambda value: when(self._told(value))
        self._thread.update(cell, when=tested, order=order, **named)

    def free(self, array: Array) -> None:
        """See ``Writer``: memory is given back, which stores no words of the list."""
        self._recording.note(Request("free", value=array))

    def _told(self, result: Any) -> Any:
        """A loaded value that tells when it is compared; a condition is a comparison already."""
        if isinstance(result, Condition):
            self._recording.note(Request("compare"))
        if isinstance(result, Loaded):
            return Compared(result, lambda: self._recording.note(Request("compare")))
        return result
