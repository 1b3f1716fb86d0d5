"""A new copy of the mask is swapped in by its pointer, and an allocation keeps the one it found.

What mbind() does, proposed for every rebind when the fixes of 2017 were discussed. Copies are
reference counted, so none is reused while somebody looks at it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from spec.kernel.nodemask import NODES
from spec.kernel.zonelist import ZONEREFS
from spec.vocabulary import Cell, Copy, Reader, Strategy, Writer, proved

COPIES = replace(NODES, copies=True)
POINTER = Cell("policy")  # task->mempolicy


def rebind(w: Writer) -> None:
    """Fill a fresh copy and publish it."""
    w.nodes_assign(COPIES)
    w.store(POINTER, w.number, order="release")  # rcu_assign_pointer(task->mempolicy, new);


@contextmanager
def mpol_get(r: Reader) -> Iterator[Copy]:
    """Take the policy for the whole allocation."""
    yield Copy(COPIES, r.load(POINTER))


def walk(r: Reader, _preferred: None) -> None:
    """One pass from slot 0 with the copy at hand."""
    r.walk(ZONEREFS, masks=(r.held,))


STRATEGY = Strategy(
    name="mask_copy_swap",
    arrays=(ZONEREFS,),
    cells=(POINTER,),
    masks=(COPIES,),
    moves="masks",
    writer=rebind,
    around=mpol_get,
    walk=walk,
    expect={
        **dict.fromkeys(
            (
                "eligible_zone_always_visible",
                "respects_request",
                "no_premature_oom",
                "no_premature_oom_last_look",
            ),
            proved("the allocation goes by one version of the mask from beginning to end"),
        ),
        "terminates": proved("nothing is repeated"),
        "no_deadlock": proved("nobody waits"),
        "no_sleep_in_atomic": proved("no lock is taken, and the reader may sleep meanwhile"),
    },
)
WIDE = replace(STRATEGY, name="mask_copy_swap_wide", masks=(replace(COPIES, words=2),))
