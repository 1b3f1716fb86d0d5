"""Append a copy with write barriers, and a read barrier after every load of a walk.

"If this requires any barriers on the iteration side, it is bad": this one has them all.
"""

from spec.strategies.append_copy import ZONEREFS
from spec.strategies.append_copy_wmb import rebuild
from spec.vocabulary import Fence, Place, Reader, Strategy


def walk(r: Reader, preferred: Place | None) -> None:
    """A pass that loads strictly in order."""
    r.walk(preferred or ZONEREFS, between=Fence.RMB)


def first(r: Reader) -> Place:
    """``first_zones_zonelist()`` that loads strictly in order."""
    return r.first(ZONEREFS, between=Fence.RMB)


STRATEGY = Strategy(
    name="append_copy_rmb",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={},
)
