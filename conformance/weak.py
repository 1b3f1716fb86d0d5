"""The running code where memory is weak: all that a reader can see, and given reads made to happen.

What a reader read is told by naming, for each of its loads in order, the store that it took: the
initial one, or one of the writer's, numbered in program order. A wait is one load, an update is one
load and one store, and the stores of a stopped machine count one by one.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from impl.exhaustive import End, ends
from impl.instance import Instance
from impl.machine import MachineName
from impl.memory import Location, Value
from impl.observation import AllocationSeen, PassSeen
from impl.program_tree import READING
from impl.programs import allocation_reader, initial_memory, pass_reader, writer
from impl.realization import realized
from impl.schedule import replay
from impl.scheduler import Program, run
from impl.strategies import Strategy
from impl.trace import Execution, Source, Step

Seen: TypeAlias = PassSeen | AllocationSeen

Kind: TypeAlias = Literal["pass", "allocation"]

Read: TypeAlias = int | Source | None
"""A store: its number among the writer's, a thread and the number among its own, None = initial."""

SEARCHED: Mapping[MachineName, MachineName] = {"armv8": "armv8_graph"}
"""The machine that is searched for another: the same reads, far fewer schedules."""


class UnreachableError(ValueError):
    """No run of the machine makes the loads read as asked."""


def programs(
    strategy: Strategy, instance: Instance, kind: Kind = "pass", *, tries: int = 2
) -> dict[str, Program]:
    """The threads `writer` and `reader`.

    Args:
        strategy: of both.
        instance: what is rebuilt, and the request.
        kind: what the reader does.
        tries: the tries of an allocation.
    """
    if kind == "pass":
        reader = pass_reader(strategy, instance)
    else:
        reader = allocation_reader(strategy, instance, tries=tries)
    return {"writer": writer(strategy, instance), "reader": reader}


def witnesses(
    strategy: Strategy,
    instance: Instance,
    machine: MachineName,
    kind: Kind = "pass",
    *,
    tries: int = 2,
) -> dict[Seen, tuple[str, ...]]:
    """All that the reader can see, each with a schedule on the machine that leads to it.

    Args:
        strategy: of both threads.
        instance: concrete lists and request.
        machine: decides when a store is seen.
        kind: what the reader does.
        tries: the tries of an allocation.
    """
    threads = programs(strategy, instance, kind, tries=tries)
    start = initial_memory(strategy, instance)
    found: dict[Seen, tuple[str, ...]] = {}
    for end, schedule in ends(threads, start, SEARCHED.get(machine, machine)).items():
        found.setdefault(_seen(end), schedule)
    return {seen: _on(machine, threads, start, schedule) for seen, schedule in found.items()}


def outcomes(
    strategy: Strategy,
    instance: Instance,
    machine: MachineName,
    kind: Kind = "pass",
    *,
    tries: int = 2,
) -> set[Seen]:
    """All that the reader can see, over all schedules and choices (see `witnesses`)."""
    threads = programs(strategy, instance, kind, tries=tries)
    start = initial_memory(strategy, instance)
    return {_seen(end) for end in ends(threads, start, SEARCHED.get(machine, machine))}


def happen(
    strategy: Strategy,
    instance: Instance,
    machine: MachineName,
    reads: tuple[Read, ...],
    kind: Kind = "pass",
    *,
    tries: int = 2,
) -> Execution:
    """Make the reader's first loads read these stores, then let everybody finish.

    Args:
        strategy: of both threads.
        instance: concrete lists and request.
        machine: decides when a store is seen.
        reads: for each load of the reader in order, the store it takes.
        kind: what the reader does.
        tries: the tries of an allocation.

    Raises:
        UnreachableError: no schedule of the machine does this; it says how far one gets.
    """
    wanted = tuple(("writer", read) if isinstance(read, int) else read for read in reads)
    furthest = 0

    def admits(step: Step, number: int) -> bool:
        nonlocal furthest
        if step.thread != "reader" or number >= len(wanted):
            return True
        if step.source != wanted[number]:
            return False
        furthest = max(furthest, number + 1)
        return True

    threads = programs(strategy, instance, kind, tries=tries)
    start = initial_memory(strategy, instance)
    found = ends(threads, start, SEARCHED.get(machine, machine), admits=admits)
    for schedule in found.values():
        moves = _on(machine, threads, start, schedule)
        execution = run(threads, start, replay(moves), machine=machine)
        if reads_of(execution)[: len(wanted)] == wanted:
            return execution
    if not found and furthest < len(wanted):
        raise UnreachableError(
            f"No run of {machine} makes load {furthest + 1} of the reader read "
            f"{_named(wanted[furthest])} after the {furthest} before it read as asked."
        )
    raise UnreachableError(f"The reader of {machine} finishes with fewer loads than {len(wanted)}.")


def reads_of(execution: Execution) -> tuple[Source | None, ...]:
    """The store that each load of the reader took."""
    return tuple(
        step.source
        for step in execution.trace
        if step.thread == "reader" and step.operation in READING
    )


def _on(
    machine: MachineName,
    threads: Mapping[str, Program],
    start: Mapping[Location, Value],
    schedule: tuple[str, ...],
) -> tuple[str, ...]:
    """A schedule of the machine for one of the machine that was searched."""
    return realized(threads, start, schedule) if machine in SEARCHED else schedule


def _seen(end: End) -> Seen:
    _, seen = end.results
    assert isinstance(seen, PassSeen | AllocationSeen)
    return seen


def _named(read: Source | None) -> str:
    return "the initial value" if read is None else f"store {read[1]} of the {read[0]}"
