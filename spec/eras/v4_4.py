"""Linux 4.4, January 2016: a sequence count around the masks, compared behind the OOM killer.

cc9a6c877661 (3.4). Every walk begins at slot 0; zonelists still change under stop_machine.
"""

from dataclasses import replace

from spec.eras.expected import STOPPED_FROM_HEAD, UNGUARDED
from spec.kernel.nodemask import (
    MEMS,
    MEMS_SEQ,
    MMAP_LOCK,
    POLICY,
    policy_nodemask,
    rebind_in_two_steps,
)
from spec.kernel.page_alloc import read_mems_allowed_begin, read_mems_allowed_retry, walk_from_head
from spec.kernel.zonelist import ZONEREFS
from spec.strategies.stop_machine_preempt import rebuild
from spec.vocabulary import Strategy

NAME = "4.4"
STRATEGY = Strategy(
    name="v4_4",
    arrays=(ZONEREFS,),
    cells=(MEMS_SEQ, MMAP_LOCK),
    writer=rebuild,
    around=policy_nodemask,
    walk=walk_from_head,
    begin=read_mems_allowed_begin,
    moved=read_mems_allowed_retry,
    checks=(),
    expect=STOPPED_FROM_HEAD,
)
MASKS = replace(
    STRATEGY,
    name="v4_4_masks",
    masks=(POLICY, MEMS),
    moves="masks",
    writer=rebind_in_two_steps,
    expect=UNGUARDED,
)
