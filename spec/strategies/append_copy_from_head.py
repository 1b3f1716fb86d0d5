"""Append a copy, overwrite the front, terminate; every try walks from slot 0 again.

Babka's first idea with the reader from before the cached slot (c33d6c06f60f, 4.7).
"""

from spec.strategies.append_copy import UNORDERED, ZONEREFS, rebuild
from spec.vocabulary import EVERY_KIND, Reader, Strategy, proved, refuted


def walk(r: Reader, _preferred: None) -> None:
    """A pass from the head, whatever went before."""
    r.walk(ZONEREFS)


STRATEGY = Strategy(
    name="append_copy_from_head",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    expect={
        "no_missed_zone": refuted(
            "online",
            "offline",
            "reorder",
            because="a walk that saw the old front can be cut off by the new terminator before it"
            " reaches the copy",
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
            because="the last try and the last look are each cut off from the copy, by a rebuild "
            "each; or a list that more than doubles overwrites its own copy",
            needs={"online": (1, 3), "offline": (2, 3), "reorder": (2, 2)},
        ).but(
            "armv8",
            "lkmm",
            expect=refuted(
                *EVERY_KIND,
                because="no barrier orders the writer's stores, or the loads of one pass before "
                "those of the next: the last look can see the old front after the last try saw the"
                " new terminator, and either can see the new front before the copy, so one rebuild"
                " is enough",
            ),
        ),
        "no_premature_oom_last_look": refuted(
            "online",
            "offline",
            "reorder",
            because="the last look can be cut off from the copy after it saw the old front",
            needs={"online": (1, 3)},
        ).but("armv8", "lkmm", expect=UNORDERED),
    },
)
