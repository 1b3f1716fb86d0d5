"""Every end that programs can come to on a machine, over all schedules and choices, or never."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from impl.access import Access
from impl.interrupt import Interrupt
from impl.machine import Machine, MachineName
from impl.memory import Location, Value
from impl.schedule import ScheduleError
from impl.scheduler import Program
from impl.state_space import Admits, StateSpace, admit_all, listed
from impl.trace import Step


class End(NamedTuple):
    """What every program returned, in the order of the programs, and the final memory."""

    results: tuple[object, ...]
    memory: tuple[tuple[Location, Value], ...]


class Found(NamedTuple):
    """All that can become of programs, each with the first schedule found to lead there.

    `deadlocks` are named by who waits for what (see `impl.deadlock`), `endless` by the thread that
    goes on for ever while nobody else ever can; its schedule makes `impl.scheduler.run` notice it.
    """

    ends: dict[End, tuple[str, ...]]
    deadlocks: dict[tuple[str, ...], tuple[str, ...]]
    endless: dict[str, tuple[str, ...]]


def ends(
    programs: Mapping[str, Program],
    initial: Mapping[Location, Value],
    machine: MachineName,
    *,
    admits: Admits = admit_all,
) -> dict[End, tuple[str, ...]]:
    """Return every end and the first schedule that was found to lead to it.

    States in which nobody can go on, though somebody is unfinished, lead to no end. The arguments
    are those of `search`.
    """
    return search(programs, initial, machine, admits=admits).ends


def search(
    programs: Mapping[str, Program],
    initial: Mapping[Location, Value],
    machine: MachineName,
    *,
    admits: Admits = admit_all,
    interrupt: Interrupt | None = None,
) -> Found:
    """Return every end, every deadlock, and who can go on for ever alone.

    Args:
        programs: The code of each thread by name; called many times.
        initial: The value of every location before the first step.
        machine: Decides when a store is seen, and by whom.
        admits: Leaves out what need not be searched.
        interrupt: Which thread is an interrupt on whose CPU, None = each has a CPU of its own.

    Raises:
        ValueError: If memory is weak and there is an interrupt or a program that may be endless.
    """
    if interrupt is not None:
        interrupt.require(machine)
    space = StateSpace(programs, initial, machine, admits, interrupt)
    found = explored(space)
    if space.stops and not space.knew_of_stops:
        found = explored(space)
    return found


class Course(NamedTuple):
    """A schedule that was followed without running threads.

    `steps` are those taken, each with what was asked for, and `machine` is as it was in the end.
    """

    steps: tuple[tuple[Access | None, Step], ...]
    machine: Machine


def course(
    programs: Mapping[str, Program],
    initial: Mapping[Location, Value],
    machine: MachineName,
    schedule: Iterable[str],
) -> Course:
    """Follow a schedule.

    Raises:
        ScheduleError: If a move cannot be made.
    """
    space = StateSpace(programs, initial, machine, admit_all)
    state = space.start
    steps: list[tuple[Access | None, Step]] = []
    for move in schedule:
        found = next(space.moves(state, move), None)
        if found is None:
            raise ScheduleError(f"Step {len(steps) + 1} of the schedule, {move}, cannot be made.")
        state, access, step = found
        steps.append((access, step))
    return Course(tuple(steps), state.machine)


def explored(space: StateSpace) -> Found:
    """Return what was found; all of it unless it turns out that a program stops the machine."""
    found = Found({}, {}, {})
    alone: dict[object, object] = {}
    space.knew_of_stops = space.stops
    waiting = [space.start]
    known = {space.key(space.start)}
    while waiting:
        state = waiting.pop()
        following = [after for after, _, _ in space.moves(state)]
        if not following and space.is_end(state):
            results = tuple(node.result for node in state.nodes)
            memory = tuple(state.machine.values().items())
            found.ends.setdefault(End(results, memory), listed(state.schedule))
        elif not following and (clauses := space.deadlock(state)):
            found.deadlocks.setdefault(clauses, listed(state.schedule))
        for after in following:
            key = space.key(after)
            if key not in known:
                known.add(key)
                waiting.append(after)
        name = space.alone(state) if following and space.may_be_endless else None
        if name is not None:
            here = space.key(state)
            alone[here] = space.key(following[0])
            length = _cycle(alone, here)
            if length:
                way = listed(following[0].schedule) + (name,) * (2 * length)
                found.endless.setdefault(name, way)
    return found


def _cycle(following: Mapping[object, object], start: object) -> int:
    """The length of the cycle that leads from a state back to it, 0 = there is none."""
    at = following.get(start)
    length = 1
    while at is not None and at != start and length <= len(following):
        at = following.get(at)
        length += 1
    return length if at == start else 0
