"""The states that programs can come to on a machine, and the moves between them.

Programs are called again and again up to where they ask for a load that has no answer
(`impl.program_tree`), so a state is that of the machine and a place in each program.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from impl.access import Access
from impl.deadlock import waits
from impl.interrupt import Interrupt, Stage
from impl.machine import LEAVES, Machine, MachineName
from impl.machines import start
from impl.memory import Location, Value, View, Word
from impl.program_tree import READING, Node, ProgramTree
from impl.scheduler import Program
from impl.trace import Step

Admits: TypeAlias = Callable[[Step, int], bool]
"""Whether a step may be taken that reads a word, the thread's n-th counted from 0."""


def admit_all(step: Step, number: int) -> bool:
    """Leave every step to the machine."""
    del step, number
    return True


class _Schedule(NamedTuple):
    """A move behind others; the empty schedule is None."""

    move: str
    before: "_Schedule | None"


class State(NamedTuple):
    """A machine and each program's node, with how many of its accesses were taken.

    `views` are those of each program's answers, and `schedule` is the way there. `came` = an
    interrupt has come whose first step has to wait.
    """

    machine: Machine
    nodes: tuple[Node, ...]
    taken: tuple[int, ...]
    views: tuple[tuple[View, ...], ...]
    schedule: _Schedule | None
    came: bool = False


class StateSpace:
    """The states, from `start` on.

    `stops` = a program was seen to stop the machine. Unless `knew_of_stops`, moves that concern
    their own thread alone are taken first, which is right only where none does.
    """

    def __init__(
        self,
        programs: Mapping[str, Program],
        initial: Mapping[Location, Value],
        machine: MachineName,
        admits: Admits,
        interrupt: Interrupt | None = None,
    ) -> None:
        self._names = tuple(programs)
        self._trees = tuple(
            ProgramTree(name, program, has_fences=machine != "sc")
            for name, program in programs.items()
        )
        nodes = tuple(tree.root for tree in self._trees)
        self.start = State(
            start(machine, initial, self._names),
            nodes,
            taken=(0,) * len(nodes),
            views=((),) * len(nodes),
            schedule=None,
        )
        self.may_be_endless = machine == "sc"
        self._admits = admits
        self._interrupt = interrupt
        self.stops = any(map(_stops, nodes))
        self.knew_of_stops = False

    def is_end(self, state: State) -> bool:
        """Whether every program is finished and all its stores are in memory."""
        return all(
            node.finished and taken == len(node.accesses) and not state.machine.keeps(name)
            for name, node, taken in zip(self._names, state.nodes, state.taken, strict=True)
        )

    def _stages(self, state: State) -> dict[str, Stage]:
        """How far every thread is."""
        stages: dict[str, Stage] = {}
        for index, name in enumerate(self._names):
            node, taken = state.nodes[index], state.taken[index]
            if node.finished and taken == len(node.accesses):
                stages[name] = "done"
            else:
                stages[name] = "going" if node.answers or taken else "new"
        if state.came and self._interrupt is not None:
            stages[self._interrupt.handler] = "going"
        return stages

    def deadlock(self, state: State) -> tuple[str, ...]:
        """Who waits for what, empty if somebody could go on though it was not admitted."""
        pending = {name: _pending(state, index) for index, name in enumerate(self._names)}
        stages, machine = self._stages(state), state.machine
        for name, access in pending.items():
            if not self._is_held(name, machine, stages) and machine.ways(name, access):
                return ()
        return waits(machine, pending, stages, self._interrupt)

    def alone(self, state: State) -> str | None:
        """The thread that takes all steps from here on, if that is one."""
        stages = self._stages(state)
        going = [name for name, stage in stages.items() if stage != "done"]
        interrupt = self._interrupt
        if interrupt is not None and stages[interrupt.handler] == "going":
            going = [name for name in going if name != interrupt.interrupted]
        return going[0] if len(going) == 1 and not state.machine.keeps(going[0]) else None

    def key(self, state: State) -> object:
        """Return what tells a state from others."""
        return (
            state.machine.key(),
            tuple(map(id, state.nodes)),
            state.taken,
            state.views,
            state.came,
        )

    def moves(
        self, state: State, wanted: str | None = None
    ) -> Iterator[tuple[State, Access | None, Step]]:
        """The states one move further, with what was asked for and what was done."""
        pending = [_pending(state, index) for index in range(len(self._names))]
        search = wanted is None and not self.knew_of_stops
        first = self._private(state.machine, pending) if search else None
        stages = {} if self._interrupt is None else self._stages(state)
        for index, access in enumerate(pending):
            if first is not None and first != index:
                continue
            name = self._names[index]
            if self._is_held(name, state.machine, stages):
                continue
            ways = state.machine.ways(name, access)
            if self._comes(name, stages, ways):
                schedule = _Schedule(name, state.schedule)
                yield state._replace(came=True, schedule=schedule), None, Step(name, "wait")
            for how in ways:
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

    def _is_held(self, name: str, machine: Machine, stages: Mapping[str, Stage]) -> bool:
        """Whether an interrupt or its absence makes a thread stand still."""
        return self._interrupt is not None and bool(self._interrupt.holds(name, stages, machine))

    def _comes(self, name: str, stages: Mapping[str, Stage], ways: tuple[str, ...]) -> bool:
        """Whether an interrupt can come though its first step has to wait."""
        return self._interrupt is not None and self._interrupt.comes(name, stages, ways)

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

    def _is_admitted(self, state: State, index: int, step: Step) -> bool:
        node, taken = state.nodes[index], state.taken[index]
        if step.operation not in READING:
            return True
        before = sum(access.step.operation in READING for access in node.accesses[:taken])
        return self._admits(step, node.reads + before)

    def _answered(self, state: State, index: int, word: Word | None) -> State:
        """The programs behind a step of one of them, and the word it was answered with."""
        nodes, counts, views = list(state.nodes), list(state.taken), list(state.views)
        counts[index] += 1
        if word is not None:
            nodes[index], counts[index] = self._trees[index].child(nodes[index], word), 0
            views[index] += (word.view,)
            if len(views[index]) != len(nodes[index].answers):  # it arrived where it has been
                views[index] = (0,) * len(nodes[index].answers)
            self.stops = self.stops or _stops(nodes[index])
        return state._replace(nodes=tuple(nodes), taken=tuple(counts), views=tuple(views))


def _pending(state: State, index: int) -> Access | None:
    """The next step of a program, with the view that it depends on."""
    node, taken = state.nodes[index], state.taken[index]
    if taken == len(node.accesses):
        return None
    access = node.accesses[taken]
    return access.behind(state.views[index][access.after - 1]) if access.after else access


def _stops(node: Node) -> bool:
    return any(access.step.operation == "stop_machine" for access in node.accesses)


def listed(schedule: _Schedule | None) -> tuple[str, ...]:
    """Return the moves in order."""
    moves = []
    while schedule is not None:
        moves.append(schedule.move)
        schedule = schedule.before
    return tuple(reversed(moves))
