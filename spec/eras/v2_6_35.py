"""Linux 2.6.35, August 2010: masks grow, wait for readers who count themselves, and shrink.

c0ff7453bb5c and 708c1bbc9d0c; gone again in 3.4. Zonelists as before.
"""

from dataclasses import replace

from spec.eras.expected import COUNTED, when_masks_move
from spec.eras.v2_6_34 import STRATEGY as BEFORE
from spec.kernel.nodemask import MMAP_LOCK, READING, get_mems_allowed_and_policy, rebind_counted

NAME = "2.6.35"
STRATEGY = replace(
    BEFORE,
    name="v2_6_35",
    cells=(READING, MMAP_LOCK),
    around=get_mems_allowed_and_policy,
)
MASKS = when_masks_move(STRATEGY, rebind_counted, COUNTED)
