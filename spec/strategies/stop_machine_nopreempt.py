"""Rebuild while every CPU is stopped; a walk cannot be preempted.

The kernel up to 4.13 without CONFIG_PREEMPT. The slow path still sleeps between its tries, with
the slot it cached in its hand.
"""

from spec.kernel.zonelist import ZONEREFS
from spec.strategies.stop_machine_preempt import rebuild
from spec.vocabulary import Place, Reader, Strategy, proved, refuted


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
    expect={
        "no_missed_zone": proved(
            "stop_machine waits for every walk in progress, so a walk sees exactly one list",
        ),
        "no_double_visit": proved(
            "stop_machine waits for every walk in progress, so a walk sees exactly one list",
        ),
        "zone_always_visible": proved(
            "stop_machine waits for every walk in progress, so a walk sees exactly one list",
        ),
        "eligible_zone_always_visible": proved(
            "stop_machine waits for every walk in progress, so a walk sees exactly one list",
        ),
        "sees_one_list": proved(
            "stop_machine waits for every walk in progress, so a walk sees exactly one list",
        ),
        "respects_request": proved(
            "stop_machine waits for every walk in progress, so a walk sees exactly one "
            "list, and index and pointer of one zone",
        ),
        "stays_in_bounds": proved(
            "the slot behind the longest list only ever holds the terminator, and its "
            "index 0 passes every limit",
        ),
        "no_premature_oom": refuted(
            "offline",
            "reorder",
            because="the cached slot outlives the sleep between two tries, and a removal or a new"
            " order moves the zone in front of it",
        ),
        "no_premature_oom_last_look": refuted(
            "offline",
            "reorder",
            because="the cached slot outlives the sleep before the last look, and a removal or a "
            "new order moves the zone in front of it",
        ),
    },
)
