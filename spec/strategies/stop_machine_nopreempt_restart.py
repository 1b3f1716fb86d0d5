"""The restarting reader of ``stop_machine_restart`` on a kernel that does not preempt a walk.

Only the cached slot can go stale there, and the generation says when it did.
"""

from spec.kernel.zonelist import ZONEREFS
from spec.strategies.stop_machine_restart import GENERATION, rebuild, start
from spec.vocabulary import Loaded, Place, Reader, Strategy, proved


def walk(r: Reader, preferred: tuple[Place, Loaded] | None) -> None:
    """One unpreempted pass between two loads of the generation."""
    generation = r.load(GENERATION)
    with r.preemption_off():
        r.walk(start(generation, preferred) or ZONEREFS)
    r.retry_if(r.load(GENERATION) != generation)


def first(r: Reader) -> tuple[Place, Loaded]:
    """The first slot, and the generation it belongs to."""
    generation = r.load(GENERATION)
    with r.preemption_off():
        slot = r.first(ZONEREFS)
    r.retry_if(r.load(GENERATION) != generation)
    return slot, generation


STRATEGY = Strategy(
    name="stop_machine_nopreempt_restart",
    arrays=(ZONEREFS,),
    cells=(GENERATION,),
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
            "stop_machine waits for every walk in progress, so a walk sees exactly one list",
        ),
        "stays_in_bounds": proved(
            "the slot behind the longest list only ever holds the terminator, and its "
            "index 0 passes every limit",
        ),
        "no_premature_oom": proved(
            "the only thing that can go stale is the cached slot, and the generation says"
            " when it did",
        ),
        "no_premature_oom_last_look": proved(
            "the last look starts at slot 0 when the generation has moved since the slot "
            "was cached",
        ),
        "terminates": proved(
            "the generation stands still once writers have stopped, and every check is on it",
        ),
        "no_deadlock": proved(
            "readers never wait",
        ),
        "no_sleep_in_atomic": proved(
            "no lock that sleeps is taken, and nobody sleeps inside a section",
        ),
    },
)
