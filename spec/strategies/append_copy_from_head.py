"""Append a copy, overwrite the front, terminate; every try walks from slot 0 again.

Babka's first idea with the reader from before the cached slot (c33d6c06f60f, 4.7).
"""

from spec.strategies.append_copy import ZONEREFS, rebuild
from spec.vocabulary import Reader, Strategy


def walk(r: Reader, _preferred: None) -> None:
    """A pass from the head, whatever went before."""
    r.walk(ZONEREFS)


STRATEGY = Strategy(
    name="append_copy_from_head",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    expect={},
)
