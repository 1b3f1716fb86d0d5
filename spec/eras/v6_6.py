"""Linux 6.6 to 6.15: write_seqlock_irqsave(), which leaves interrupts on where the lock sleeps.

a2ebb51575828.
"""

from dataclasses import replace

from spec.eras.expected import BRACKETED, CHECKED, when_masks_move
from spec.eras.v6_4 import STRATEGY as BEFORE
from spec.kernel.nodemask import rebind_policy_at_once
from spec.kernel.zonelist_update import rebuild_irqsave

NAME = "6.6"
STRATEGY = replace(
    BEFORE,
    name="v6_6",
    writer=rebuild_irqsave,
    expect=CHECKED,
)
MASKS = when_masks_move(STRATEGY, rebind_policy_at_once, BRACKETED)
