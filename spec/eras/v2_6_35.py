"""Linux 2.6.35, August 2010: masks grow, wait for readers who count themselves, and shrink.

c0ff7453bb5c and 708c1bbc9d0c; gone again in 3.4. Zonelists as before.
"""

from dataclasses import replace

from spec.eras.expected import COUNTED, STOPPED_FROM_HEAD
from spec.kernel.nodemask import (
    MEMS,
    MMAP_LOCK,
    POLICY,
    READING,
    get_mems_allowed_and_policy,
    rebind_counted,
)
from spec.kernel.page_alloc import walk_from_head
from spec.kernel.zonelist import ZONEREFS
from spec.strategies.stop_machine_preempt import rebuild
from spec.vocabulary import Strategy

NAME = "2.6.35"
STRATEGY = Strategy(
    name="v2_6_35",
    arrays=(ZONEREFS,),
    cells=(READING, MMAP_LOCK),
    writer=rebuild,
    around=get_mems_allowed_and_policy,
    walk=walk_from_head,
    expect=STOPPED_FROM_HEAD,
)
MASKS = replace(
    STRATEGY,
    name="v2_6_35_masks",
    masks=(POLICY, MEMS),
    moves="masks",
    writer=rebind_counted,
    expect=COUNTED,
)
