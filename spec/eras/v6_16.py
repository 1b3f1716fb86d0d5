"""Linux 6.16, 2025: both cookies are compared at every retry as well.

e05741fb10c3.
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
from spec.vocabulary import Strategy, proved

NAME = "6.16"
STRATEGY = Strategy(
    name="v6_16",
    arrays=(ZONEREFS,),
    cells=(MEMS_SEQ, SEQ, MMAP_LOCK),
    writer=rebuild_irqsave,
    around=policy_nodemask,
    walk=walk,
    first=first,
    begin=begin_both,
    moved=check_both,
    checks=("retry", "oom", "nopage"),
    reclaim_retry=should_reclaim_retry,
    expect={
        **CHECKED,
        "terminates": proved(
            "a try that is repeated compares the cookies first, and they are of the list it walks",
        ),
    },
)
MASKS = replace(
    STRATEGY,
    name="v6_16_masks",
    masks=(POLICY, MEMS),
    moves="masks",
    writer=rebind_policy_at_once,
    expect={
        **BRACKETED,
        "terminates": proved(
            "a try that is repeated compares the cookies first, and they are of the masks it obeys",
        ),
    },
)
