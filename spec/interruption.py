"""Ctrl-C as a request that is looked at between questions.

An exception at any moment would be lost where Python drops it, as in a finaliser of the solver's
objects. Within a question the solver has its own handler, and gives up. Whoever goes on pressing is
not kept waiting: then it is an exception after all.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interruption:
    """Whether somebody pressed Ctrl-C.

    Args:
        patience: how often it is only taken note of.
    """

    def __init__(self, patience: int = 2) -> None:
        self.requested = False
        self._patience = patience

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

    def _note(self, _number: int, frame: FrameType | None) -> None:
        self.requested = True
        self._patience -= 1
        if self._patience < 0 and not _is_lost(frame):
            raise KeyboardInterrupt


def _is_lost(frame: FrameType | None) -> bool:
    """An exception here would be dropped; the next one may not be."""
    while frame is not None:
        if frame.f_code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False
