"""Readers and the writer of one instance as programs for the scheduler."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, TypeAlias

from impl.allocator import alloc_pages, read_pass
from impl.instance import Instance
from impl.interrupt import Interrupt
from impl.lock import CONSOLE
from impl.machine import MachineName
from impl.memory import Location, Memory, Value
from impl.observation import AllocationSeen, PassSeen, SlowPathSeen
from impl.preempt_rt import complaints
from impl.schedule import Pick
from impl.scheduler import Program, run
from impl.slow_path import slow_path
from impl.strategies.strategy import Strategy
from impl.trace import Execution

Context: TypeAlias = Literal["task", "interrupt", "console"]
"""Where a reader runs: on another CPU; as an interrupt on the writer's own, never sleeping; on
another CPU with the lock held that printk() takes.
"""


def initial_memory(
    strategy: Strategy, instance: Instance, *, context: Context = "task"
) -> dict[Location, Value]:
    """Return the value of every location before the first step."""
    console = {CONSOLE.location: 0} if context == "console" else {}
    return {**console, **strategy.layout(instance)}


def writer(strategy: Strategy, instance: Instance) -> Program:
    """Return the program that makes every rebuild (or event, or rebind) of the instance."""

    def program(memory: Memory) -> None:
        if instance.masks:
            strategy.rebind(memory, instance, instance.rebinds)
        else:
            strategy.writer(memory, instance, instance.changes)

    return program


def pass_reader(strategy: Strategy, instance: Instance, *, context: Context = "task") -> Program:
    """Return the program of one pass; its result is a `PassSeen`."""

    def program(memory: Memory) -> PassSeen:
        return read_pass(memory, strategy, instance)

    return _in_context(program, context)


def allocation_reader(
    strategy: Strategy, instance: Instance, *, tries: int = 2, context: Context = "task"
) -> Program:
    """Return the program of one allocation; its result is an `AllocationSeen`."""

    def program(memory: Memory) -> AllocationSeen:
        return alloc_pages(memory, strategy, instance, tries=tries)

    return _in_context(program, context)


def slow_path_reader(
    strategy: Strategy, instance: Instance, *, context: Context = "task"
) -> Program:
    """Return the program of a slow path that may go on for ever; its result is a `SlowPathSeen`."""

    def program(memory: Memory) -> SlowPathSeen:
        return slow_path(memory, strategy, instance)

    return _in_context(program, context)


def interrupting(context: Context) -> Interrupt | None:
    """How the threads `reader` and `writer` stand to each other."""
    return Interrupt("reader", "writer") if context == "interrupt" else None


def run_pass(
    strategy: Strategy,
    instance: Instance,
    pick: Pick,
    *,
    machine: MachineName = "sc",
    context: Context = "task",
) -> Execution:
    """Run the threads `writer` and `reader`, the reader making one pass."""
    reader = pass_reader(strategy, instance, context=context)
    return _run(strategy, instance, pick, reader, context, machine=machine)


def run_allocation(
    strategy: Strategy,
    instance: Instance,
    pick: Pick,
    *,
    tries: int = 2,
    machine: MachineName = "sc",
    context: Context = "task",
) -> Execution:
    """Run the threads `writer` and `reader`, the reader making one allocation."""
    reader = allocation_reader(strategy, instance, tries=tries, context=context)
    return _run(strategy, instance, pick, reader, context, machine=machine)


def run_slow_path(
    strategy: Strategy, instance: Instance, pick: Pick, *, context: Context = "task"
) -> Execution:
    """Run the threads `writer` and `reader`, the reader in a slow path that may never end."""
    reader = slow_path_reader(strategy, instance, context=context)
    return _run(strategy, instance, pick, reader, context)


def _run(
    strategy: Strategy,
    instance: Instance,
    pick: Pick,
    reader: Program,
    context: Context,
    *,
    machine: MachineName = "sc",
) -> Execution:
    """Run both threads; a deadlock is part of what happened."""
    execution = run(
        {"writer": writer(strategy, instance), "reader": reader},
        initial_memory(strategy, instance, context=context),
        pick,
        machine=machine,
        interrupt=interrupting(context),
        reports_deadlock=True,
    )
    if instance.preempt_rt:
        return replace(execution, complaints=tuple(complaints(execution.trace)))
    return execution


def _in_context(program: Callable[[Memory], object], context: Context) -> Program:
    """Return a reader that holds the console's lock, if that is its context."""
    if context != "console":
        return program

    def holding(memory: Memory) -> object:
        CONSOLE.take(memory)
        seen = program(memory)
        CONSOLE.release(memory)
        return seen

    return holding
