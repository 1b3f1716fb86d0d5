"""A sequence count that only the slow path looks at, when it is about to give up.

Babka's second idea, 14 July 2017; mainline since 3d36424b3b58 (6.0): zonelist_iter_begin() at
``restart:``, check_retry_zonelist() before the OOM killer, whose own last look comes after it.
"""

from spec.kernel.seqcount import SEQ, read_seqbegin, read_seqretry
from spec.kernel.zonelist import ZONEREFS, first, walk
from spec.strategies.seqcount_everywhere import rebuild
from spec.vocabulary import Strategy

STRATEGY = Strategy(
    name="seqcount_slow_path",
    arrays=(ZONEREFS,),
    cells=(SEQ,),
    writer=rebuild,
    walk=walk,
    first=first,
    begin=read_seqbegin,  # zonelist_iter_cookie = zonelist_iter_begin();
    moved=read_seqretry,  # check_retry_zonelist(zonelist_iter_cookie)
    expect={},
)
