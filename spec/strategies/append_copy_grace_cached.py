"""Append a copy with a grace period, but carry the cached slot from one RCU section to the next.

An RCU section protects what is read inside it, not a slot number carried out of it.
"""

from spec.strategies.append_copy import ZONEREFS
from spec.strategies.append_copy_grace import rebuild
from spec.vocabulary import Place, Reader, Strategy


def walk(r: Reader, preferred: Place | None) -> None:
    """A pass inside its own section, from a slot found in an earlier one."""
    with r.rcu_section():
        r.walk(preferred or ZONEREFS)


def first(r: Reader) -> Place:
    """The recompute after ``restart:``, a section of its own."""
    with r.rcu_section():
        return r.first(ZONEREFS)


STRATEGY = Strategy(
    name="append_copy_grace_cached",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={},
)
