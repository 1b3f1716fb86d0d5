"""A read-write lock around every pass and every rebuild; each pass finds its own first slot.

The baseline that costs the reader most: two atomic operations on a shared line for each pass.
"""

from spec.kernel.qrwlock import CNTS, read_lock, write_lock
from spec.kernel.zonelist import ZONEREFS, rebuild_in_place
from spec.vocabulary import Reader, Strategy, Writer


def rebuild(w: Writer) -> None:
    """Rebuild with readers locked out."""
    with write_lock(w):
        rebuild_in_place(w)


def walk(r: Reader, _preferred: None) -> None:
    """A pass with the writer locked out."""
    with read_lock(r):
        r.walk(ZONEREFS)


STRATEGY = Strategy(
    name="rwlock",
    arrays=(ZONEREFS,),
    cells=(CNTS,),
    writer=rebuild,
    walk=walk,
    expect={},
)
