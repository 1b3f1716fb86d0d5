"""A read-write lock around every pass, with the cached slot kept while the lock is not held.

Even the strongest lock protects nothing that is carried out of it.
"""

from spec.kernel.qrwlock import CNTS, read_lock
from spec.kernel.zonelist import ZONEREFS
from spec.strategies.rwlock import rebuild
from spec.vocabulary import Place, Reader, Strategy, proved, refuted


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
    expect={
        "no_missed_zone": proved(
            "the writer is locked out while a pass is on, so it sees exactly one list",
        ),
        "no_double_visit": proved(
            "the writer is locked out while a pass is on, so it sees exactly one list",
        ),
        "zone_always_visible": proved(
            "the writer is locked out while a pass is on, so it sees exactly one list",
        ),
        "eligible_zone_always_visible": proved(
            "the writer is locked out while a pass is on, so it sees exactly one list",
        ),
        "sees_one_list": proved(
            "the writer is locked out while a pass is on, so it sees exactly one list",
        ),
        "respects_request": proved(
            "the writer is locked out while a pass is on, so it sees exactly one list",
        ),
        "stays_in_bounds": proved(
            "the slot behind the longest list only ever holds the terminator, and its "
            "index 0 passes every limit",
        ),
        "no_premature_oom": refuted(
            "offline",
            "reorder",
            because="the lock protects nothing that is carried out of it: a removal or a new "
            "order moves the zone in front of the cached slot",
        ),
        "no_premature_oom_last_look": refuted(
            "offline",
            "reorder",
            because="the lock protects nothing that is carried out of it: a removal or a new "
            "order moves the zone in front of the cached slot",
        ),
        "terminates": proved(
            "nothing is repeated but the attempt to get the lock",
        ),
        "no_deadlock": refuted(
            "interrupt",
            because="an interrupt on the writer's own CPU waits for a lock that the writer it "
            "interrupted cannot release",
        ),
        "no_sleep_in_atomic": proved(
            "no lock that sleeps is taken, and nobody sleeps inside a section",
        ),
    },
)
