"""Sequential consistency: one total order that every thread agrees with.

Lamport, "How to make a multiprocessor computer that correctly executes multiprocess programs"
(1979); as an axiom, herd's sc.cat: acyclic po | rf | co | fr. Sections and grace periods follow
the fundamental law of RCU; a stopped machine excludes sections with preemption off.
"""

from collections.abc import Iterator

from spec.grace import excluded, law
from spec.relation import Execution
from spec.term import Bool


def sc(x: Execution) -> Iterator[Bool]:
    """The order of everything."""
    rf = [(store.index, load.index, holds) for store, load, holds in x.rf]
    yield from x.coherence.total()
    yield from x.coherence.atomic()
    yield from x.acyclic(x.po, rf, x.coe, x.fr, law(x), excluded(x))
