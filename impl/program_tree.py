"""Every course a program can take, by what its loads return, without running threads.

A program may not look at a view, so it is given the number of the answer instead, counted from 1:
`after` of its accesses is that of the answer they depend on.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from impl.access import Access
from impl.choices import Choices
from impl.machine import Machine
from impl.memory import Value, Word
from impl.scheduled_memory import ScheduledMemory
from impl.scheduler import Program

READING = frozenset(("load", "wait", "rmw"))
"""The operations that read a word."""


class _AskedError(BaseException):
    """Unwinds a program at the first load, or the first question, that has no answer yet."""


@dataclass(slots=True, eq=False)
class Node:
    """A program between two answers.

    `accesses` are the steps it asks for; the last one has to be answered before there are more,
    unless the program is `finished`. `reads` counts the words it read before them.

    Where it is `undecided`, the program asks what is not about memory (see `impl.choices`); `yes`
    and `no`, as far as they are known, are in the same place, with the same accesses and more.
    `decided` are the answers to earlier questions.
    """

    accesses: tuple[Access, ...]
    finished: bool
    result: object
    reads: int
    answers: tuple[Word, ...]
    decided: tuple[bool, ...] = ()
    undecided: bool = False
    children: dict[tuple[Value, int], "Node"] = field(default_factory=dict)
    choices: dict[bool, "Node"] = field(default_factory=dict)


class ProgramTree:
    """One program. It is called anew for each node, so it must depend on its loads alone.

    Where it tells what it goes on from (`Memory.arrive`), there is one node for each such state,
    however it got there: a program without an end has a finite tree. `reads` and `answers` are
    those of the first way there. If it `is_finite`, it is refused where it tells so.
    """

    def __init__(
        self,
        name: str,
        program: Program,
        *,
        has_fences: bool,
        is_finite: bool = False,
        choices: Choices | None = None,
    ) -> None:
        self._name = name
        self._program = program
        self._has_fences = has_fences
        self._choices = choices
        self._refusal: str | None = None
        if has_fences:
            self._refusal = "Search programs that may go on for ever on the machine sc."
        elif is_finite:
            self._refusal = "Search programs that may go on for ever with impl.exhaustive."
        self._arrived: dict[Hashable, Node] = {}
        self.root = self._call((), (), 0, None)

    def child(self, node: Node, answer: Word, machine: Machine | None = None) -> Node:
        """Return where a node's last access leads with an answer.

        Args:
            node: The node.
            answer: What the access read.
            machine: As the access left it: the program is called once for all the nodes that it
                comes to if nobody else moves.
        """
        found = node.children.get(answer[:2])
        if found is None:
            answers = (*node.answers, answer._replace(view=len(node.answers) + 1))
            found = self._call(answers, node.decided, _reads_behind(node), machine)
            node.children[answer[:2]] = found
        return found

    def choose(self, node: Node, yes: bool, machine: Machine | None = None) -> Node:
        """Return the node in the place of an undecided one; `machine` is as in `child`."""
        found = node.choices.get(yes)
        if found is None:
            found = self._call(node.answers, (*node.decided, yes), node.reads, machine)
            node.choices[yes] = found
        return found

    def _call(
        self,
        answers: tuple[Word, ...],
        decided: tuple[bool, ...],
        reads: int,
        machine: Machine | None,
    ) -> Node:
        ahead = None if machine is None else machine.copy()
        asking = _Answering(self._name, answers, decided, reads, ahead, self._refusal)
        if self._choices is not None:
            self._choices.begin(decided, asking.question)
        memory = ScheduledMemory(self._name, asking, has_fences=self._has_fences)
        try:
            result = self._program(memory)
        except _AskedError:
            pass
        else:
            asking.close(finished=True, result=result)
        first = asking.made[0]
        if asking.arrival:
            return self._arrived.setdefault(asking.arrival[0], first)
        return first


class _Answering:
    """Answers a program's first loads, and makes the nodes that it comes to behind them.

    With a machine `ahead`, further loads are answered with what the program, alone, finds there,
    and further questions with no: then it makes several nodes, one behind the other. `arrival` is
    what the first goes on from, if the program told so before it asked for anything.
    """

    def __init__(  # noqa: PLR0917 - where the program stands
        self,
        name: str,
        answers: tuple[Word, ...],
        decided: tuple[bool, ...],
        reads: int,
        ahead: Machine | None,
        refusal: str | None,
    ) -> None:
        self._name = name
        self._left = list(reversed(answers))
        self._answers = answers
        self._decided = decided
        self._reads = reads
        self._ahead = ahead
        self._refusal = refusal
        self._accesses: list[Access] = []
        self._unwinds = False
        self.made: list[Node] = []
        self.arrival: tuple[Hashable, ...] = ()

    def post(self, access: Access) -> None:
        if not self._left:
            self._accesses.append(access)

    def answer(self, access: Access) -> Word:
        if self._left:
            return self._left.pop()
        if self._unwinds:
            raise _AskedError
        self._accesses.append(access)
        node = self.close()
        word = None if self._ahead is None else self._foreseen(self._ahead)
        if word is None:
            self._unwinds = True
            raise _AskedError
        self._answers = (*node.answers, word._replace(view=len(node.answers) + 1))
        self._reads = _reads_behind(node)
        self._accesses = []
        return self._answers[-1]

    def question(self) -> bool:
        """Answer what is not about memory."""
        self.close(undecided=True)
        if self._ahead is None:
            self._unwinds = True
            raise _AskedError
        self._decided = (*self._decided, False)
        return False

    def arrive(self, state: Hashable) -> None:
        if self._refusal is not None:
            raise ValueError(self._refusal)
        if not self._left and not self._accesses:
            self.arrival = (state,)

    def close(
        self, *, finished: bool = False, result: object = None, undecided: bool = False
    ) -> Node:
        """Make the node that begins behind the last answer."""
        node = Node(
            tuple(self._accesses),
            finished=finished,
            result=result,
            reads=self._reads,
            answers=self._answers,
            decided=self._decided,
            undecided=undecided,
        )
        if self.made:
            last = self.made[-1]
            if last.undecided:
                last.choices[False] = node
            else:
                last.children[self._answers[-1][:2]] = node
        self.made.append(node)
        return node

    def _foreseen(self, machine: Machine) -> Word | None:
        """What the last access reads if the program is alone, None = it has to wait."""
        word: Word | None = None
        for access in self._accesses:
            if not machine.ways(self._name, access):
                return None
            _, word = machine.take(self._name, access, "")
        return word


def _reads_behind(node: Node) -> int:
    return node.reads + sum(access.step.operation in READING for access in node.accesses)
