"""Every end that programs can come to on a machine, over all schedules and choices.

A search over states: programs are called again and again up to where they ask for a load that has
no answer (`impl.program_tree`), so a state is that of the machine and a place in each program.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from impl.access import Access
from impl.machine import LEAVES, Machine, MachineName
from impl.machines import start
from impl.memory import Location, Value, View, Word
from impl.program_tree import READING, Node, ProgramTree
from impl.schedule import ScheduleError
from impl.scheduler import Program
from impl.trace import Step


class End(NamedTuple):
    """What every program returned, in the order of the programs, and the final memory."""

    results: tuple[object, ...]
    memory: tuple[tuple[Location, Value], ...]


Admits: TypeAlias = Callable[[Step, int], bool]
"""Whether a step may be taken that reads a word, the thread's n-th counted from 0."""


def admit_all(step: Step, number: int) -> bool:
    """Leave every step to the machine."""
    del step, number
    return True


def ends(
    programs: Mapping[str, Program],
    initial: Mapping[Location, Value],
    machine: MachineName,
    *,
    admits: Admits = admit_all,
) -> dict[End, tuple[str, ...]]:
    """Return every end and the first schedule that was found to lead to it.

    States in which nobody can go on, though somebody is unfinished, lead to no end.

    Args:
        programs: The code of each thread by name; called many times.
        initial: The value of every location before the first step.
        machine: Decides when a store is seen, and by whom.
        admits: Leaves out what need not be searched.
    """
    search = _Search(programs, initial, machine, admits)
    found = search.ends()
    if search.stops and not search.knew_of_stops:
        found = search.ends()
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
    search = _Search(programs, initial, machine, admit_all)
    return search.course(schedule)


class _Schedule(NamedTuple):
    """A move behind others; the empty schedule is None."""

    move: str
    before: "_Schedule | None"


class _State(NamedTuple):
    """A machine and each program's node, with how many of its accesses were taken.

    `views` are those of each program's answers, and `schedule` is the way there.
    """

    machine: Machine
    nodes: tuple[Node, ...]
    taken: tuple[int, ...]
    views: tuple[tuple[View, ...], ...]
    schedule: _Schedule | None


class _Search:
    """One search."""

    def __init__(
        self,
        programs: Mapping[str, Program],
        initial: Mapping[Location, Value],
        machine: MachineName,
        admits: Admits,
    ) -> None:
        self._names = tuple(programs)
        self._trees = tuple(
            ProgramTree(name, program, has_fences=machine != "sc")
            for name, program in programs.items()
        )
        nodes = tuple(tree.root for tree in self._trees)
        self._start = _State(
            start(machine, initial, self._names),
            nodes,
            taken=(0,) * len(nodes),
            views=((),) * len(nodes),
            schedule=None,
        )
        self._admits = admits
        self.stops = any(map(_stops, nodes))
        self.knew_of_stops = False

    def ends(self) -> dict[End, tuple[str, ...]]:
        """Return the ends; all of them unless it turns out that a program stops the machine."""
        found: dict[End, tuple[str, ...]] = {}
        self.knew_of_stops = self.stops
        waiting = [self._start]
        known = {self._key(self._start)}
        while waiting:
            state = waiting.pop()
            following = [after for after, _, _ in self._moves(state)]
            if not following and self._is_end(state):
                results = tuple(node.result for node in state.nodes)
                memory = tuple(state.machine.values().items())
                found.setdefault(End(results, memory), _listed(state.schedule))
            for after in following:
                key = self._key(after)
                if key not in known:
                    known.add(key)
                    waiting.append(after)
        return found

    def _is_end(self, state: _State) -> bool:
        """Whether every program is finished and all its stores are in memory."""
        return all(
            node.finished and taken == len(node.accesses) and not state.machine.keeps(name)
            for name, node, taken in zip(self._names, state.nodes, state.taken, strict=True)
        )

    def course(self, schedule: Iterable[str]) -> Course:
        """Follow a schedule from the start."""
        state = self._start
        steps: list[tuple[Access | None, Step]] = []
        for move in schedule:
            found = next(self._moves(state, move), None)
            if found is None:
                raise ScheduleError(
                    f"Step {len(steps) + 1} of the schedule, {move}, cannot be made."
                )
            state, access, step = found
            steps.append((access, step))
        return Course(tuple(steps), state.machine)

    def _key(self, state: _State) -> object:
        return (state.machine.key(), tuple(map(id, state.nodes)), state.taken, state.views)

    def _moves(
        self, state: _State, wanted: str | None = None
    ) -> Iterator[tuple[_State, Access | None, Step]]:
        """The states one move further, with what was asked for and what was done."""
        pending = [_pending(state, index) for index in range(len(self._names))]
        search = wanted is None and not self.knew_of_stops
        first = self._private(state.machine, pending) if search else None
        for index, access in enumerate(pending):
            if first is not None and first != index:
                continue
            name = self._names[index]
            for how in state.machine.ways(name, access):
                if wanted not in (None, name + how):
                    continue
                machine = state.machine.copy()
                schedule = _Schedule(name + how, state.schedule)
                if how.startswith(LEAVES):
                    if first is None:
                        step = machine.leave(name, how)
                        yield state._replace(machine=machine, schedule=schedule), None, step
                elif access is not None:
                    step, word = machine.take(name, access, how)
                    if self._is_admitted(state, index, step):
                        after = self._answered(state, index, word)
                        yield after._replace(machine=machine, schedule=schedule), access, step

    def _private(self, machine: Machine, pending: list[Access | None]) -> int | None:
        """A thread whose next step is its own business."""
        for index, access in enumerate(pending):
            if (
                access is not None
                and machine.is_private(access)
                and any(
                    not how.startswith(LEAVES) for how in machine.ways(self._names[index], access)
                )
            ):
                return index
        return None

    def _is_admitted(self, state: _State, index: int, step: Step) -> bool:
        node, taken = state.nodes[index], state.taken[index]
        if step.operation not in READING:
            return True
        before = sum(access.step.operation in READING for access in node.accesses[:taken])
        return self._admits(step, node.reads + before)

    def _answered(self, state: _State, index: int, word: Word | None) -> _State:
        """The programs behind a step of one of them, and the word it was answered with."""
        nodes, counts, views = list(state.nodes), list(state.taken), list(state.views)
        counts[index] += 1
        if word is not None:
            nodes[index], counts[index] = self._trees[index].child(nodes[index], word), 0
            views[index] += (word.view,)
            self.stops = self.stops or _stops(nodes[index])
        return state._replace(nodes=tuple(nodes), taken=tuple(counts), views=tuple(views))


def _pending(state: _State, index: int) -> Access | None:
    """The next step of a program, with the view that it depends on."""
    node, taken = state.nodes[index], state.taken[index]
    if taken == len(node.accesses):
        return None
    access = node.accesses[taken]
    return access.behind(state.views[index][access.after - 1]) if access.after else access


def _stops(node: Node) -> bool:
    return any(access.step.operation == "stop_machine" for access in node.accesses)


def _listed(schedule: _Schedule | None) -> tuple[str, ...]:
    """Return the moves in order."""
    moves = []
    while schedule is not None:
        moves.append(schedule.move)
        schedule = schedule.before
    return tuple(reversed(moves))
