"""Append a copy, overwrite the front, terminate, with a write barrier after each step.

Babka's first idea at the writer's expense only: the iteration side stays as it is.
"""

from spec.strategies.append_copy import (
    ZONEREFS,
    append,
    first,
    overwrite_front,
    terminate,
    walk,
)
from spec.vocabulary import Fence, Strategy, Writer


def rebuild(w: Writer) -> None:
    """Append, overwrite, terminate, each store before the next."""
    append(w, Fence.WMB)
    overwrite_front(w, Fence.WMB)
    terminate(w)


STRATEGY = Strategy(
    name="append_copy_wmb",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={},
)
