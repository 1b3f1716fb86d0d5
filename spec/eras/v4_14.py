"""Linux 4.14 to 5.19: zonelists overwritten in place, with nothing against readers.

9d3be21bf9c0 and 11cd8638c37f; the masks as 4.13 left them: 902b62810a57, 213980c0f23b,
5f155f27cb7f.
"""

from dataclasses import replace

from spec.eras.expected import BRACKETED, OVERWRITTEN, when_masks_move
from spec.eras.v4_12 import STRATEGY as BEFORE
from spec.kernel.nodemask import rebind_policy_at_once
from spec.kernel.page_alloc import check_retry_cpuset
from spec.kernel.zonelist import rebuild_in_place

NAME = "4.14"
STRATEGY = replace(
    BEFORE,
    name="v4_14",
    writer=rebuild_in_place,
    moved=check_retry_cpuset,
    expect=OVERWRITTEN,
)
MASKS = when_masks_move(STRATEGY, rebind_policy_at_once, BRACKETED)
