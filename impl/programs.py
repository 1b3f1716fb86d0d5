"""Readers and the writer of one instance as programs for the scheduler."""

from functools import partial

from impl.allocator import alloc_pages, read_pass
from impl.instance import Instance
from impl.machine import MachineName
from impl.memory import Location, Memory, Value
from impl.observation import AllocationSeen, PassSeen
from impl.schedule import Pick
from impl.scheduler import Program, run
from impl.strategies.strategy import Strategy
from impl.trace import Execution


def initial_memory(strategy: Strategy, instance: Instance) -> dict[Location, Value]:
    """Return the value of every location before the first step."""
    return dict(strategy.layout(instance))


def writer(strategy: Strategy, instance: Instance) -> Program:
    """Return the program that makes every rebuild (or event) of the instance."""

    def program(memory: Memory) -> None:
        strategy.writer(memory, instance, instance.changes)

    return program


def pass_reader(strategy: Strategy, instance: Instance) -> Program:
    """Return the program of one pass; its result is a `PassSeen`."""
    return partial(_read_pass, strategy=strategy, instance=instance)


def allocation_reader(strategy: Strategy, instance: Instance, *, tries: int = 2) -> Program:
    """Return the program of one allocation; its result is an `AllocationSeen`."""
    return partial(_alloc_pages, strategy=strategy, instance=instance, tries=tries)


def run_pass(
    strategy: Strategy, instance: Instance, pick: Pick, *, machine: MachineName = "sc"
) -> Execution:
    """Run the threads `writer` and `reader`, the reader making one pass."""
    programs = {"writer": writer(strategy, instance), "reader": pass_reader(strategy, instance)}
    return run(programs, initial_memory(strategy, instance), pick, machine=machine)


def run_allocation(
    strategy: Strategy,
    instance: Instance,
    pick: Pick,
    *,
    tries: int = 2,
    machine: MachineName = "sc",
) -> Execution:
    """Run the threads `writer` and `reader`, the reader making one allocation."""
    programs = {
        "writer": writer(strategy, instance),
        "reader": allocation_reader(strategy, instance, tries=tries),
    }
    return run(programs, initial_memory(strategy, instance), pick, machine=machine)


def _read_pass(memory: Memory, *, strategy: Strategy, instance: Instance) -> PassSeen:
    return read_pass(memory, strategy, instance)


def _alloc_pages(
    memory: Memory, *, strategy: Strategy, instance: Instance, tries: int
) -> AllocationSeen:
    return alloc_pages(memory, strategy, instance, tries=tries)
