"""Two copies of the list, readers on the one that is not being written.

The stock double buffer: raw_write_seqcount_latch() and raw_read_seqcount_latch() in
include/linux/seqlock.h. A reader that outlives two updates is sent back by the count.
"""

from spec.kernel.seqcount import SEQ
from spec.kernel.zonelist import overwrite
from spec.vocabulary import Array, Fence, Reader, Strategy, Writer, element, proved

EVEN = Array("A")
ODD = Array("B")


def rebuild(w: Writer) -> None:
    """Send readers away from each copy in turn, and overwrite it."""
    for array in (EVEN, ODD):
        w.fence(Fence.WMB)
        w.increment(SEQ)  # raw_write_seqcount_latch(): odd, readers use B; then even, A
        w.fence(Fence.WMB)
        overwrite(w, array)


def walk(r: Reader, _preferred: None) -> None:
    """A pass over the copy that the count designates, repeated if the count moved."""
    count = r.load(SEQ)
    r.walk(element((EVEN, ODD), count & 1))  # latch->data[seq & 1]
    r.fence(Fence.RMB)
    r.retry_if(r.load(SEQ) != count)


STRATEGY = Strategy(
    name="seqcount_latch",
    arrays=(EVEN, ODD),
    cells=(SEQ,),
    writer=rebuild,
    walk=walk,
    expect={
        "no_missed_zone": proved(
            "readers use the copy that is not being written, and a reader that outlives "
            "two updates is sent back by the count",
        ),
        "no_double_visit": proved(
            "readers use the copy that is not being written, and a reader that outlives "
            "two updates is sent back by the count",
        ),
        "zone_always_visible": proved(
            "readers use the copy that is not being written, and a reader that outlives "
            "two updates is sent back by the count",
        ),
        "eligible_zone_always_visible": proved(
            "readers use the copy that is not being written, and a reader that outlives "
            "two updates is sent back by the count",
        ),
        "sees_one_list": proved(
            "readers use the copy that is not being written, and a reader that outlives "
            "two updates is sent back by the count",
        ),
        "respects_request": proved(
            "readers use the copy that is not being written, and a reader that outlives "
            "two updates is sent back by the count",
        ),
        "stays_in_bounds": proved(
            "the slot behind the longest list only ever holds the terminator, and its "
            "index 0 passes every limit",
        ),
        "no_premature_oom": proved(
            "every accepted try saw one copy whole, from slot 0",
        ),
        "no_premature_oom_last_look": proved(
            "the last look is checked like every other pass",
        ),
        "terminates": proved(
            "the count stands still once writers have stopped, and every check is on it",
        ),
        "no_deadlock": proved(
            "readers take the copy that is at rest and never wait",
        ),
        "no_sleep_in_atomic": proved(
            "no lock that sleeps is taken, and nobody sleeps inside a section",
        ),
    },
)
