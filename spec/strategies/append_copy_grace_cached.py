"""Append a copy with a grace period, but carry the cached slot from one RCU section to the next.

An RCU section protects what is read inside it, not a slot number carried out of it.
"""

from spec.strategies.append_copy import ZONEREFS
from spec.strategies.append_copy_grace import rebuild
from spec.vocabulary import EVERY_KIND, Place, Reader, Strategy, proved, refuted


def walk(r: Reader, preferred: Place | None) -> None:
    """A pass inside its own section, from a slot found in an earlier one."""
    with r.rcu_section():
        r.walk(preferred or ZONEREFS)


def first(r: Reader) -> Place:
    """The recompute after ``restart:``, a section of its own."""
    with r.rcu_section():
        return r.first(ZONEREFS)


UNORDERED = refuted(
    *EVERY_KIND,
    because="no barrier orders the writer's stores: a slot of the new front can be seen before "
    "the copy, or the slot to which its zone has moved",
    needs={"offline": (1, 3)},
)
"""Stores of the front and of the copy leave in any order; the grace period comes too late."""

CACHED = refuted(*EVERY_KIND, because=UNORDERED.because)
"""With a slot kept over tries two zones are enough."""


STRATEGY = Strategy(
    name="append_copy_grace_cached",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={
        "no_missed_zone": refuted(
            "online",
            because="a grace period stands before the copy is cut off, so whoever saw the old "
            "front still reaches the copy; only an insertion can make the new front "
            "longer than the old list: then it overwrites the copy before the moved zones"
            " are stored, and no grace period stands in between",
            needs={"online": (1, 3)},
        ).but("armv8", "lkmm", expect=UNORDERED),
        "no_double_visit": refuted(
            "online",
            "offline",
            "reorder",
            because="while the copy stands, every zone that was kept is in the list twice",
        ),
        "zone_always_visible": proved(
            "slot 0 is never NULL, and this request takes up any zone",
        ),
        "eligible_zone_always_visible": refuted(
            "online",
            because="a grace period stands before the copy is cut off, so whoever saw the old "
            "front still reaches the copy; only an insertion can make the new front "
            "longer than the old list: then it overwrites the copy before the moved zones"
            " are stored, and no grace period stands in between",
            needs={"online": (1, 3)},
        ).but("armv8", "lkmm", expect=UNORDERED),
        "sees_one_list": refuted(
            "online",
            "offline",
            "reorder",
            because="new front and copy of the old list together are none of the lists",
        ),
        "respects_request": refuted(
            "online",
            "offline",
            "reorder",
            because="two words: the index of a zone or terminator is loaded, and then the pointer"
            " of its successor in the slot",
        ),
        "stays_in_bounds": proved(
            "a terminator is stored at the far end before anything is stored behind the old one",
        ),
        "no_premature_oom": refuted(
            "online",
            "offline",
            "reorder",
            because="the grace period waits for sections, not for a slot number carried out of "
            "one: the copy behind the cached slot is cut off between two tries",
            needs={"online": (1, 3)},
        ).but("armv8", "lkmm", expect=CACHED),
        "no_premature_oom_last_look": refuted(
            "online",
            "offline",
            "reorder",
            because="the grace period waits for sections, not for a slot number carried out of one",
            needs={"online": (1, 3)},
        ).but("armv8", "lkmm", expect=CACHED),
    },
)
