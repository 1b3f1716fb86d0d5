"""Rebuild while every CPU is stopped; readers can be preempted anywhere.

The kernel up to 4.13 with CONFIG_PREEMPT. A task that was preempted in the middle of its walk
goes on with a slot address, and nothing tells it that the contents moved.
"""

from spec.kernel.zonelist import ZONEREFS, first, rebuild_in_place, walk
from spec.vocabulary import Strategy, Writer


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
    expect={},
)
