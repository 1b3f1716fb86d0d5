"""The restarting reader of ``stop_machine_restart`` on a kernel that does not preempt a walk.

Only the cached slot can go stale there, and the generation says when it did.
"""

from spec.kernel.zonelist import ZONEREFS
from spec.strategies.stop_machine_restart import GENERATION, rebuild, start
from spec.vocabulary import Loaded, Place, Reader, Strategy


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
    expect={},
)
