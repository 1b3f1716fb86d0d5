"""Overwrite in place, with pointer and index in one word that is loaded once per slot.

What would be left of the race if a zoneref could not be torn.
"""

from spec.vocabulary import Array, Place, Reader, Strategy, Writer, proved, refuted

ZONEREFS = Array("zonerefs", one_word=True)


def rebuild(w: Writer) -> None:
    """``build_zonelists()`` since 4.14, one store for each zoneref."""
    for slot, zone in w.new_list():
        w.store_word(ZONEREFS[slot], zone)


def walk(r: Reader, preferred: Place | None) -> None:
    """``get_page_from_freelist()``, one load for each zoneref."""
    r.walk(preferred or ZONEREFS)


def first(r: Reader) -> Place:
    """``ac->preferred_zoneref = first_zones_zonelist(...)``."""
    return r.first(ZONEREFS)


STRATEGY = Strategy(
    name="in_place_one_word",
    arrays=(ZONEREFS,),
    writer=rebuild,
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
        "respects_request": proved(
            "index and pointer are of one zone, and the filter looks at every slot",
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
