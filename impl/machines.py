"""The machines by name."""

from collections.abc import Callable, Iterable, Mapping

from impl.armv8_graph import Armv8Graph
from impl.armv8_memory import Armv8Memory
from impl.machine import Machine, MachineName
from impl.memory import Location, Value
from impl.sequential_memory import SequentialMemory
from impl.store_buffer import StoreBuffers

_MACHINES: Mapping[MachineName, Callable[[Mapping[Location, Value], Iterable[str]], Machine]] = {
    "sc": SequentialMemory,
    "tso": StoreBuffers,
    "armv8": Armv8Memory,
    "armv8_graph": Armv8Graph,
}


def start(name: MachineName, initial: Mapping[Location, Value], threads: Iterable[str]) -> Machine:
    """Return a machine before the first step.

    Args:
        name: Which one.
        initial: The value of every location.
        threads: The names of all threads.
    """
    return _MACHINES[name](initial, threads)
