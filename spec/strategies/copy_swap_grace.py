"""Build the new list in another array, swap a pointer, reuse the old one after a grace period.

The textbook RCU update (Documentation/RCU/whatisRCU.rst). Nobody proposed it for zonelists: they
are embedded in pg_data_t by value, and the slow path sleeps.
"""

from spec.kernel.zonelist import overwrite
from spec.vocabulary import Array, Pointer, Reader, Strategy, Writer

A = Array("A")
B = Array("B", spare=True)
LIVE = Pointer("live", (A, B))


def rebuild(w: Writer) -> None:
    """Fill the spare array, publish it, wait, free the old one."""
    new = w.spare(LIVE)
    old = A if new is B else B
    overwrite(w, new)
    w.assign(LIVE, new)  # rcu_assign_pointer(live, new);
    w.synchronize_rcu()
    w.free(old)


def walk(r: Reader, _preferred: None) -> None:
    """A pass over whatever array is live when its section begins."""
    with r.rcu_section():
        r.walk(r.dereference(LIVE))  # rcu_dereference(live)


STRATEGY = Strategy(
    name="copy_swap_grace",
    arrays=(A, B),
    pointers=(LIVE,),
    writer=rebuild,
    walk=walk,
    expect={},
)
