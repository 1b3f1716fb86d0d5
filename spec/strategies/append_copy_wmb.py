"""Append a copy, overwrite the front, terminate, with a write barrier after each step.

Babka's first idea at the writer's expense only: the iteration side stays as it is.
"""

from spec.strategies.append_copy import (
    ZONEREFS,
    append,
    first,
    overwrite_front,
    terminate,
    walk,
)
from spec.vocabulary import EVERY_KIND, Fence, Strategy, Writer, proved, refuted


def rebuild(w: Writer) -> None:
    """Append, overwrite, terminate, each slot before the next."""
    append(w, Fence.WMB)
    overwrite_front(w, Fence.WMB)
    terminate(w)


UNORDERED = refuted(
    *EVERY_KIND,
    because="the copy is stored before the new front, but nothing orders the loads of a walk: the "
    "load of the next slot can overtake that of the new front, and the old terminator cuts the "
    "walk off as the new one does",
)
"""The writer's barriers take a reader that loads in order, as in ``append_copy_rmb``."""

STRATEGY = Strategy(
    name="append_copy_wmb",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={
        "no_missed_zone": refuted(
            "online",
            "offline",
            "reorder",
            because="a walk that saw the old front can be cut off by the new terminator before it"
            " reaches the copy; store order does not help a reader that is already past "
            "the front",
            needs={"online": (1, 3)},
        ).but("armv8", "lkmm", expect=UNORDERED),
        "no_double_visit": refuted(
            "online",
            "offline",
            "reorder",
            because="while the copy stands, every zone that was kept is in the list twice",
        ),
        "zone_always_visible": proved(
            "slot 0 is never NULL, and this request takes up any zone",
        ),
        "eligible_zone_always_visible": refuted(
            "online",
            "offline",
            "reorder",
            because="the zone lost between the front and the copy can be the only one the request"
            " leaves",
            needs={"online": (1, 3)},
        ).but("armv8", "lkmm", expect=UNORDERED),
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
        "no_premature_oom": refuted(
            "online",
            "offline",
            "reorder",
            because="a zone moves in front of the cached slot, and the copy behind it is cut off "
            "between two tries; or a list that more than doubles overwrites its own copy",
            needs={"online": (1, 3)},
        ).but("armv8", "lkmm", expect=UNORDERED),
        "no_premature_oom_last_look": refuted(
            "online",
            "offline",
            "reorder",
            because="the last look can be cut off from the copy after it saw the old front",
            needs={"online": (1, 3)},
        ).but("armv8", "lkmm", expect=UNORDERED),
    },
)
