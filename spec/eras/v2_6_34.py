"""Linux 2.6.34, May 2010: masks grow and shrink unguarded, zonelists under stop_machine.

Rebuilds at run time since 6811378e7d8b (2006), policies as nodemasks since 19770b32609b (2008), a
cpuset changed by others since 58568d2a8215 (2009).
"""

from spec.eras.expected import STOPPED_FROM_HEAD, UNGUARDED, when_masks_move
from spec.kernel.nodemask import MMAP_LOCK, policy_nodemask, rebind_unguarded
from spec.kernel.page_alloc import walk_from_head
from spec.kernel.zonelist import ZONEREFS
from spec.strategies.stop_machine_preempt import rebuild
from spec.vocabulary import Strategy

NAME = "2.6.34"
STRATEGY = Strategy(
    name="v2_6_34",
    arrays=(ZONEREFS,),
    cells=(MMAP_LOCK,),
    writer=rebuild,
    around=policy_nodemask,
    walk=walk_from_head,
    expect=STOPPED_FROM_HEAD,
)
MASKS = when_masks_move(STRATEGY, rebind_unguarded, UNGUARDED)
