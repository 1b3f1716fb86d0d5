"""Linux 4.14 to 5.19: zonelists overwritten in place, with nothing against readers.

9d3be21bf9c0 and 11cd8638c37f; the masks as 4.13 left them: 902b62810a57, 213980c0f23b,
5f155f27cb7f.
"""

from dataclasses import replace

from spec.eras.expected import BRACKETED, OVERWRITTEN
from spec.kernel.nodemask import (
    MEMS,
    MEMS_SEQ,
    MMAP_LOCK,
    POLICY,
    policy_nodemask,
    rebind_policy_at_once,
)
from spec.kernel.page_alloc import (
    check_retry_cpuset,
    first,
    read_mems_allowed_begin,
    should_reclaim_retry,
    walk,
)
from spec.kernel.zonelist import ZONEREFS, rebuild_in_place
from spec.vocabulary import Strategy

NAME = "4.14"
STRATEGY = Strategy(
    name="v4_14",
    arrays=(ZONEREFS,),
    cells=(MEMS_SEQ, MMAP_LOCK),
    writer=rebuild_in_place,
    around=policy_nodemask,
    walk=walk,
    first=first,
    begin=read_mems_allowed_begin,
    moved=check_retry_cpuset,
    reclaim_retry=should_reclaim_retry,
    expect=OVERWRITTEN,
)
MASKS = replace(
    STRATEGY,
    name="v4_14_masks",
    masks=(POLICY, MEMS),
    moves="masks",
    writer=rebind_policy_at_once,
    expect=BRACKETED,
)
