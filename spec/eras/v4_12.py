"""Linux 4.10 to 4.12, 2017: the first slot is found anew at every restart, and checked before OOM.

ea57485af8f4 to e47483bca2cc.
"""

from dataclasses import replace

from spec.eras.expected import BRACKETED_AT_NEED, when_masks_move
from spec.eras.v4_7 import STRATEGY as BEFORE
from spec.kernel.nodemask import rebind_in_two_steps
from spec.kernel.page_alloc import first

NAME = "4.12"
STRATEGY = replace(
    BEFORE,
    name="v4_12",
    first=first,
    checks=("oom", "nopage"),
)
MASKS = when_masks_move(STRATEGY, rebind_in_two_steps, BRACKETED_AT_NEED)
