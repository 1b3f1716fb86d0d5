"""Linux 4.4, January 2016: a sequence count around the masks, compared behind the OOM killer.

cc9a6c877661 (3.4). Every walk begins at slot 0; zonelists still change under stop_machine.
"""

from dataclasses import replace

from spec.eras.expected import UNGUARDED, when_masks_move
from spec.eras.v2_6_34 import STRATEGY as BEFORE
from spec.kernel.nodemask import MEMS_SEQ, MMAP_LOCK, rebind_in_two_steps
from spec.kernel.page_alloc import read_mems_allowed_begin, read_mems_allowed_retry

NAME = "4.4"
STRATEGY = replace(
    BEFORE,
    name="v4_4",
    cells=(MEMS_SEQ, MMAP_LOCK),
    begin=read_mems_allowed_begin,
    moved=read_mems_allowed_retry,
    checks=(),
)
MASKS = when_masks_move(STRATEGY, rebind_in_two_steps, UNGUARDED)
