"""Sequential consistency: one total order that every thread agrees with.

Lamport, "How to make a multiprocessor computer that correctly executes multiprocess programs"
(1979); as an axiom, herd's sc.cat: acyclic po | rf | co | fr. Sections and grace periods follow
the fundamental law of RCU; a stopped machine excludes sections with preemption off.
"""

from spec.relation import Acyclic, Execution


def sc(x: Execution) -> Acyclic:
    """The order of everything."""
    return x.acyclic(x.po, x.rf, x.co, x.fr, x.grace, x.stopped)
