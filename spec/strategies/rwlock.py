"""A read-write lock around every pass and every rebuild; each pass finds its own first slot.

The baseline that costs the reader most: two atomic operations on a shared line for each pass.
"""

from spec.kernel.qrwlock import CNTS, read_lock, write_lock
from spec.kernel.zonelist import ZONEREFS, rebuild_in_place
from spec.vocabulary import Reader, Strategy, Writer, proved, refuted


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
        "no_premature_oom": proved(
            "each try finds its own first slot under the lock and sees one list whole",
        ),
        "no_premature_oom_last_look": proved(
            "the last look finds its own first slot under the lock",
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
