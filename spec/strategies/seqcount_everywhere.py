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
from spec.vocabulary import Reader, Strategy, Writer, proved, refuted


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
    expect={
        "no_missed_zone": proved(
            "a pass during which the count moved is discarded, so an accepted one saw "
            "exactly one list",
        ),
        "no_double_visit": proved(
            "a pass during which the count moved is discarded, so an accepted one saw "
            "exactly one list",
        ),
        "zone_always_visible": proved(
            "a pass during which the count moved is discarded, so an accepted one saw "
            "exactly one list",
        ),
        "eligible_zone_always_visible": proved(
            "a pass during which the count moved is discarded, so an accepted one saw "
            "exactly one list",
        ),
        "sees_one_list": proved(
            "a pass during which the count moved is discarded, so an accepted one saw "
            "exactly one list",
        ),
        "respects_request": proved(
            "a pass during which the count moved is discarded, so an accepted one saw "
            "exactly one list; a page taken in a rejected pass is given back",
        ),
        "stays_in_bounds": proved(
            "the slot behind the longest list only ever holds the terminator, and its "
            "index 0 passes every limit",
        ),
        "no_premature_oom": proved(
            "every try and the last look that count saw one list whole, from slot 0",
        ),
        "no_premature_oom_last_look": proved(
            "the last look is checked like every other pass",
        ),
        "terminates": proved(
            "the count stands still once writers have stopped, and every wait and check is on it",
        ),
        "no_deadlock": refuted(
            "interrupt",
            because="an interrupt on the writer's own CPU waits for an even count, and the writer "
            "it interrupted cannot make it even",
        ),
        "no_sleep_in_atomic": proved(
            "no lock that sleeps is taken, and nobody sleeps inside a section",
        ),
    },
)
