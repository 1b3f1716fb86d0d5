"""How the kernel has rebound the nodemasks of a task: one function for each way, in turn."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from impl.instance import Instance, Rebind
from impl.memory import Memory
from impl.nodemasks import MEMS, TaskMasks
from impl.sequence import MEMS_SEQ
from impl.strategies.reading import wait_for_reader

Once: TypeAlias = Callable[[Memory, TaskMasks, Rebind, int], int]
"""Makes one rebind; takes and returns how often the sequence count has been odd."""


def each(
    memory: Memory,
    instance: Instance,
    rebinds: Iterable[Rebind],
    *,
    once: Once,
    wide: bool = False,
) -> None:
    """Make every rebind of an instance in one way."""
    odd = 0
    for rebind in rebinds:
        odd = once(memory, TaskMasks(instance, wide), rebind, odd)


def widen_unnoticed(memory: Memory, masks: TaskMasks, rebind: Rebind, odd: int) -> int:
    """Add the new nodes and drop the old ones, which no reader notices: up to 2.6.34."""
    _widen_all(memory, masks, rebind)
    masks.replace_vma_policy(memory, rebind)
    return odd


def widen_and_wait(memory: Memory, masks: TaskMasks, rebind: Rebind, odd: int) -> int:
    """Add the new nodes, wait for the reader, drop the old ones: cpuset_change_task_nodemask()."""
    masks.widen_mems(memory, rebind)
    masks.widen_task_policy(memory, rebind)
    wait_for_reader(memory)
    masks.replace_task_policy(memory, rebind)
    masks.replace_mems(memory, rebind)
    masks.replace_vma_policy(memory, rebind)
    return odd


def widen(memory: Memory, masks: TaskMasks, rebind: Rebind, odd: int) -> int:
    """Add the new nodes and drop the old ones, counted where a reader could find no node at all.

    Interrupts are off while the count is odd: one that allocates would wait for ever.
    """
    if masks.instance.policy == "task" or not rebind.old[MEMS] & rebind.new[MEMS]:
        odd += 1
        memory.local_irq_save()  # local_irq_disable()
        with MEMS_SEQ.writing(memory, odd):
            _widen_all(memory, masks, rebind)
        memory.local_irq_restore()  # local_irq_enable()
    else:
        _widen_all(memory, masks, rebind)
    masks.replace_vma_policy(memory, rebind)
    return odd


def _widen_all(memory: Memory, masks: TaskMasks, rebind: Rebind) -> None:
    masks.widen_mems(memory, rebind)
    masks.widen_task_policy(memory, rebind)
    masks.replace_task_policy(memory, rebind)
    masks.replace_mems(memory, rebind)


def widen_always_counted(memory: Memory, masks: TaskMasks, rebind: Rebind, odd: int) -> int:
    """Widen the cpuset's mask only, count every rebind: 213980c0f23b and 5f155f27cb7f (4.13)."""
    memory.local_irq_save()  # local_irq_disable()
    with MEMS_SEQ.writing(memory, odd + 1):
        masks.widen_mems(memory, rebind)
        masks.replace_task_policy(memory, rebind)
        masks.replace_mems(memory, rebind)
    memory.local_irq_restore()  # local_irq_enable()
    masks.replace_vma_policy(memory, rebind)
    return odd + 1
