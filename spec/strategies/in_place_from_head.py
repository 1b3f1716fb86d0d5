"""Overwrite in place; every try walks from slot 0 again.

The store order of 4.14 with the reader from before the cached slot (c33d6c06f60f, 4.7).
"""

from spec.kernel.zonelist import ZONEREFS, rebuild_in_place, walk_from_head
from spec.vocabulary import Strategy

STRATEGY = Strategy(
    name="in_place_from_head",
    arrays=(ZONEREFS,),
    writer=rebuild_in_place,
    walk=walk_from_head,
    expect={},
)
