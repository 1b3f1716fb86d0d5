"""Swap a pointer to the new array and reuse the old one at once.

What the grace period of ``copy_swap_grace`` is for.
"""

from spec.kernel.zonelist import overwrite
from spec.strategies.copy_swap_grace import LIVE, A, B, walk
from spec.vocabulary import EVERY_KIND, Strategy, Writer, proved, refuted


def rebuild(w: Writer) -> None:
    """Fill the spare array, publish it, free the old one without waiting."""
    new = w.spare(LIVE)
    old = A if new is B else B
    overwrite(w, new)
    w.assign(LIVE, new)
    w.free(old)


UNORDERED = refuted(
    *EVERY_KIND,
    "any",
    because="nothing orders what is stored next into the old array behind the swap and the "
    "freeing: a walk there meets the list after next without the FREED before it",
    needs=dict.fromkeys(EVERY_KIND, (2, 3)) | {"any": (2, 2)},
)
"""The old array is reused at once, and its new content can be seen before FREED."""


STRATEGY = Strategy(
    name="copy_swap",
    arrays=(A, B),
    pointers=(LIVE,),
    writer=rebuild,
    walk=walk,
    expect={
        "no_missed_zone": refuted(
            "offline",
            "reorder",
            "any",
            because="after two updates the array under a walk holds another list: a removal or a "
            "new order moves a zone in front of it",
            needs={"offline": (2, 3), "reorder": (2, 3), "any": (2, 2)},
        ).but("armv8", "lkmm", expect=UNORDERED),
        "no_double_visit": refuted(
            "online",
            "reorder",
            "any",
            because="after two updates the array under a walk holds another list: an insertion or"
            " a new order moves a zone behind it",
            needs={"online": (2, 3), "reorder": (2, 3), "any": (2, 2)},
        ).but("armv8", "lkmm", expect=UNORDERED),
        "zone_always_visible": proved(
            "slot 0 of an array that was published is a zone of some list or FREED, and "
            "FREED does not complete a walk",
        ),
        "eligible_zone_always_visible": refuted(
            "offline",
            "reorder",
            "any",
            because="after two updates the array under a walk holds another list: the only "
            "allowed zone can have moved in front of it",
            needs={"offline": (2, 3), "reorder": (2, 3), "any": (2, 2)},
        ).but("armv8", "lkmm", expect=UNORDERED),
        "sees_one_list": refuted(
            "online",
            "offline",
            "reorder",
            "any",
            because="after two updates the array under a walk holds another list: the walk sees "
            "the front of one and the rest of the other",
            needs={"online": (2, 3), "offline": (2, 3), "reorder": (2, 3), "any": (2, 2)},
        ),
        "respects_request": refuted(
            "online",
            "offline",
            "reorder",
            "any",
            because="after two updates the array under a walk holds another list: index and "
            "pointer can be of two zones",
            needs={"online": (2, 3), "offline": (2, 3), "reorder": (2, 3), "any": (2, 2)},
        ),
        "stays_in_bounds": proved(
            "the slot behind the longest list only ever holds the terminator, and its "
            "index 0 passes every limit",
        ),
        "no_use_after_free": refuted(
            "online",
            "offline",
            "reorder",
            because="the old array is freed while a walk is on it",
        ),
        "no_premature_oom": refuted(
            "offline",
            "reorder",
            "any",
            because="the last try and the last look each have to lose the zone to a rewrite of "
            "the array under them: two updates under the first, one more under the second",
            needs={"offline": (3, 4), "reorder": (3, 3), "any": (3, 2)},
        ).but("armv8", "lkmm", expect=UNORDERED),
        "no_premature_oom_last_look": refuted(
            "offline",
            "reorder",
            "any",
            because="after two updates the array under a walk holds another list: the last look "
            "can miss the only allowed zone",
            needs={"offline": (2, 3), "reorder": (2, 3), "any": (2, 2)},
        ).but("armv8", "lkmm", expect=UNORDERED),
    },
)
