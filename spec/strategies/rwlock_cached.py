"""A read-write lock around every pass, with the cached slot kept while the lock is not held.

Even the strongest lock protects nothing that is carried out of it.
"""

from spec.kernel.qrwlock import CNTS, read_lock
from spec.kernel.zonelist import ZONEREFS
from spec.strategies.rwlock import rebuild
from spec.vocabulary import Place, Reader, Strategy


def walk(r: Reader, preferred: Place | None) -> None:
    """A pass with the writer locked out, from a slot found under an earlier lock."""
    with read_lock(r):
        r.walk(preferred or ZONEREFS)


def first(r: Reader) -> Place:
    """The recompute after ``restart:``, under the lock."""
    with read_lock(r):
        return r.first(ZONEREFS)


STRATEGY = Strategy(
    name="rwlock_cached",
    arrays=(ZONEREFS,),
    cells=(CNTS,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={},
)
