"""Append a copy of the old list behind it, overwrite the front, then terminate; no barriers.

Babka's first idea, 14 July 2017. The copy is written from its far end and index before pointer,
so that the list is valid at every step; the slow path keeps its cached slot.
"""

from spec.vocabulary import Array, Fence, Place, Reader, Strategy, Writer, proved, refuted

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


UNORDERED = refuted(
    "online",
    "offline",
    "reorder",
    because="no barrier orders the writer's stores or the loads of a walk: the new front can be "
    "seen before the copy, so the old terminator cuts a walk off as the new one does",
)
"""A zone that the front pushed back is in no slot of the walk: its copy is not seen yet."""

STRATEGY = Strategy(
    name="append_copy",
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
            because="a zone moves in front of the cached slot, and the copy behind it is cut off "
            "between two tries; or a list that more than doubles overwrites its own copy",
            needs={"online": (1, 3)},
        ).but("armv8", "lkmm", expect=UNORDERED),
        "no_premature_oom_last_look": refuted(
            "online",
            "offline",
            "reorder",
            because="the last look can be cut off from the copy after it saw the old front",
            needs={"online": (1, 3)},
        ).but("armv8", "lkmm", expect=UNORDERED),
    },
)
