"""A deterministic scheduler: programs run one step at a time, in an order that a pick decides.

Exactly one thread runs at any moment. Whoever reaches a step that returns a value schedules on
its own stack, so going on with the same thread costs no switch. The first program that blocks
occupies the caller's stack and only those after it need threads of their own: name writers that
only store before readers, and a run with one reader switches never.
"""

from collections import deque
from collections.abc import Callable, Mapping
from threading import Lock, Thread
from typing import TypeAlias

from impl.access import Access
from impl.machine import LEAVES, MachineName
from impl.machines import start
from impl.memory import Location, Memory, Value, Word
from impl.schedule import DeadlockError, Pick, ScheduleError
from impl.scheduled_memory import ScheduledMemory
from impl.trace import Execution, Step

Program: TypeAlias = Callable[[Memory], object]
"""One thread's code. Its steps must depend on nothing but what it loads, and must be finite."""

_NOTHING = Word(0)


class _EndedError(BaseException):
    """Unwinds a program when its run is over."""


class _Member:
    """One program of a run and where it stands."""

    __slots__ = ("answer", "baton", "name", "parked", "program", "queue", "result")

    def __init__(self, name: str, program: Program) -> None:
        self.name = name
        self.program = program
        self.queue: deque[Access] = deque()
        self.answer = _NOTHING
        self.baton = Lock()
        self.baton.acquire()
        self.parked = False
        self.result: list[object] = []


class _Asking:
    """One member's end of the run, for its `ScheduledMemory`."""

    __slots__ = ("_member", "_run")

    def __init__(self, run: "_Run", member: _Member) -> None:
        self._run = run
        self._member = member

    def post(self, access: Access) -> None:
        self._run.enqueue(self._member, access)

    def answer(self, access: Access) -> Word:
        return self._run.block(self._member, access)


class _Run:
    """The state of one run; `execute` is called once."""

    def __init__(
        self,
        programs: Mapping[str, Program],
        initial: Mapping[Location, Value],
        pick: Pick,
        machine: MachineName,
    ) -> None:
        self._members = {name: _Member(name, program) for name, program in programs.items()}
        self._machine = start(machine, initial, programs)
        self._has_fences = machine != "sc"
        self._pick = pick
        self._pending: dict[str, Step] = {}
        self._trace: list[Step] = []
        self._unstarted = deque(self._members.values())
        self._threads: list[Thread] = []
        self._launching: _Member | None = None
        self._launched = Lock()
        self._launched.acquire()
        self._ended = Lock()
        self._ended.acquire()
        self._over = False
        self._error: BaseException | None = None

    def execute(self) -> Execution:
        """Run every program to its end, or until the pick or an error ends the run."""
        while self._unstarted:
            self._call(self._unstarted.popleft())
        if not self._over:
            self._drive(None)
        self._ended.acquire()
        for thread in self._threads:
            thread.join()
        if self._error is not None:
            raise self._error
        members = self._members.values()
        done = [m for m in members if m.result and not m.queue]
        return Execution(
            trace=tuple(self._trace),
            results={m.name: m.result[0] for m in done},
            unfinished=tuple(
                m.name for m in members if m not in done or self._machine.keeps(m.name)
            ),
            memory=self._machine.values(),
        )

    def enqueue(self, member: _Member, access: Access) -> None:
        """Add a step to those a member is going to take."""
        if self._over:
            raise _EndedError
        member.queue.append(access)
        if len(member.queue) == 1:
            self._pending[member.name] = access.step

    def block(self, member: _Member, access: Access) -> Word:
        """Add a step, and return what it read once it was taken."""
        self.enqueue(member, access)
        if self._unstarted:
            self._launch()
        elif member is self._launching:
            self._launching = None
            member.parked = True
            self._launched.release()
            return self._park(member)
        return self._drive(member)

    def _launch(self) -> None:
        """Start every program that is left, each until its first step that returns a value."""
        waiting = tuple(self._unstarted)
        self._unstarted.clear()
        for member in waiting:
            self._launching = member
            thread = Thread(target=self._call_launched, args=(member,), name=member.name)
            self._threads.append(thread)
            thread.start()
            self._launched.acquire()

    def _call(self, member: _Member) -> None:
        """Call a program on this stack."""
        try:
            memory = ScheduledMemory(
                member.name, _Asking(self, member), has_fences=self._has_fences
            )
            member.result.append(member.program(memory))
        except _EndedError:
            pass
        except BaseException as error:  # noqa: BLE001  # raised again by execute()
            if not self._over:
                self._end(error, member)

    def _call_launched(self, member: _Member) -> None:
        """Call a program on its own thread, then pass the run on to others."""
        self._call(member)
        if member is self._launching:
            self._launching = None
            self._launched.release()
        elif not self._over:
            self._drive(None)

    def _drive(self, own: _Member | None) -> Word:
        """Take steps until `own` has its answer or, without `own`, until another thread goes on.

        Raises:
            _EndedError: If the run is over and there is an `own` program to unwind.
        """
        take = self._machine.take
        while True:
            chosen: tuple[_Member, str] | None = None
            error: BaseException | None = None
            try:
                chosen = self._choose()
            except BaseException as raised:  # noqa: BLE001  # raised again by execute()
                error = raised
            if chosen is None:
                self._end(error, own)
                if own is None:
                    return _NOTHING
                raise _EndedError
            member, how = chosen
            if how.startswith(LEAVES):
                self._trace.append(self._machine.leave(member.name, how))
                continue
            queue = member.queue
            step, word = take(member.name, queue.popleft(), how)
            self._trace.append(step)
            if queue:
                self._pending[member.name] = queue[0].step
            else:
                del self._pending[member.name]
            if word is None:
                continue
            if member is own:
                return word
            return self._hand_over(member, word, own)

    def _hand_over(self, member: _Member, word: Word, own: _Member | None) -> Word:
        """Let another member's thread go on with its answer, and wait for this one's."""
        member.answer = word
        member.parked = False
        if own is None:
            member.baton.release()
            return _NOTHING
        own.parked = True
        member.baton.release()
        return self._park(own)

    def _park(self, member: _Member) -> Word:
        """Wait until this member's step was taken or the run is over."""
        member.baton.acquire()
        if self._over:
            raise _EndedError
        return member.answer

    def _choose(self) -> tuple[_Member, str] | None:
        """Return who goes next and how, or None when the run is over."""
        ways = self._machine.ways
        moves = {
            name + how: (member, how)
            for name, member in self._members.items()
            for how in ways(name, member.queue[0] if member.queue else None)
        }
        if not moves:
            if self._pending or any(map(self._machine.keeps, self._members)):
                raise DeadlockError(self._deadlock())
            return None
        enabled = tuple(moves)
        move = self._pick(enabled, self._pending)
        if move is None:
            return None
        if move not in moves:
            raise ScheduleError(
                f"Step {len(self._trace) + 1} was given to {move}, which cannot take one; "
                f"enabled: {', '.join(enabled)}."
            )
        return moves[move]

    def _deadlock(self) -> str:
        """Say who waits for what, in one sentence."""
        waits = (
            f"{m.name} waits {self._machine.reason(m.name, m.queue[0] if m.queue else None)}"
            for m in self._members.values()
            if m.queue or self._machine.keeps(m.name)
        )
        return f"Deadlock after {len(self._trace)} steps: {', '.join(waits)}."

    def _end(self, error: BaseException | None, own: _Member | None) -> None:
        """End the run and wake every parked member so that it unwinds."""
        self._over = True
        self._error = error
        self._unstarted.clear()
        for member in self._members.values():
            if member.parked and member is not own:
                member.parked = False
                member.baton.release()
        self._ended.release()


def run(
    programs: Mapping[str, Program],
    initial: Mapping[Location, Value],
    pick: Pick,
    *,
    machine: MachineName = "sc",
) -> Execution:
    """Run programs over shared memory, one step at a time, and return what happened.

    Args:
        programs: The code of each thread by name. They are started in this order.
        initial: The value of every location before the first step.
        pick: Chooses the move of each step (see `impl.schedule`).
        machine: Decides when a store is seen, and by whom (see `impl.machine`).

    Raises:
        DeadlockError: If threads are unfinished and none can take its step.
        ScheduleError: If the pick names a move that cannot be made.
        Exception: Whatever a program raised.
    """
    return _Run(programs, initial, pick, machine).execute()
