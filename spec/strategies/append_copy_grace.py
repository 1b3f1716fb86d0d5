"""Append a copy and wait for a grace period before the final terminator; passes are RCU sections.

The repair of append-a-copy that costs the reader two counters: nobody who saw the old front is
still walking when the copy is cut off. Each section finds its first slot anew.
"""

from spec.strategies.append_copy import ZONEREFS, append, overwrite_front, terminate
from spec.vocabulary import EVERY_KIND, Reader, Strategy, Writer, proved, refuted


def rebuild(w: Writer) -> None:
    """Append, overwrite, wait, terminate."""
    append(w)
    overwrite_front(w)
    w.synchronize_rcu()
    terminate(w)


def walk(r: Reader, _preferred: None) -> None:
    """A pass from the head inside its own section."""
    with r.rcu_section():
        r.walk(ZONEREFS)


UNORDERED = refuted(
    *EVERY_KIND,
    because="no barrier orders the writer's stores: a slot of the new front can be seen before "
    "the copy, or the slot to which its zone has moved",
    needs={"offline": (1, 3)},
)
"""Stores of the front and of the copy leave in any order; the grace period comes too late."""

OVERRUN = refuted(
    "online",
    because="a grace period stands before the copy is cut off, so whoever saw the old "
    "front still reaches the copy; only an insertion can make the new front "
    "longer than the old list: then it overwrites the copy before the moved zones"
    " are stored, and no grace period stands in between",
    needs={"online": (1, 3)},
).but("armv8", "lkmm", expect=UNORDERED)
"""The new front runs over the copy that a reader of the old one still needs."""

STRATEGY = Strategy(
    name="append_copy_grace",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    expect={
        "no_missed_zone": OVERRUN,
        "no_double_visit": refuted(
            "online",
            "offline",
            "reorder",
            because="while the copy stands, every zone that was kept is in the list twice",
        ),
        "zone_always_visible": proved(
            "slot 0 is never NULL, and this request takes up any zone",
        ),
        "eligible_zone_always_visible": OVERRUN,
        "sees_one_list": refuted(
            "online",
            "offline",
            "reorder",
            because="new front and copy of the old list together are none of the lists",
        ),
        "respects_request": refuted(
            "online",
            "offline",
            "reorder",
            because="two words: the index of a zone or terminator is loaded, and then the pointer"
            " of its successor in the slot",
        ),
        "stays_in_bounds": proved(
            "a terminator is stored at the far end before anything is stored behind the old one",
        ),
        "no_premature_oom": OVERRUN,
        "no_premature_oom_last_look": OVERRUN,
    },
)
