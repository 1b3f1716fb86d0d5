"""How the kernel has rebuilt lists under zonelist_update_seq, a sequence lock, since 6.0.

The readers of `impl.strategies.seqcount` compare the same count.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from impl.instance import Change, Instance
from impl.lock import CONSOLE
from impl.memory import Memory
from impl.sequence import SEQ
from impl.strategies.in_place import zonerefs
from impl.zonelist import overwrite


@contextmanager
def _seqlock(memory: Memory, number: int) -> Iterator[None]:
    """Hold the lock with the count odd: write_seqlock()."""
    memory.spin_lock()
    with SEQ.writing(memory, number):
        yield


def write_and_print(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    """Overwrite and print the fallback order, interrupts on: 3d36424b3b58."""
    for number, change in enumerate(changes, 1):
        with _seqlock(memory, number):
            overwrite(memory, zonerefs(instance), instance, change.zones)
            CONSOLE.take(memory)  # pr_info("Fallback order for Node %d: ")
            CONSOLE.release(memory)


def write_then_lock(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    """Keep interrupts off, then lock; what is printed is deferred: 1007843a9190."""
    for number, change in enumerate(changes, 1):
        memory.local_irq_save()
        with _seqlock(memory, number):
            overwrite(memory, zonerefs(instance), instance, change.zones)
        memory.local_irq_restore()


def write_irqsave(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    """Lock with interrupts off, but for PREEMPT_RT: write_seqlock_irqsave(), a2ebb5157582."""
    for number, change in enumerate(changes, 1):
        if not instance.preempt_rt:
            memory.local_irq_save()
        with _seqlock(memory, number):
            overwrite(memory, zonerefs(instance), instance, change.zones)
        if not instance.preempt_rt:
            memory.local_irq_restore()
