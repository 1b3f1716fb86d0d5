"""ARMv8, multicopy-atomic: a store is seen by every other thread at once, and little else is sure.

Pulte, Flur, Deacon, French, Sarkar, Sewell, "Simplifying ARM concurrency" (2018); the Armv8
axiomatic model as herd's aarch64.cat. Kernel primitives as arm64 maps them: LDAR, STLR, DMB ISH,
ISHLD and ISHST; a fully ordered read-modify-write has a full barrier on both sides.
"""

from collections.abc import Iterator

from spec.barrier import forwarded_to_acquire, release_to_acquire, rmw
from spec.dependency import (
    address,
    address_then_store,
    branched,
    data,
    direct,
    forwarded,
    same_location,
)
from spec.events import Event
from spec.grace import law, markers, section_begins, section_ends, stopped
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

FULL = fence(
    "smp_mb()",
    "synchronize_rcu begin",
    "synchronize_rcu end",
    "smp_mb__before_atomic()",
    "smp_mb__after_atomic()",
    "smp_mb__after_spinlock()",
)


def returning_load(event: Event) -> bool:
    """A load that DMB ISHLD orders, which that of STADD is not."""
    return is_load(event) and "noreturn" not in event.tags


def armv8(x: Execution) -> Iterator[Bool]:
    """The internal, external and atomic axioms."""
    obs = x.rfe + x.coe + x.fre
    dob = [*address(x, is_access, direct), *data(x, is_store, direct)]
    dob += [*branched(x, is_store), *address_then_store(x, is_store)]
    dob += [*forwarded(x, is_store, is_load, direct)]
    aob = rmw(x) + forwarded_to_acquire(x)
    bob = x.through(FULL, is_access, is_access)
    bob += x.through(fence("smp_rmb()"), returning_load, is_access)
    bob += x.through(fence("smp_wmb()"), is_store, is_store)
    bob += x.through(is_acquire, None, is_access)
    bob += x.through(is_release, is_access, None)
    bob += release_to_acquire(x)
    lws = same_location(x, is_access)
    rcu = [*section_ends(x), *section_begins(x), *markers(x), *law(x)]
    yield from x.coherence.constraints()  # internal, atomic
    yield from x.acyclic(obs, lws, dob, aob, bob, rcu, stopped(x))  # external
