"""Swap a pointer with a grace period, but keep the cached slot's address across RCU sections.

The slow path's preferred_zoneref is an address inside an array whose grace period may be over by
the time the next try uses it.
"""

from spec.strategies.copy_swap_grace import LIVE, A, B, rebuild
from spec.vocabulary import EVERY_KIND, Place, Reader, Strategy, proved, refuted


def walk(r: Reader, preferred: Place | None) -> None:
    """A pass inside its own section, from an address found in an earlier one."""
    with r.rcu_section():
        r.walk(preferred or r.dereference(LIVE))


def first(r: Reader) -> Place:
    """The recompute after ``restart:``, a section of its own."""
    with r.rcu_section():
        return r.first(r.dereference(LIVE))


UNORDERED = refuted(
    *EVERY_KIND,
    "any",
    because="nothing orders what is stored next into the old array behind the "
    "freeing: a walk from a slot kept over the grace period meets the list after next",
    needs=dict.fromkeys(EVERY_KIND, (2, 3)) | {"any": (2, 2)},
)
"""The slot is kept over the grace period, and new content can be seen before FREED."""


STRATEGY = Strategy(
    name="copy_swap_grace_cached",
    arrays=(A, B),
    pointers=(LIVE,),
    writer=rebuild,
    walk=walk,
    first=first,
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
        "respects_request": refuted(
            "online",
            "offline",
            "reorder",
            "any",
            because="a cached slot is an address in an array that may hold another list two "
            "updates later, and a rebuild may be storing to it",
            needs={"online": (2, 3), "offline": (2, 3), "reorder": (2, 3), "any": (2, 2)},
        ),
        "stays_in_bounds": proved(
            "the slot behind the longest list only ever holds the terminator, and its "
            "index 0 passes every limit",
        ),
        "no_use_after_free": refuted(
            "online",
            "offline",
            "reorder",
            because="a grace period waits for sections, not for an address carried out of one",
        ),
        "no_premature_oom": refuted(
            "offline",
            "reorder",
            "any",
            because="the array under the cached slot holds another list two updates later, with "
            "the zone in front of the slot",
            needs={"offline": (2, 3), "reorder": (2, 3), "any": (2, 2)},
        ).but("armv8", "lkmm", expect=UNORDERED),
        "no_premature_oom_last_look": refuted(
            "offline",
            "reorder",
            "any",
            because="the array under the cached slot holds another list two updates later, with "
            "the zone in front of the slot",
            needs={"offline": (2, 3), "reorder": (2, 3), "any": (2, 2)},
        ).but("armv8", "lkmm", expect=UNORDERED),
    },
)
