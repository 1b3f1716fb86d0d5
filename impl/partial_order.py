"""Every end that programs can come to, one schedule for each order of the steps that matters.

A sleep-set search (P. Godefroid, Partial-Order Methods for the Verification of Concurrent Systems,
1996, chapter 5) on the machine sc. Two schedules are equivalent if one becomes the other by
swapping neighbours that are independent (`impl.dependence`); equivalent ones lead to the same end.

The search goes depth first and takes its steps back, so it never runs a prefix again. A thread is
asleep where its next step was tried before, in an equivalent place: that is, it was tried in a
state on the way here, and all steps since then are independent of it. A sleeping thread is not
picked.

Nothing is lost. Of all schedules that are equivalent to a given complete one, take the first in the
order in which the search tries threads. If it were cut off, there would be a state in which its
next thread t sleeps: t was tried in an earlier state, before the thread that the schedule picks
there, and all steps between are independent of t's. With t's step moved to the front of them the
schedule is equivalent and comes earlier, which cannot be. And nothing is found twice: of two
equivalent complete schedules, look at where they part, the later one picking u where the earlier
one picks t. Both have the same steps, so the later one takes t's step somewhere, and all between
are independent of it, or the two would not be equivalent: t sleeps from here on. So each class is
met exactly once. A path whose threads all sleep is given up, as all it leads to was met.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from impl.access import Access
from impl.choices import Choices
from impl.deadlock import waits
from impl.dependence import Footprints
from impl.exhaustive import End
from impl.interrupt import Interrupt, Stage
from impl.memory import Location, Value
from impl.program_tree import Node, ProgramTree
from impl.scheduler import Program
from impl.sequential_memory import SequentialMemory


@dataclass(slots=True)
class Searched:
    """All that can become of programs, and what it took to find out.

    `ends` and `deadlocks` are as in `impl.exhaustive.Found`. `schedules` counts those that came to
    an end or a deadlock, `redundant` those that were given up since all they lead to was known,
    `accesses` the steps that were taken.
    """

    ends: dict[End, tuple[str, ...]] = field(default_factory=dict)
    deadlocks: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    schedules: int = 0
    redundant: int = 0
    accesses: int = 0


def search(
    programs: Mapping[str, Program],
    initial: Mapping[Location, Value],
    *,
    interrupt: Interrupt | None = None,
    choices: Mapping[str, Choices] | None = None,
) -> Searched:
    """Return every end and every deadlock on the machine sc.

    Args:
        programs: The code of each thread by name; called many times.
        initial: The value of every location before the first step.
        interrupt: Which thread is an interrupt on whose CPU, None = each has a CPU of its own.
        choices: What a program leaves open, by the name of the thread. It is had both ways.

    Raises:
        ValueError: If a program may be endless (`Memory.arrive`): its schedules are without number.
    """
    searching = _Search(programs, initial, interrupt, choices or {})
    searching.go_on(())
    return searching.found


class _Search:
    """Where the search stands: one state, changed step by step and back."""

    def __init__(
        self,
        programs: Mapping[str, Program],
        initial: Mapping[Location, Value],
        interrupt: Interrupt | None,
        choices: Mapping[str, Choices],
    ) -> None:
        self._names = tuple(programs)
        self._machine = SequentialMemory(initial, self._names)
        self._trees = [
            ProgramTree(name, program, has_fences=False, is_finite=True, choices=choices.get(name))
            for name, program in programs.items()
        ]
        self._footprints = Footprints(self._names, interrupt)
        self._interrupt = interrupt
        self._came = False
        self._moves: list[str] = []
        self._nodes = [tree.root for tree in self._trees]
        self._taken = [0] * len(self._nodes)
        self._pending = [_pending(node, 0) for node in self._nodes]
        self.found = Searched()

    def go_on(self, asleep: tuple[int, ...]) -> None:
        """Search all that can follow, the threads of these numbers being asleep."""
        for index, node in enumerate(self._nodes):
            if node.undecided:
                self._choose(index, asleep)
                return
        able = self._able()
        if not able:
            self._end()
            return
        awake = [index for index in able if index not in asleep]
        if not awake:
            self.found.redundant += 1
        for index in awake:
            access = able[index]
            self._take(index, access, self._still(asleep, access, able))
            asleep = (*asleep, index)

    def _still(
        self, asleep: tuple[int, ...], access: Access, able: Mapping[int, Access]
    ) -> tuple[int, ...]:
        """Which threads sleep on when this step is taken."""
        if not asleep:
            return asleep
        here = self._footprints.of(access)
        return tuple([at for at in asleep if not here.depends_on(self._footprints.of(able[at]))])

    def _choose(self, index: int, asleep: tuple[int, ...]) -> None:
        """Have it both ways what a program leaves open."""
        node, pending = self._nodes[index], self._pending[index]
        for yes in (False, True):
            chosen = self._trees[index].choose(node, yes, self._machine)
            self._nodes[index], self._pending[index] = chosen, _pending(chosen, 0)
            self.go_on(asleep)
        self._nodes[index], self._pending[index] = node, pending

    def _take(self, index: int, access: Access, asleep: tuple[int, ...]) -> None:
        """Take a thread's step, search what can follow, and take it back."""
        machine, name = self._machine, self._names[index]
        node, taken = self._nodes[index], self._taken[index]
        self._moves.append(name)
        if machine.ways(name, access):
            before = machine.before(access)
            _, word = machine.take(name, access, "")
            self.found.accesses += 1
            if word is None:
                self._taken[index] = taken + 1
                self._pending[index] = _pending(node, taken + 1)
            else:
                after = self._trees[index].child(node, word, machine)
                self._nodes[index], self._taken[index] = after, 0
                self._pending[index] = _pending(after, 0)
            self.go_on(asleep)
            machine.undo(before)
            self._nodes[index], self._taken[index], self._pending[index] = node, taken, access
        else:
            self._came = True
            self.go_on(asleep)
            self._came = False
        self._moves.pop()

    def _able(self) -> dict[int, Access]:
        """The steps of threads that can go on, if only to wait as an interrupt that has come."""
        names, ways = self._names, self._machine.ways
        pending = {at: access for at, access in enumerate(self._pending) if access is not None}
        interrupt = self._interrupt
        if interrupt is None:
            return {at: access for at, access in pending.items() if ways(names[at], access)}
        stages = self._stages()
        return {
            at: access
            for at, access in pending.items()
            if not interrupt.holds(names[at], stages, self._machine)
            and ((way := ways(names[at], access)) or interrupt.comes(names[at], stages, way))
        }

    def _stages(self) -> dict[str, Stage]:
        """How far every thread is."""
        stages = {
            name: _stage(node, taken)
            for name, node, taken in zip(self._names, self._nodes, self._taken, strict=True)
        }
        if self._came and self._interrupt is not None:
            stages[self._interrupt.handler] = "going"
        return stages

    def _end(self) -> None:
        """Note what came of the programs where nobody can go on."""
        self.found.schedules += 1
        if any(self._pending):
            waiting = dict(zip(self._names, self._pending, strict=True))
            who = waits(self._machine, waiting, self._stages(), self._interrupt)
            self.found.deadlocks.setdefault(who, tuple(self._moves))
            return
        results = tuple(node.result for node in self._nodes)
        end = End(results, tuple(self._machine.values().items()))
        if end not in self.found.ends:
            self.found.ends[end] = tuple(self._moves)


def _pending(node: Node, taken: int) -> Access | None:
    return node.accesses[taken] if taken < len(node.accesses) else None


def _stage(node: Node, taken: int) -> Stage:
    if node.finished and taken == len(node.accesses):
        return "done"
    return "going" if node.answers or taken else "new"
