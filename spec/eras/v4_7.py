"""Linux 4.7 to 4.9, 2016: the first slot is cached before the fast path, and kept.

682a3385e773 and c33d6c06f60f; 0a0337e0d1d1 lets should_reclaim_retry() decide about another try.
"""

from dataclasses import replace

from spec.eras.expected import KEPT, STOPPED, when_masks_move
from spec.eras.v4_4 import STRATEGY as BEFORE
from spec.kernel.nodemask import rebind_in_two_steps
from spec.kernel.page_alloc import first_once, should_reclaim_retry, walk

NAME = "4.7"
STRATEGY = replace(
    BEFORE,
    name="v4_7",
    walk=walk,
    first=first_once,
    checks=("nopage",),
    reclaim_retry=should_reclaim_retry,
    expect=STOPPED,
)
MASKS = when_masks_move(STRATEGY, rebind_in_two_steps, KEPT)
