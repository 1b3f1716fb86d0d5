"""Ctrl-C as a request that is looked at between questions.

An exception at any moment would be lost where Python drops it, as in a finaliser of the solver's
objects. Within a question the solver has its own handler, and gives up.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interruption:
    """Whether somebody pressed Ctrl-C."""

    def __init__(self) -> None:
        self.requested = False

    def check(self) -> None:
        """Stop here if it is requested.

        Raises:
            KeyboardInterrupt: it is.
        """
        if self.requested:
            raise KeyboardInterrupt

    @contextmanager
    def noticed(self) -> Iterator[None]:
        """Take note of Ctrl-C instead of raising; only a main thread can."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, self._note)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.requested = True
