"""``seqcount_t``: a count that is odd while the writer is inside.

include/linux/seqlock.h; the writer side is ``do_write_seqcount_begin()`` and ``_end()``.
"""

from spec.vocabulary import Bool, Cell, Condition, Fence, Loaded, Reader, Writer

SEQ = Cell("seq")


def write_seqcount_begin(w: Writer, count: Cell = SEQ, *, when: Bool = True) -> None:
    """``sequence++; smp_wmb();``."""
    w.increment(count, when=when)
    w.fence(Fence.WMB, when=when)


def write_seqcount_end(w: Writer, count: Cell = SEQ, *, when: Bool = True) -> None:
    """``smp_wmb(); sequence++;``."""
    w.fence(Fence.WMB, when=when)
    w.increment(count, when=when)


def read_seqbegin(r: Reader, count: Cell = SEQ) -> Loaded:
    """Wait while the count is odd, then remember it."""
    return r.wait(count, lambda now: (now & 1) == 0, order="acquire")


def read_seqretry(r: Reader, start: Loaded, count: Cell = SEQ) -> Condition:
    """Whether the count moved since ``start``."""
    r.fence(Fence.RMB)
    return r.load(count) != start
