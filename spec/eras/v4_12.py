"""Linux 4.10 to 4.12, 2017: the first slot is found anew at every restart, and checked before OOM.

ea57485af8f4 to e47483bca2cc.
"""

from dataclasses import replace

from spec.eras.expected import BRACKETED_AT_NEED, STOPPED
from spec.kernel.nodemask import (
    MEMS,
    MEMS_SEQ,
    MMAP_LOCK,
    POLICY,
    policy_nodemask,
    rebind_in_two_steps,
)
from spec.kernel.page_alloc import (
    first,
    read_mems_allowed_begin,
    read_mems_allowed_retry,
    should_reclaim_retry,
    walk,
)
from spec.kernel.zonelist import ZONEREFS
from spec.strategies.stop_machine_preempt import rebuild
from spec.vocabulary import Strategy

NAME = "4.12"
STRATEGY = Strategy(
    name="v4_12",
    arrays=(ZONEREFS,),
    cells=(MEMS_SEQ, MMAP_LOCK),
    writer=rebuild,
    around=policy_nodemask,
    walk=walk,
    first=first,
    begin=read_mems_allowed_begin,
    moved=read_mems_allowed_retry,
    reclaim_retry=should_reclaim_retry,
    expect=STOPPED,
)
MASKS = replace(
    STRATEGY,
    name="v4_12_masks",
    masks=(POLICY, MEMS),
    moves="masks",
    writer=rebind_in_two_steps,
    expect=BRACKETED_AT_NEED,
)
