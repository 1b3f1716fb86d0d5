"""A sequence count that is compared when it is too late: behind the OOM killer.

cc9a6c877661 (3.4 to 4.9): the check stood in __alloc_pages_nodemask(), after the slow path had
returned, so the OOM killer had been called by then. Interrupts were left on at first.
"""

from dataclasses import replace

from spec.kernel.nodemask import MEMS_SEQ, NODES
from spec.kernel.seqcount import (
    read_seqbegin,
    read_seqretry,
    write_seqcount_begin,
    write_seqcount_end,
)
from spec.masks.mask_in_place import STRATEGY as IN_PLACE
from spec.masks.mask_union import STRATEGY as UNION
from spec.masks.mask_union import WIDE as WIDE_UNION
from spec.vocabulary import Condition, Loaded, Reader, Writer, proved, refuted


def rebind(w: Writer) -> None:
    """``cpuset_change_task_nodemask()`` of 3.4."""
    write_seqcount_begin(w, MEMS_SEQ)
    w.nodes_or(NODES)  # nodes_or(tsk->mems_allowed, tsk->mems_allowed, *newmems);
    w.nodes_assign(NODES)  # tsk->mems_allowed = *newmems;
    write_seqcount_end(w, MEMS_SEQ)


def begin(r: Reader) -> Loaded:
    """``cpuset_mems_cookie = get_mems_allowed();``."""
    return read_seqbegin(r, MEMS_SEQ)


def moved(r: Reader, cookie: Loaded) -> Condition:
    """``!put_mems_allowed(cpuset_mems_cookie)``."""
    return read_seqretry(r, cookie, MEMS_SEQ)


STRATEGY = replace(
    IN_PLACE,
    name="mask_seqcount_after_oom",
    cells=(MEMS_SEQ,),
    writer=rebind,
    begin=begin,
    moved=moved,
    checks=(),
    expect={
        **UNION.expect,
        "terminates": proved(
            "the count stands still once writers have stopped, and every wait and check is on it",
        ),
        "no_deadlock": refuted(
            "interrupt",
            because="an interrupt on the CPU of a task that moves itself waits for an even count, "
            "and the task it interrupted cannot make it even",
        ),
        "no_sleep_in_atomic": proved(
            "no lock that sleeps is taken, and nobody sleeps inside a section",
        ),
    },
)
WIDE = replace(
    STRATEGY,
    name="mask_seqcount_after_oom_wide",
    masks=(replace(NODES, words=2),),
    expect={**STRATEGY.expect, "no_premature_oom": WIDE_UNION.expect["no_premature_oom"]},
)
