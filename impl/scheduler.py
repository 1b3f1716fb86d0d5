"""A deterministic scheduler: programs run one step at a time, in an order that a pick decides.

Exactly one thread runs at any moment. Whoever reaches a step that returns a value schedules on
its own stack, so going on with the same thread costs no switch. The first program that blocks
occupies the caller's stack and only those after it need threads of their own: name writers that
only store before readers, and a run with one reader switches never.
"""

from collections import deque
from collections.abc import Hashable, Mapping
from threading import Lock, Thread

from impl.access import Access
from impl.interrupt import Interrupt
from impl.machine import LEAVES, MachineName
from impl.machines import start
from impl.member import NOTHING, Member, Program
from impl.memory import Location, Value, Word
from impl.moves import COMES, Moves
from impl.schedule import DeadlockError, Pick, ScheduleError
from impl.scheduled_memory import ScheduledMemory
from impl.trace import Execution, Step


class _EndedError(BaseException):
    """Unwinds a program when its run is over."""


__all__ = ["Program", "run"]


class _Asking:
    """One member's end of the run, for its `ScheduledMemory`."""

    __slots__ = ("_member", "_run")

    def __init__(self, run: "_Run", member: Member) -> None:
        self._run = run
        self._member = member

    def post(self, access: Access) -> None:
        self._run.enqueue(self._member, access)

    def answer(self, access: Access) -> Word:
        return self._run.block(self._member, access)

    def arrive(self, state: Hashable) -> None:
        self._run.arrive(self._member, state)


class _Run:
    """The state of one run; `execute` is called once."""

    def __init__(
        self,
        programs: Mapping[str, Program],
        initial: Mapping[Location, Value],
        pick: Pick,
        machine: MachineName,
        interrupt: Interrupt | None,
    ) -> None:
        self._members = {name: Member(name, program) for name, program in programs.items()}
        self._machine = start(machine, initial, programs)
        self._has_fences = machine != "sc"
        self._pick = pick
        self._moves = Moves(self._members, self._machine, interrupt)
        self._endless: str | None = None
        self._pending: dict[str, Step] = {}
        self._trace: list[Step] = []
        self._unstarted = deque(self._members.values())
        self._threads: list[Thread] = []
        self._launching: Member | None = None
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
        if self._error is not None and not isinstance(self._error, DeadlockError):
            raise self._error
        members = self._members.values()
        done = [m for m in members if m.stage == "done"]
        return Execution(
            trace=tuple(self._trace),
            results={m.name: m.result[0] for m in done},
            unfinished=tuple(
                m.name for m in members if m not in done or self._machine.keeps(m.name)
            ),
            memory=self._machine.values(),
            deadlock=self._error.waits if self._error is not None else (),
            endless=self._endless,
        )

    def enqueue(self, member: Member, access: Access) -> None:
        """Add a step to those a member is going to take."""
        if self._over:
            raise _EndedError
        member.queue.append(access)
        if len(member.queue) == 1:
            self._pending[member.name] = access.step

    def block(self, member: Member, access: Access) -> Word:
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

    def arrive(self, member: Member, state: Hashable) -> None:
        """End the run if a member that is alone goes on from where it went on before."""
        if self._has_fences or member.queue or not self._moves.is_alone(member):
            return
        if member.arrival != (state,):
            member.arrival = (state,)
            return
        self._endless = member.name
        self._end(None, member)
        raise _EndedError

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

    def _call(self, member: Member) -> None:
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

    def _call_launched(self, member: Member) -> None:
        """Call a program on its own thread, then pass the run on to others."""
        self._call(member)
        if member is self._launching:
            self._launching = None
            self._launched.release()
        elif not self._over:
            self._drive(None)

    def _drive(self, own: Member | None) -> Word:
        """Take steps until `own` has its answer or, without `own`, until another thread goes on.

        Raises:
            _EndedError: If the run is over and there is an `own` program to unwind.
        """
        take = self._machine.take
        while True:
            chosen: tuple[Member, str] | None = None
            error: BaseException | None = None
            try:
                chosen = self._choose()
            except BaseException as raised:  # noqa: BLE001  # raised again by execute()
                error = raised
            if chosen is None:
                self._end(error, own)
                if own is None:
                    return NOTHING
                raise _EndedError
            member, how = chosen
            if how == COMES:
                member.has_begun = True
                continue
            if how.startswith(LEAVES):
                self._trace.append(self._machine.leave(member.name, how))
                continue
            queue = member.queue
            step, word = take(member.name, queue.popleft(), how)
            self._trace.append(step)
            member.has_begun = True
            if queue:
                self._pending[member.name] = queue[0].step
            else:
                del self._pending[member.name]
            if word is None:
                continue
            if member is own:
                return word
            return self._hand_over(member, word, own)

    def _hand_over(self, member: Member, word: Word, own: Member | None) -> Word:
        """Let another member's thread go on with its answer, and wait for this one's."""
        member.answer = word
        member.parked = False
        if own is None:
            member.baton.release()
            return NOTHING
        own.parked = True
        member.baton.release()
        return self._park(own)

    def _park(self, member: Member) -> Word:
        """Wait until this member's step was taken or the run is over."""
        member.baton.acquire()
        if self._over:
            raise _EndedError
        return member.answer

    def _choose(self) -> tuple[Member, str] | None:
        """Return who goes next and how, or None when the run is over."""
        moves = self._moves.now()
        if not moves:
            if clauses := self._moves.deadlock():
                raise DeadlockError(len(self._trace), clauses)
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

    def _end(self, error: BaseException | None, own: Member | None) -> None:
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
    interrupt: Interrupt | None = None,
    reports_deadlock: bool = False,
) -> Execution:
    """Run programs over shared memory, one step at a time, and return what happened.

    Args:
        programs: The code of each thread by name. They are started in this order.
        initial: The value of every location before the first step.
        pick: Chooses the move of each step (see `impl.schedule`).
        machine: Decides when a store is seen, and by whom (see `impl.machine`).
        interrupt: Which thread is an interrupt on whose CPU, None = each has a CPU of its own.
        reports_deadlock: Return a deadlock in the execution instead of raising it.

    Raises:
        DeadlockError: If threads are unfinished and none can take its step.
        ValueError: If there is an interrupt and memory is weak.
        ScheduleError: If the pick names a move that cannot be made.
        Exception: Whatever a program raised.
    """
    if interrupt is not None:
        interrupt.require(machine)
    execution = _Run(programs, initial, pick, machine, interrupt).execute()
    if execution.deadlock and not reports_deadlock:
        raise DeadlockError(len(execution.trace), execution.deadlock)
    return execution
