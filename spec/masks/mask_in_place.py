"""The mask is assigned in place while allocations look at it.

What 58568d2a8215 (2009) made of mems_allowed and 19770b32609b (2008) of memory policies.
"""

from dataclasses import replace

from spec.kernel.nodemask import NODES, walk_from_head
from spec.kernel.zonelist import ZONEREFS
from spec.vocabulary import Strategy, Writer, proved, refuted


def rebind(w: Writer) -> None:
    """``tsk->mems_allowed = *newmems;``."""
    w.nodes_assign(NODES)


STRATEGY = Strategy(
    name="mask_in_place",
    arrays=(ZONEREFS,),
    masks=(NODES,),
    moves="masks",
    writer=rebind,
    walk=walk_from_head,
    expect={
        "eligible_zone_always_visible": refuted(
            "move",
            because="the walk meets the zone of the old nodes when the mask is new, and the zone of"
            " the new nodes when the mask is old",
        ),
        "respects_request": proved(
            "each test looks at one word of one version, the old or the new",
        ),
        "no_premature_oom": refuted(
            "move",
            needs={"move": (2, 3)},
            because="two walks running can miss, if the nodes move under each of them",
        ),
        "no_premature_oom_last_look": refuted(
            "move",
            because="the last look meets every zone when its node is not allowed",
        ),
    },
)
WIDE = replace(
    STRATEGY,
    name="mask_in_place_wide",
    masks=(replace(NODES, words=2),),
    expect={
        **STRATEGY.expect,
        "no_premature_oom": refuted(
            "move",
            because="between the stores of its two words the mask is empty, for as many walks as "
            "fit in",
        ),
    },
)
