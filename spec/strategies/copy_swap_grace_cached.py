"""Swap a pointer with a grace period, but keep the cached slot's address across RCU sections.

The slow path's preferred_zoneref is an address inside an array whose grace period may be over by
the time the next try uses it.
"""

from spec.strategies.copy_swap_grace import LIVE, A, B, rebuild
from spec.vocabulary import Place, Reader, Strategy


def walk(r: Reader, preferred: Place | None) -> None:
    """A pass inside its own section, from an address found in an earlier one."""
    with r.rcu_section():
        r.walk(preferred or r.dereference(LIVE))


def first(r: Reader) -> Place:
    """The recompute after ``restart:``, a section of its own."""
    with r.rcu_section():
        return r.first(r.dereference(LIVE))


STRATEGY = Strategy(
    name="copy_swap_grace_cached",
    arrays=(A, B),
    pointers=(LIVE,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={},
)
