"""Swap a pointer to the new array and reuse the old one at once.

What the grace period of ``copy_swap_grace`` is for.
"""

from spec.kernel.zonelist import overwrite
from spec.strategies.copy_swap_grace import LIVE, A, B, walk
from spec.vocabulary import Strategy, Writer


def rebuild(w: Writer) -> None:
    """Fill the spare array, publish it, free the old one without waiting."""
    new = w.spare(LIVE)
    old = A if new is B else B
    overwrite(w, new)
    w.assign(LIVE, new)
    w.free(old)


STRATEGY = Strategy(
    name="copy_swap",
    arrays=(A, B),
    pointers=(LIVE,),
    writer=rebuild,
    walk=walk,
    expect={},
)
