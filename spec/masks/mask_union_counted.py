"""The union stays until the task is outside the allocator: readers count themselves.

c0ff7453bb5c (2.6.35 to 3.3): get_mems_allowed() and put_mems_allowed() around every allocation, a
full barrier in each; the writer yields and looks again while the count is not zero.
"""

from dataclasses import replace

from spec.kernel.nodemask import NODES, READING, get_mems_allowed
from spec.masks.mask_in_place import STRATEGY as IN_PLACE
from spec.vocabulary import Fence, Writer, proved


def rebind(w: Writer) -> None:
    """``cpuset_change_task_nodemask()`` of 2.6.35."""
    w.nodes_or(NODES)  # nodes_or(tsk->mems_allowed, tsk->mems_allowed, *newmems);
    w.fence(Fence.MB)
    w.wait(
        READING, lambda count: count == 0
    )  # while (mems_allowed_change_disable) { ... yield(); }
    w.fence(Fence.MB)
    w.nodes_assign(NODES)  # tsk->mems_allowed = *newmems;


STRATEGY = replace(
    IN_PLACE,
    name="mask_union_counted",
    cells=(READING,),
    writer=rebind,
    around=get_mems_allowed,
    expect={
        **dict.fromkeys(
            (
                "eligible_zone_always_visible",
                "no_premature_oom",
                "no_premature_oom_last_look",
            ),
            proved("nodes are taken away only while the task is outside the allocator"),
        ),
        "respects_request": IN_PLACE.expect["respects_request"],
        "terminates": proved("nothing is repeated, and readers wait for nobody"),
        "no_deadlock": proved("only the writer waits, for a reader who waits for nobody"),
        "no_sleep_in_atomic": proved("no lock is taken, and the reader may sleep meanwhile"),
    },
)
WIDE = replace(STRATEGY, name="mask_union_counted_wide", masks=(replace(NODES, words=2),))
