"""The zonelist itself: zonerefs, the ascending overwrite, the bare walk.

mm/page_alloc.c and include/linux/mmzone.h, from 9d3be21bf9c0 (4.14) on.
"""

from spec.vocabulary import Array, Place, Reader, Writer

ZONEREFS = Array("zonerefs")


def overwrite(w: Writer, array: Array) -> None:
    """Overwrite slots 0, 1, 2, ... and write one terminator, last."""
    for slot, zone in w.new_list():
        w.store(array[slot].zone, zone)  # zoneref->zone = zone;
        w.store(array[slot].zone_idx, zone.idx)  # zoneref->zone_idx = zone_idx(zone);


def rebuild_in_place(w: Writer) -> None:
    """``build_zonelists()`` since 4.14."""
    overwrite(w, ZONEREFS)


def walk(r: Reader, preferred: Place | None) -> None:
    """``get_page_from_freelist()`` since 4.7: from the cached slot, where there is one."""
    r.walk(preferred or ZONEREFS)


def walk_from_head(r: Reader, _preferred: None) -> None:
    """``get_page_from_freelist()`` before 4.7: always from slot 0."""
    r.walk(ZONEREFS)


def first(r: Reader) -> Place:
    """``ac->preferred_zoneref = first_zones_zonelist(...)``."""
    return r.first(ZONEREFS)
