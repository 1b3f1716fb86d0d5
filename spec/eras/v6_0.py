"""Linux 6.0 to 6.2, October 2022: a sequence lock around the rebuild, compared in the slow path.

3d36424b3b58. The rebuild prints its fallback order (6cf253925df7, 5.13) inside the lock.
"""

from dataclasses import replace

from spec.eras.expected import BRACKETED, CHECKED, when_masks_move
from spec.eras.v4_14 import STRATEGY as BEFORE
from spec.kernel.nodemask import MEMS_SEQ, MMAP_LOCK, rebind_policy_at_once
from spec.kernel.page_alloc import begin_both, check_both
from spec.kernel.seqcount import SEQ
from spec.kernel.zonelist_update import CONSOLE, rebuild_seqlocked
from spec.vocabulary import refuted

NAME = "6.0"
STRATEGY = replace(
    BEFORE,
    name="v6_0",
    cells=(MEMS_SEQ, SEQ, CONSOLE, MMAP_LOCK),
    writer=rebuild_seqlocked,
    begin=begin_both,
    moved=check_both,
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
MASKS = when_masks_move(STRATEGY, rebind_policy_at_once, BRACKETED)
