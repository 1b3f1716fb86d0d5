"""Overwrite in place; every try walks from slot 0 again.

The store order of 4.14 with the reader from before the cached slot (c33d6c06f60f, 4.7).
"""

from spec.kernel.zonelist import ZONEREFS, rebuild_in_place, walk_from_head
from spec.vocabulary import EVERY_KIND, Strategy, proved, refuted

STRATEGY = Strategy(
    name="in_place_from_head",
    arrays=(ZONEREFS,),
    writer=rebuild_in_place,
    walk=walk_from_head,
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
            because="every pass can miss the only allowed zone: a writer that stands between two "
            "stores is enough for an insertion, a removal has to hit the last try and the"
            " last look each with a rebuild of its own",
            needs={"offline": (2, 3)},
        ).but(
            "armv8",
            "lkmm",
            expect=refuted(
                *EVERY_KIND,
                because="every pass can miss the only allowed zone, and no barrier orders the "
                "writer's stores, or the loads of one pass before those of the next: the last look"
                " can see the old front after the last try saw what is stored behind it, so one "
                "removal is enough",
            ),
        ),
        "no_premature_oom_last_look": refuted(
            "online",
            "offline",
            "reorder",
            because="the last look is a walk like any other and can miss the only allowed zone",
        ),
    },
)
