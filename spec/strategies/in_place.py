"""Overwrite the list in place, ascending, with nothing against readers.

The patch under discussion, 11cd8638c37f6c: mainline 4.14 to 5.19. The slow path keeps the slot it
found at ``restart:`` across its tries (c33d6c06f60f, 4.7).
"""

from spec.kernel.zonelist import ZONEREFS, first, rebuild_in_place, walk
from spec.vocabulary import Strategy, proved, refuted

STRATEGY = Strategy(
    name="in_place",
    arrays=(ZONEREFS,),
    writer=rebuild_in_place,
    walk=walk,
    first=first,
    expect={
        "no_missed_zone": refuted(
            "online",
            "offline",
            "reorder",
            because="a zone moves to a slot the walk has passed, or its old slot is overwritten "
            "before its new one is stored",
        ),
        "no_double_visit": refuted(
            "online",
            "offline",
            "reorder",
            because="a zone moves to a slot the walk has yet to reach, or stands in two slots "
            "between two stores",
        ),
        "zone_always_visible": proved(
            "slot 0 goes from one zone to another and is never NULL, and this request "
            "takes up any zone",
        ),
        "eligible_zone_always_visible": refuted(
            "online",
            "offline",
            "reorder",
            because="the zone that is missed can be the only one the request leaves",
        ),
        "sees_one_list": refuted(
            "online",
            "offline",
            "reorder",
            because="the walk sees the front of one list and the rest of another",
        ),
        "respects_request": refuted(
            "online",
            "offline",
            "reorder",
            because="the index is loaded before the pointer, which by then may be that of a zone "
            "above the limit",
        ),
        "stays_in_bounds": proved(
            "the slot behind the longest list only ever holds the terminator, and its "
            "index 0 passes every limit",
        ),
        "no_premature_oom": refuted(
            "online",
            "offline",
            "reorder",
            because="every pass misses the only allowed zone while the writer stands between two "
            "stores, or it moves in front of the cached slot",
        ),
        "no_premature_oom_last_look": refuted(
            "online",
            "offline",
            "reorder",
            because="the last look is a walk like any other and can miss the only allowed zone",
        ),
    },
)
