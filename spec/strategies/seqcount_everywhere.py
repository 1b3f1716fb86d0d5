"""A sequence count around the rebuild; every pass is repeated while it moved.

The textbook reader (include/linux/seqlock.h). A page taken in a rejected pass is given back.
"""

from spec.kernel.seqcount import (
    SEQ,
    read_seqbegin,
    read_seqretry,
    write_seqcount_begin,
    write_seqcount_end,
)
from spec.kernel.zonelist import ZONEREFS, rebuild_in_place
from spec.vocabulary import Reader, Strategy, Writer


def rebuild(w: Writer) -> None:
    """``__build_all_zonelists()`` since 3d36424b3b58."""
    write_seqcount_begin(w)  # write_seqlock(&zonelist_update_seq);
    rebuild_in_place(w)
    write_seqcount_end(w)  # write_sequnlock(&zonelist_update_seq);


def walk(r: Reader, _preferred: None) -> None:
    """A pass from slot 0 that counts only if the list stood still."""
    start = read_seqbegin(r)
    r.walk(ZONEREFS)
    r.retry_if(read_seqretry(r, start))


STRATEGY = Strategy(
    name="seqcount_everywhere",
    arrays=(ZONEREFS,),
    cells=(SEQ,),
    writer=rebuild,
    walk=walk,
    expect={},
)
