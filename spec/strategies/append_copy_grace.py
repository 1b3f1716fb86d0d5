"""Append a copy and wait for a grace period before the final terminator; passes are RCU sections.

The repair of append-a-copy that costs the reader two counters: nobody who saw the old front is
still walking when the copy is cut off. Each section finds its first slot anew.
"""

from spec.strategies.append_copy import ZONEREFS, append, overwrite_front, terminate
from spec.vocabulary import Reader, Strategy, Writer


def rebuild(w: Writer) -> None:
    """Append, overwrite, wait, terminate."""
    append(w)
    overwrite_front(w)
    w.synchronize_rcu()
    terminate(w)


def walk(r: Reader, _preferred: None) -> None:
    """A pass from the head inside its own section."""
    with r.rcu_section():
        r.walk(ZONEREFS)


STRATEGY = Strategy(
    name="append_copy_grace",
    arrays=(ZONEREFS,),
    writer=rebuild,
    walk=walk,
    expect={},
)
