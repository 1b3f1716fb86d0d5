"""Overwrite in place, with pointer and index in one word that is loaded once per slot.

What would be left of the race if a zoneref could not be torn.
"""

from spec.vocabulary import Array, Place, Reader, Strategy, Writer

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
    expect={},
)
