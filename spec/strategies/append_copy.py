"""Append a copy of the old list behind it, overwrite the front, then terminate; no barriers.

Babka's first idea, 14 July 2017. The copy is written from its far end and index before pointer,
so that the list is valid at every step; the slow path keeps its cached slot.
"""

from spec.vocabulary import Array, Fence, Place, Reader, Strategy, Writer

ZONEREFS = Array("zonerefs", copies=2)


def append(w: Writer, after_each: Fence | None = None) -> None:
    """Copy the old list behind itself."""
    for slot, zone in w.copy_of_old_list():
        w.store(ZONEREFS[slot].zone_idx, zone.idx)
        if after_each:
            w.fence(after_each)
        w.store(ZONEREFS[slot].zone, zone)
        if after_each:
            w.fence(after_each)


def overwrite_front(w: Writer, after_each: Fence | None = None) -> None:
    """Write the new zones over the front of the old list."""
    for slot, zone in w.new_zones():
        w.store(ZONEREFS[slot].zone, zone)
        w.store(ZONEREFS[slot].zone_idx, zone.idx)
        if after_each:
            w.fence(after_each)


def terminate(w: Writer) -> None:
    """End the new list, and so drop the copy."""
    for slot, end in w.new_end():
        w.store(ZONEREFS[slot].zone, end)
        w.store(ZONEREFS[slot].zone_idx, end.idx)


def rebuild(w: Writer) -> None:
    """Append, overwrite, terminate."""
    append(w)
    overwrite_front(w)
    terminate(w)


def walk(r: Reader, preferred: Place | None) -> None:
    """``get_page_from_freelist()`` since 4.7: from the cached slot, where there is one."""
    r.walk(preferred or ZONEREFS)


def first(r: Reader) -> Place:
    """``ac->preferred_zoneref = first_zones_zonelist(...)``."""
    return r.first(ZONEREFS)


STRATEGY = Strategy(
    name="append_copy",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={},
)
