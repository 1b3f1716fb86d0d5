"""Build the new list in another array, swap a pointer, reuse the old one after a grace period.

The textbook RCU update (Documentation/RCU/whatisRCU.rst). Nobody proposed it for zonelists: they
are embedded in pg_data_t by value, and the slow path sleeps.
"""

from spec.kernel.zonelist import overwrite
from spec.vocabulary import Array, Pointer, Reader, Strategy, Writer, proved

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
    expect={
        "no_missed_zone": proved(
            "a published array is not written before every section that can hold a "
            "pointer to it has ended",
        ),
        "no_double_visit": proved(
            "a published array is not written before every section that can hold a "
            "pointer to it has ended",
        ),
        "zone_always_visible": proved(
            "a published array is not written before every section that can hold a "
            "pointer to it has ended",
        ),
        "eligible_zone_always_visible": proved(
            "a published array is not written before every section that can hold a "
            "pointer to it has ended",
        ),
        "sees_one_list": proved(
            "a published array is not written before every section that can hold a "
            "pointer to it has ended",
        ),
        "respects_request": proved(
            "a published array is not written before every section that can hold a "
            "pointer to it has ended",
        ),
        "stays_in_bounds": proved(
            "the slot behind the longest list only ever holds the terminator, and its "
            "index 0 passes every limit",
        ),
        "no_use_after_free": proved(
            "a published array is not written before every section that can hold a "
            "pointer to it has ended",
        ),
        "no_premature_oom": proved(
            "every try looks up the live array in its own section, and sees one list whole",
        ),
        "no_premature_oom_last_look": proved(
            "the last look is a section of its own on whatever array is live",
        ),
    },
)
