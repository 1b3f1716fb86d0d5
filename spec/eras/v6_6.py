"""Linux 6.6 to 6.15: write_seqlock_irqsave(), which leaves interrupts on where the lock sleeps.

a2ebb51575828.
"""

from dataclasses import replace

from spec.eras.expected import BRACKETED, CHECKED
from spec.kernel.nodemask import (
    MEMS,
    MEMS_SEQ,
    MMAP_LOCK,
    POLICY,
    policy_nodemask,
    rebind_policy_at_once,
)
from spec.kernel.page_alloc import begin_both, check_both, first, should_reclaim_retry, walk
from spec.kernel.seqcount import SEQ
from spec.kernel.zonelist import ZONEREFS
from spec.kernel.zonelist_update import rebuild_irqsave
from spec.vocabulary import Strategy

NAME = "6.6"
STRATEGY = Strategy(
    name="v6_6",
    arrays=(ZONEREFS,),
    cells=(MEMS_SEQ, SEQ, MMAP_LOCK),
    writer=rebuild_irqsave,
    around=policy_nodemask,
    walk=walk,
    first=first,
    begin=begin_both,
    moved=check_both,
    reclaim_retry=should_reclaim_retry,
    expect=CHECKED,
)
MASKS = replace(
    STRATEGY,
    name="v6_6_masks",
    masks=(POLICY, MEMS),
    moves="masks",
    writer=rebind_policy_at_once,
    expect=BRACKETED,
)
