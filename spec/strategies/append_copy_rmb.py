"""Append a copy with write barriers, and a read barrier after every load of a walk.

"If this requires any barriers on the iteration side, it is bad": this one has them all.
"""

from spec.strategies.append_copy import ZONEREFS
from spec.strategies.append_copy_wmb import rebuild
from spec.vocabulary import Fence, Place, Reader, Strategy, proved, refuted


def walk(r: Reader, preferred: Place | None) -> None:
    """A pass that loads strictly in order."""
    r.walk(preferred or ZONEREFS, between=Fence.RMB)


def first(r: Reader) -> Place:
    """``first_zones_zonelist()`` that loads strictly in order."""
    return r.first(ZONEREFS, between=Fence.RMB)


STRATEGY = Strategy(
    name="append_copy_rmb",
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
            " reaches the copy; it loads in order and is cut off all the same",
            needs={"online": (1, 3)},
        ),
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
        ),
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
        ),
        "no_premature_oom_last_look": refuted(
            "online",
            "offline",
            "reorder",
            because="the last look can be cut off from the copy after it saw the old front",
            needs={"online": (1, 3)},
        ),
    },
)
