"""Overwrite the list in place, ascending, with nothing against readers.

The patch under discussion, 11cd8638c37f6c: mainline 4.14 to 5.19. The slow path keeps the slot it
found at ``restart:`` across its tries (c33d6c06f60f, 4.7).
"""

from spec.kernel.zonelist import ZONEREFS, first, rebuild_in_place, walk
from spec.vocabulary import Strategy

STRATEGY = Strategy(
    name="in_place",
    arrays=(ZONEREFS,),
    writer=rebuild_in_place,
    walk=walk,
    first=first,
    expect={},
)
