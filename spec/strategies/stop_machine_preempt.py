"""Rebuild while every CPU is stopped; readers can be preempted anywhere.

The kernel up to 4.13 with CONFIG_PREEMPT. A task that was preempted in the middle of its walk
goes on with a slot address, and nothing tells it that the contents moved.
"""

from spec.kernel.zonelist import ZONEREFS, first, rebuild_in_place, walk
from spec.vocabulary import Strategy, Writer, proved, refuted


def rebuild(w: Writer) -> None:
    """``build_all_zonelists()`` up to 4.13."""
    with w.stop_machine():  # stop_machine_cpuslocked(__build_all_zonelists, pgdat, NULL);
        rebuild_in_place(w)


STRATEGY = Strategy(
    name="stop_machine_preempt",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    first=first,
    expect={
        "no_missed_zone": refuted(
            "offline",
            "reorder",
            because="a preempted walk goes on with a slot number; a removal or a new order moves "
            "the zone in front of it, an insertion only moves zones back",
        ),
        "no_double_visit": refuted(
            "online",
            "reorder",
            because="a preempted walk goes on with a slot number; an insertion or a new order "
            "moves a zone it has visited behind it",
        ),
        "zone_always_visible": proved(
            "slot 0 is a zone of one list or of another, and this request takes up any",
        ),
        "eligible_zone_always_visible": refuted(
            "offline",
            "reorder",
            because="the zone that moves in front of a preempted walk can be the only one the "
            "request leaves",
        ),
        "sees_one_list": refuted(
            "online",
            "offline",
            "reorder",
            because="a preempted walk sees the front of one list and the rest of another",
        ),
        "respects_request": refuted(
            "online",
            "offline",
            "reorder",
            because="a walk preempted between index and pointer takes the pointer of whatever "
            "zone is in the slot now",
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
