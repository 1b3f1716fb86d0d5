"""The store order before 4.14, without stop_machine: the list is emptied first.

Slot 0 becomes the terminator, then each node's zones are appended and a new terminator is written
behind them (before 9d3be21bf9c0). Gorman made removing stop_machine contingent on dropping this.
"""

from spec.kernel.zonelist import ZONEREFS, first, walk
from spec.vocabulary import END, Strategy, Writer, proved, refuted


def rebuild(w: Writer) -> None:
    """``build_zonelists()`` up to 4.13, node order."""
    w.store(ZONEREFS[0].zone, END)  # zonelist->_zonerefs[0].zone = NULL;
    w.store(ZONEREFS[0].zone_idx, END.idx)
    for slot, zone in w.new_zones():  # build_zonelists_node()
        w.store(ZONEREFS[slot].zone, zone)
        w.store(ZONEREFS[slot].zone_idx, zone.idx)
        w.store(ZONEREFS[slot + 1].zone, END, when=zone.ends_node)
        w.store(ZONEREFS[slot + 1].zone_idx, END.idx, when=zone.ends_node)


STRATEGY = Strategy(
    name="in_place_null_first",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={
        "no_missed_zone": refuted(
            "online",
            "offline",
            "reorder",
            because="slot 0 is NULL from the first store on, so a walk that begins there sees "
            "nothing",
        ),
        "no_double_visit": refuted(
            "online",
            "offline",
            "reorder",
            because="slot 0 of the new list is stored while the walk has yet to reach the old "
            "slot of the same zone",
        ),
        "zone_always_visible": refuted(
            "online",
            "offline",
            "reorder",
            because="slot 0 is the terminator until the first zone is appended, whatever the "
            "request",
        ),
        "eligible_zone_always_visible": refuted(
            "online",
            "offline",
            "reorder",
            because="slot 0 is the terminator until the first zone is appended",
        ),
        "sees_one_list": refuted(
            "online",
            "offline",
            "reorder",
            because="the emptied list is none of the lists",
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
            because="a writer that stands still right after it emptied slot 0 makes every pass "
            "end there",
        ),
        "no_premature_oom_last_look": refuted(
            "online",
            "offline",
            "reorder",
            because="the last look can begin when slot 0 is empty",
        ),
    },
)
