"""Linux 6.16, 2025: both cookies are compared at every retry as well.

e05741fb10c3.
"""

from dataclasses import replace

from spec.eras.expected import BRACKETED, CHECKED, when_masks_move
from spec.eras.v6_6 import STRATEGY as BEFORE
from spec.kernel.nodemask import rebind_policy_at_once
from spec.vocabulary import proved

NAME = "6.16"
STRATEGY = replace(
    BEFORE,
    name="v6_16",
    checks=("retry", "oom", "nopage"),
    expect={
        **CHECKED,
        "terminates": proved(
            "a try that is repeated compares the cookies first, and they are of the list it walks",
        ),
    },
)
MASKS = when_masks_move(
    STRATEGY,
    rebind_policy_at_once,
    {
        **BRACKETED,
        "terminates": proved(
            "a try that is repeated compares the cookies first, and they are of the masks it obeys",
        ),
    },
)
