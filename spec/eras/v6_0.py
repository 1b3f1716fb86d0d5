"""Linux 6.0 to 6.2, October 2022: a sequence lock around the rebuild, compared in the slow path.

3d36424b3b58. The rebuild prints its fallback order (6cf253925df7, 5.13) inside the lock.
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
from spec.kernel.zonelist_update import CONSOLE, rebuild_seqlocked
from spec.vocabulary import Strategy, refuted

NAME = "6.0"
STRATEGY = Strategy(
    name="v6_0",
    arrays=(ZONEREFS,),
    cells=(MEMS_SEQ, SEQ, CONSOLE, MMAP_LOCK),
    writer=rebuild_seqlocked,
    around=policy_nodemask,
    walk=walk,
    first=first,
    begin=begin_both,
    moved=check_both,
    reclaim_retry=should_reclaim_retry,
    second_lock=CONSOLE,
    expect={
        **CHECKED,
        "no_deadlock": refuted(
            "interrupt",
            "console",
            because="an interrupt waits for an even count that the writer it interrupted cannot "
            "bring about; and the writer prints with the count odd, so it waits for a console "
            "whose holder waits for the count",
        ),
    },
)
MASKS = replace(
    STRATEGY,
    name="v6_0_masks",
    masks=(POLICY, MEMS),
    moves="masks",
    writer=rebind_policy_at_once,
    expect=BRACKETED,
)
