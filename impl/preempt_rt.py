"""What a trace shows that a kernel with CONFIG_PREEMPT_RT forbids."""

from collections import Counter
from collections.abc import Iterable, Iterator

from impl.trace import Step

SLEEPING = "sleeping lock taken with interrupts off"


def complaints(trace: Iterable[Step]) -> Iterator[str]:
    """Yield a sentence for each sleeping lock that a thread takes with interrupts off.

    Under PREEMPT_RT a spinlock sleeps; without it no trace deserves a complaint.
    """
    depth: Counter[str] = Counter()
    for number, step in enumerate(trace, 1):
        if step.operation == "local_irq_save":
            depth[step.thread] += 1
        elif step.operation == "local_irq_restore":
            depth[step.thread] -= 1
        elif step.operation == "spin_lock" and depth[step.thread]:
            yield f"{step.thread}: {SLEEPING} in step {number}"
