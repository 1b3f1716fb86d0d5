"""The Linux-kernel memory model.

Alglave, Maranget, McKenney, Parri, Stern, "Frightening small children and disconcerting grown-ups:
concurrency in the Linux kernel" (2018); tools/memory-model/linux-kernel.cat, .bell, .def, lock.cat.

The .cat file composes relations: ``hb`` holds ``prop`` within a thread, ``pb`` is ``prop``, a
strong fence, ``hb*``. Here they are a clock instead. Besides its own place in the order, each event
has one place for each other thread: when what it stored has reached that thread by way of
cumulative fences. A path from event to event through the places of one thread T is then exactly
``prop`` within T, or ``prop`` and a strong fence: entered by overwriting (``ex(a) < reach(w, T)``
with a in T) or from T's own store, followed along ``cumul-fence``, left by a load of T that reads
it or by a strong fence. Stores are executed before they reach anybody, which ``hb`` implies
wherever it matters. So ``hb`` and ``pb`` are acyclic if and only if the clock is. Grace periods and
sections are the paper's fundamental law: who comes first acts as a strong fence towards the other.
"""

from collections.abc import Iterator

from spec.barrier import around_atomics, unlock_lock
from spec.dependency import (
    address,
    address_then_fence,
    carried,
    control,
    data,
    forwarded,
    same_location,
)
from spec.events import Event
from spec.grace import law, markers, section_begins, section_ends, stopped
from spec.models.reach import Reach
from spec.relation import (
    Execution,
    fence,
    is_access,
    is_acquire,
    is_load,
    is_release,
    is_store,
)
from spec.term import Bool

STRONG = fence("smp_mb()", "synchronize_rcu begin", "synchronize_rcu end")


def is_marked(event: Event) -> bool:
    """Marked: an access that is not plain."""
    return is_access(event) and "plain" not in event.tags


def marked_load(event: Event) -> bool:
    """A marked load."""
    return is_marked(event) and is_load(event)


def marked_store(event: Event) -> bool:
    """A marked store."""
    return is_marked(event) and is_store(event)


def returning_load(event: Event) -> bool:
    """R4rmb: a load that smp_rmb() orders, which the load of atomic_add() is not."""
    return marked_load(event) and "noreturn" not in event.tags


def acquiring(event: Event) -> bool:
    """Acquire: an acquiring load whose value is returned."""
    return is_acquire(event) and returning_load(event)


def lkmm(x: Execution) -> Iterator[Bool]:
    """Coherence and atomicity; happens-before, propagation and RCU as one clock."""
    strong = [
        *x.through(STRONG, is_marked, is_marked),
        *around_atomics(x, is_marked),
    ]
    po_rel = x.through(is_release, is_marked, None)
    acq_po = x.through(acquiring, None, is_marked)
    wmb = x.through(fence("smp_wmb()"), marked_store, marked_store)
    rmb = x.through(fence("smp_rmb()"), returning_load, returning_load)
    critical = list(unlock_lock(x, is_marked))
    dep = [*address(x, is_marked, carried), *data(x, marked_store, carried)]
    dep += forwarded(x, marked_store, marked_load, carried)
    to_w = [*control(x, marked_store, carried), *same_location(x, is_marked)]
    to_w += address_then_fence(x, fence("smp_wmb()"))
    stops = list(stopped(x))
    rcu = [*section_ends(x), *section_begins(x), *markers(x), *law(x)]
    reach = Reach(x)
    yield from x.coherence.constraints()
    yield from x.acyclic(
        dep,
        to_w,
        strong,
        po_rel,
        acq_po,
        wmb,
        rmb,
        critical,
        x.marked(x.rfe),
        rcu,
        stops,
        reach.executed(),
        reach.entered(x.marked(x.coe + x.fre)),
        reach.along([*wmb, *po_rel, *x.marked(x.rfe), *x.from_stores(critical)]),
        reach.left([*strong, *section_ends(x), *stops]),
        reach.atomic(),
    )
