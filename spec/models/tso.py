"""x86-TSO: a store may be delayed past later loads of its thread, and nothing else.

Sewell, Sarkar, Owens, Zappa Nardelli, Myreen, "x86-TSO: a rigorous and usable programmer's model
for x86 multiprocessors" (2010); herd's x86tso.cat. ``smp_mb()`` is MFENCE, locked instructions
are full fences, every other kernel barrier is one for the compiler only.
"""

from collections.abc import Iterator

from spec.barrier import rmw
from spec.events import Event
from spec.grace import law, section_begins, section_ends, stopped
from spec.relation import Execution, fence, is_access, is_load, is_store
from spec.term import Bool

FULL = fence("smp_mb()", "synchronize_rcu begin", "synchronize_rcu end")


def locked(event: Event) -> bool:
    """Either half of a locked instruction."""
    return event.action == "update" or event.pair is not None


def tso(x: Execution) -> Iterator[Bool]:
    """Program order but from a store to a later load, with what other threads see."""
    ppo = x.po_but(is_store, is_load)
    mfence = x.through(FULL, is_access, is_access)
    implied = x.through(locked, is_access, None) + x.through(locked, None, is_access)
    rcu = [*section_ends(x), *section_begins(x), *law(x)]
    yield from x.coherence.constraints()
    yield from x.acyclic(ppo, mfence, implied, x.rfe, x.coe, x.fre, rmw(x), rcu, stopped(x))
