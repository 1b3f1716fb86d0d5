"""All that can become of one reader and the writer of an instance."""

from typing import Literal, TypeAlias

from impl.exhaustive import Found, search
from impl.instance import Instance
from impl.machine import MachineName
from impl.observation import AllocationSeen, PassSeen, SlowPathSeen
from impl.programs import (
    Context,
    allocation_reader,
    initial_memory,
    interrupting,
    pass_reader,
    slow_path_reader,
    writer,
)
from impl.scheduler import Program
from impl.strategies import BY_NAME

Kind: TypeAlias = Literal["pass", "allocation", "slow path"]


def found(
    name: str,
    instance: Instance,
    kind: Kind = "allocation",
    *,
    context: Context = "task",
    machine: MachineName = "sc",
    tries: int = 1,
) -> Found:
    """Search every schedule."""
    strategy = BY_NAME[name]
    reader: Program
    if kind == "pass":
        reader = pass_reader(strategy, instance, context=context)
    elif kind == "allocation":
        reader = allocation_reader(strategy, instance, tries=tries, context=context)
    else:
        reader = slow_path_reader(strategy, instance, context=context)
    return search(
        {"writer": writer(strategy, instance), "reader": reader},
        initial_memory(strategy, instance, context=context),
        machine,
        interrupt=interrupting(context),
    )


def visits(name: str, instance: Instance, machine: MachineName = "sc") -> set[tuple[int, ...]]:
    """What a pass can visit."""
    seen = {end.results[1] for end in found(name, instance, "pass", machine=machine).ends}
    return {each.visits for each in seen if isinstance(each, PassSeen)}


def gives_up(name: str, instance: Instance, kind: Kind = "allocation") -> bool:
    """Whether some schedule makes a reader give up."""
    seen = [end.results[1] for end in found(name, instance, kind).ends]
    assert seen
    return any(each.gave_up for each in seen if isinstance(each, AllocationSeen | SlowPathSeen))
