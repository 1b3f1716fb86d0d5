"""Rebuild while every CPU is stopped; a walk cannot be preempted.

The kernel up to 4.13 without CONFIG_PREEMPT. The slow path still sleeps between its tries, with
the slot it cached in its hand.
"""

from spec.kernel.zonelist import ZONEREFS
from spec.strategies.stop_machine_preempt import rebuild
from spec.vocabulary import Place, Reader, Strategy


def walk(r: Reader, preferred: Place | None) -> None:
    """One pass on a kernel that does not preempt it."""
    with r.preemption_off():
        r.walk(preferred or ZONEREFS)


def first(r: Reader) -> Place:
    """``ac->preferred_zoneref = first_zones_zonelist(...)``."""
    with r.preemption_off():
        return r.first(ZONEREFS)


STRATEGY = Strategy(
    name="stop_machine_nopreempt",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={},
)
