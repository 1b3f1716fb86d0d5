"""The new nodes are added first, the old ones taken away later; nobody waits for readers.

Half of c0ff7453bb5c (2.6.35): without its reader count, a walk can still outlive the union.
"""

from dataclasses import replace

from spec.kernel.nodemask import NODES
from spec.masks.mask_in_place import STRATEGY as IN_PLACE
from spec.vocabulary import Fence, Writer, refuted


def rebind(w: Writer) -> None:
    """Grow, then shrink."""
    w.nodes_or(NODES)  # nodes_or(tsk->mems_allowed, tsk->mems_allowed, *newmems);
    w.fence(Fence.MB)
    w.nodes_assign(NODES)  # tsk->mems_allowed = *newmems;


STRATEGY = replace(
    IN_PLACE,
    name="mask_union",
    writer=rebind,
    expect={
        **IN_PLACE.expect,
        "eligible_zone_always_visible": refuted(
            "move",
            because="the walk meets the zone of the new nodes before they are added, and the zone "
            "of the old nodes after they are gone",
        ),
    },
)
WIDE = replace(
    STRATEGY,
    name="mask_union_wide",
    masks=(replace(NODES, words=2),),
    expect={
        **STRATEGY.expect,
        "no_premature_oom": STRATEGY.expect["no_premature_oom"].but(
            "armv8",
            "lkmm",
            expect=refuted(
                "move",
                because="nothing orders a walk's looks at the two words: the one is seen before "
                "the new nodes came, the other after the old ones went, in two walks running",
            ),
        ),
    },
)
