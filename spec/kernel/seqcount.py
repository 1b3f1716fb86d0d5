"""``seqcount_t``: a count that is odd while the writer is inside.

include/linux/seqlock.h; the writer side is ``do_write_seqcount_begin()`` and ``_end()``.
"""

from spec.vocabulary import Cell, Condition, Fence, Loaded, Reader, Writer

SEQ = Cell("seq")


def write_seqcount_begin(w: Writer) -> None:
    """``sequence++; smp_wmb();``."""
    w.increment(SEQ)
    w.fence(Fence.WMB)


def write_seqcount_end(w: Writer) -> None:
    """``smp_wmb(); sequence++;``."""
    w.fence(Fence.WMB)
    w.increment(SEQ)


def read_seqbegin(r: Reader) -> Loaded:
    """Wait while the count is odd, then remember it."""
    return r.wait(SEQ, lambda count: (count & 1) == 0, order="acquire")


def read_seqretry(r: Reader, start: Loaded) -> Condition:
    """Whether the count moved since ``start``."""
    r.fence(Fence.RMB)
    return r.load(SEQ) != start
