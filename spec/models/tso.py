"""x86-TSO: a store may be delayed past later loads of its thread, and nothing else.

Sewell, Sarkar, Owens, Zappa Nardelli, Myreen, "x86-TSO: a rigorous and usable programmer's model
for x86 multiprocessors" (2010); herd's x86tso.cat. ``smp_mb()`` is MFENCE, locked instructions
are full fences, every other kernel barrier is one for the compiler only.
"""

from collections.abc import Iterator

from spec.barrier import rmw
from spec.events import Event
from spec.grace import law, markers, section_begins, section_ends, stopped
from spec.relation import Execution, fence, is_access, is_load, is_store
from spec.term import Bool

FULL = fence("smp_mb()", "synchronize_rcu begin", "synchronize_rcu end")


def locked_load(event: Event) -> bool:
    """The load half of a locked instruction; a lock is looked at before one tries to take it."""
    return event.action == "update" and "LKR" not in event.tags


def locked_store(event: Event) -> bool:
    """The store half of a locked instruction, that of taking a lock too."""
    return event.pair is not None


def tso(x: Execution) -> Iterator[Bool]:
    """Program order but from a store to a later load, with what other threads see."""
    ppo = x.po_but(is_store, is_load)
    mfence = x.through(FULL, is_access, is_access)
    implied = x.through(locked_load, is_access, None, always=True)
    implied += x.through(locked_store, None, is_access, always=True)
    rcu = [*section_ends(x), *section_begins(x), *markers(x), *law(x)]
    yield from x.coherence.constraints()
    yield from x.acyclic(ppo, mfence, implied, x.rfe, x.coe, x.fre, rmw(x), rcu, stopped(x))
