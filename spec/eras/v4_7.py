"""Linux 4.7 to 4.9, 2016: the first slot is cached before the fast path, and kept.

682a3385e773 and c33d6c06f60f; 0a0337e0d1d1 lets should_reclaim_retry() decide about another try.
"""

from dataclasses import replace

from spec.eras.expected import KEPT, STOPPED
from spec.kernel.nodemask import (
    MEMS,
    MEMS_SEQ,
    MMAP_LOCK,
    POLICY,
    policy_nodemask,
    rebind_in_two_steps,
)
from spec.kernel.page_alloc import (
    first_once,
    read_mems_allowed_begin,
    read_mems_allowed_retry,
    should_reclaim_retry,
    walk,
)
from spec.kernel.zonelist import ZONEREFS
from spec.strategies.stop_machine_preempt import rebuild
from spec.vocabulary import Strategy

NAME = "4.7"
STRATEGY = Strategy(
    name="v4_7",
    arrays=(ZONEREFS,),
    cells=(MEMS_SEQ, MMAP_LOCK),
    writer=rebuild,
    around=policy_nodemask,
    walk=walk,
    first=first_once,
    begin=read_mems_allowed_begin,
    moved=read_mems_allowed_retry,
    checks=("nopage",),
    reclaim_retry=should_reclaim_retry,
    expect=STOPPED,
)
MASKS = replace(
    STRATEGY,
    name="v4_7_masks",
    masks=(POLICY, MEMS),
    moves="masks",
    writer=rebind_in_two_steps,
    expect=KEPT,
)
