"""Swap a pointer to the new array and reuse the old one at once.

What the grace period of ``copy_swap_grace`` is for.
"""

from spec.kernel.zonelist import overwrite
from spec.strategies.copy_swap_grace import LIVE, A, B, walk
from spec.vocabulary import Strategy, Writer, proved, refuted


def rebuild(w: Writer) -> None:
    """Fill the spare array, publish it, free the old one without waiting."""
    new = w.spare(LIVE)
    old = A if new is B else B
    overwrite(w, new)
    w.assign(LIVE, new)
    w.free(old)


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
            because="after two updates the array under a walk holds another list: a removal or a "
            "new order moves a zone in front of it",
        ),
        "no_double_visit": refuted(
            "online",
            "reorder",
            because="after two updates the array under a walk holds another list: an insertion or"
            " a new order moves a zone behind it",
        ),
        "zone_always_visible": proved(
            "slot 0 of an array that was published is a zone of some list or FREED, and "
            "FREED does not complete a walk",
        ),
        "eligible_zone_always_visible": refuted(
            "offline",
            "reorder",
            because="after two updates the array under a walk holds another list: the only "
            "allowed zone can have moved in front of it",
        ),
        "sees_one_list": refuted(
            "online",
            "offline",
            "reorder",
            because="after two updates the array under a walk holds another list: the walk sees "
            "the front of one and the rest of the other",
        ),
        "respects_request": refuted(
            "online",
            "offline",
            "reorder",
            because="after two updates the array under a walk holds another list: index and "
            "pointer can be of two zones",
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
        "no_premature_oom": proved(
            "it takes two updates under the last try and two more under the last look; "
            "two rebuilds are not enough",
        ),
        "no_premature_oom_last_look": refuted(
            "offline",
            "reorder",
            because="after two updates the array under a walk holds another list: the last look "
            "can miss the only allowed zone",
        ),
    },
)
