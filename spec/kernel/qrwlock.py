"""``rwlock_t`` as the kernel builds it: one word, readers count, the writer sets a bit.

include/asm-generic/qrwlock.h and kernel/locking/qrwlock.c. Failed attempts back out again and
store nothing that lasts, so only the attempt that succeeds is a step.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from spec.vocabulary import Cell, Reader, Writer

CNTS = Cell("cnts")
WRITER_BIT = 1
READER_BIAS = 2


@contextmanager
def read_lock(r: Reader) -> Iterator[None]:
    """``queued_read_lock()`` ... ``queued_read_unlock()``."""
    r.update(
        CNTS,
        when=lambda cnts: (cnts & WRITER_BIT) == 0,
        change=lambda cnts: cnts + READER_BIAS,
        order="acquire",  # atomic_add_return_acquire(_QR_BIAS, &lock->cnts)
    )
    yield
    r.update(
        CNTS,
        when=lambda cnts: cnts > 1,
        change=lambda cnts: cnts - READER_BIAS,
        order="release",  # atomic_sub_return_release(_QR_BIAS, &lock->cnts)
    )


@contextmanager
def write_lock(w: Writer) -> Iterator[None]:
    """``queued_write_lock()`` ... ``queued_write_unlock()``."""
    w.update(
        CNTS,
        when=lambda cnts: cnts == 0,
        change=lambda _cnts: WRITER_BIT,
        order="acquire",  # atomic_try_cmpxchg_acquire(&lock->cnts, 0, _QW_LOCKED)
    )
    yield
    w.store(CNTS, 0, order="release")  # smp_store_release(&lock->wlocked, 0);
