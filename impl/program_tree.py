"""Every course a program can take, by what its loads return, without running threads.

A program may not look at a view, so it is given the number of the answer instead, counted from 1:
`after` of its accesses is that of the answer they depend on.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field

from impl.access import Access
from impl.memory import Word
from impl.scheduled_memory import ScheduledMemory
from impl.scheduler import Program

READING = frozenset(("load", "wait", "rmw"))
"""The operations that read a word."""


class _AskedError(BaseException):
    """Unwinds a program at the first load that has no answer yet."""


@dataclass(slots=True, eq=False)
class Node:
    """A program between two answers.

    `accesses` are the steps it asks for; the last one has to be answered before there are more,
    unless the program is `finished`. `reads` counts the words it read before them.
    """

    accesses: tuple[Access, ...]
    finished: bool
    result: object
    reads: int
    answers: tuple[Word, ...]
    children: dict[Word, "Node"] = field(default_factory=dict)


class ProgramTree:
    """One program. It is called anew for each node, so it must depend on its loads alone.

    Where it tells what it goes on from (`Memory.arrive`), there is one node for each such state,
    however it got there: a program without an end has a finite tree. `reads` and `answers` are
    those of the first way there.
    """

    def __init__(self, name: str, program: Program, *, has_fences: bool) -> None:
        self._name = name
        self._program = program
        self._has_fences = has_fences
        self._arrived: dict[Hashable, Node] = {}
        self.root = self._call((), 0)

    def child(self, node: Node, answer: Word) -> Node:
        """Return where a node's last access leads with an answer."""
        answer = answer._replace(view=len(node.answers) + 1)
        found = node.children.get(answer)
        if found is None:
            reads = node.reads + sum(a.step.operation in READING for a in node.accesses)
            found = node.children[answer] = self._call((*node.answers, answer), reads)
        return found

    def _call(self, answers: tuple[Word, ...], reads: int) -> Node:
        asking = _Answering(answers, counts_views=self._has_fences)
        memory = ScheduledMemory(self._name, asking, has_fences=self._has_fences)
        try:
            result = self._program(memory)
        except _AskedError:
            node = Node(
                tuple(asking.accesses), finished=False, result=None, reads=reads, answers=answers
            )
        else:
            node = Node(
                tuple(asking.accesses), finished=True, result=result, reads=reads, answers=answers
            )
        if asking.arrival:
            return self._arrived.setdefault(asking.arrival[0], node)
        return node


class _Answering:
    """Answers a program's first loads, and collects what it asks for after them.

    `arrival` is what it goes on from, if it told so between the last answer and what it asks for.
    """

    def __init__(self, answers: tuple[Word, ...], *, counts_views: bool) -> None:
        self._left = list(reversed(answers))
        self._counts_views = counts_views
        self.accesses: list[Access] = []
        self.arrival: tuple[Hashable, ...] = ()

    def post(self, access: Access) -> None:
        if not self._left:
            self.accesses.append(access)

    def answer(self, access: Access) -> Word:
        if self._left:
            return self._left.pop()
        self.accesses.append(access)
        raise _AskedError

    def arrive(self, state: Hashable) -> None:
        if self._counts_views:
            raise ValueError("Search programs that may go on for ever on the machine sc.")
        if not self._left and not self.accesses:
            self.arrival = (state,)
