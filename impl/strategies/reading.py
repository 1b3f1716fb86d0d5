"""A reader that says it is reading, and a writer that waits until it is not: get_mems_allowed().

The scheme of c0ff7453bb5c (2010), which cc9a6c877661 (2012) replaced.
"""

from impl.condition import ZERO
from impl.instance import Instance
from impl.memory import Location, Memory

READING = Location("reading")
"""current->mems_allowed_change_disable: 1 while the task allocates."""


def get_mems_allowed(memory: Memory, instance: Instance) -> None:
    """Say so before everything else."""
    del instance
    memory.store(READING, 1)
    memory.fence("smp_mb")


def put_mems_allowed(memory: Memory, instance: Instance) -> None:
    """Take it back behind everything else."""
    del instance
    memory.fence("smp_mb")
    memory.store(READING, 0)


def wait_for_reader(memory: Memory) -> None:
    """Wait until the reader of the masks before this point is through."""
    memory.fence("smp_mb")
    memory.wait(READING, ZERO)
    memory.fence("smp_mb")
