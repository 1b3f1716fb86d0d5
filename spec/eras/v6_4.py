"""Linux 6.3 to 6.5, 2023: interrupts off and printk deferred around the sequence lock.

1007843a91909.
"""

from dataclasses import replace

from spec.eras.expected import BRACKETED, CHECKED, when_masks_move
from spec.eras.v6_0 import STRATEGY as BEFORE
from spec.kernel.nodemask import MEMS_SEQ, MMAP_LOCK, rebind_policy_at_once
from spec.kernel.seqcount import SEQ
from spec.kernel.zonelist_update import rebuild_irqs_off
from spec.vocabulary import refuted

NAME = "6.4"
STRATEGY = replace(
    BEFORE,
    name="v6_4",
    cells=(MEMS_SEQ, SEQ, MMAP_LOCK),
    writer=rebuild_irqs_off,
    second_lock=None,
    expect={
        **CHECKED,
        "no_sleep_in_atomic": refuted(
            "preempt_rt",
            because="write_seqlock() takes a spinlock, which sleeps on PREEMPT_RT, and interrupts "
            "are off by then",
        ),
    },
)
MASKS = when_masks_move(STRATEGY, rebind_policy_at_once, BRACKETED)
