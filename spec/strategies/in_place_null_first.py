"""The store order before 4.14, without stop_machine: the list is emptied first.

Slot 0 becomes the terminator, then each node's zones are appended and a new terminator is written
behind them (before 9d3be21bf9c0). Gorman made removing stop_machine contingent on dropping this.
"""

from spec.kernel.zonelist import ZONEREFS, first, walk
from spec.vocabulary import END, Strategy, Writer


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
    expect={},
)
