"""Linux 6.3 to 6.5, 2023: interrupts off and printk deferred around the sequence lock.

1007843a91909.
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
from spec.kernel.zonelist_update import rebuild_irqs_off
from spec.vocabulary import Strategy, refuted

NAME = "6.4"
STRATEGY = Strategy(
    name="v6_4",
    arrays=(ZONEREFS,),
    cells=(MEMS_SEQ, SEQ, MMAP_LOCK),
    writer=rebuild_irqs_off,
    around=policy_nodemask,
    walk=walk,
    first=first,
    begin=begin_both,
    moved=check_both,
    reclaim_retry=should_reclaim_retry,
    expect={
        **CHECKED,
        "no_sleep_in_atomic": refuted(
            "preempt_rt",
            because="write_seqlock() takes a spinlock, which sleeps on PREEMPT_RT, and interrupts "
            "are off by then",
        ),
    },
)
MASKS = replace(
    STRATEGY,
    name="v6_4_masks",
    masks=(POLICY, MEMS),
    moves="masks",
    writer=rebind_policy_at_once,
    expect=BRACKETED,
)
