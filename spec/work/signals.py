"""Who hears of Ctrl-C while somebody else's code waits, or starts processes."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def heard() -> Iterator[None]:
    """Ctrl-C is an exception where somebody else waits, and cleans up; only a main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def unheard() -> Iterator[None]:
    """No process that is started in here hears of Ctrl-C; it is for whoever handed out the job."""
    resource_tracker.ensure_running()  # whoever starts it unblocks the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
