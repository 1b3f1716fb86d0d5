"""Workers in processes of their own, one a core, replaced when one is killed.

A question that a worker dies over is asked once more, of its successor; whoever dies over it again
leaves it undecided. Nothing here takes a disk.
"""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from spec.errors import DisagreementError, UsageError
from spec.search.solver import EXHAUSTED, OVERSTAYED
from spec.work.enduring import REASON
from spec.work.job import Event, Job, Json, WorkError

WAIT = 0.1
"""Seconds until somebody who waits for an event may look at something else, as at Ctrl-C."""

COMMAND = (sys.executable, "-m", "spec.work.worker")
PATHS = tuple(sys.path)
"""Where a worker finds modules; a page that puts a folder there does so again in the worker."""
ALARM = int(getattr(signal, "SIGALRM", 14))
"""What ends a worker whose second solver does not stop."""

LATE = "the solver did not stop when its time was over, and its process was ended"

STILLBORN = 3
"""Workers in a row, at one place, that end by themselves before they begin anything: then there is
no use in starting more."""
SHOT = 10
"""The same for workers that are killed."""
COMPLAINTS = 50
"""Lines of a worker's stderr that are kept, the last ones."""
LONGEST = 200
"""Letters of such a line that are told."""
STACK = 1 << 20
"""Bytes of a thread's stack: where memory is short the usual eight times as much is not there."""
LEAVE = 1.0
"""Seconds until nobody waits any more for the last words of a process that is over."""


@dataclass(slots=True)
class _Task:
    """A job with the places of the questions that are still open, the first one under way."""

    job: Job
    left: list[int]
    answer: Json = field(default_factory=dict)
    begun: bool = False

    def rest(self) -> None:
        """Nothing is under way."""
        self.answer, self.begun = {}, False


@dataclass(slots=True, eq=False)
class _Worker:
    process: subprocess.Popen[str]
    complaints: deque[str] = field(default_factory=lambda: deque(maxlen=COMPLAINTS))
    listeners: list[threading.Thread] = field(default_factory=list)
    writer: threading.Thread | None = None
    task: _Task | None = None


class Crew:
    """Processes that work.

    Args:
        size: how many at most.
        command: what each of them runs.
    """

    def __init__(self, size: int, command: Sequence[str] = COMMAND) -> None:
        self._command = tuple(command)
        self._workers: list[_Worker | None] = [None] * size
        self._waiting: deque[_Task] = deque()
        self._heard: queue.Queue[tuple[int, _Worker, Json | None]] = queue.Queue()
        self._events: deque[Event] = deque()
        self._deaths: Counter[tuple[Job, int]] = Counter()
        self._stillborn: Counter[tuple[int, bool]] = Counter()

    def submit(self, job: Job) -> None:
        """Queue a job."""
        self._waiting.append(_Task(job, list(range(len(job.asks)))))

    @property
    def busy(self) -> bool:
        """Jobs are queued or under way."""
        return bool(self._events or self._waiting) or any(
            worker is not None and worker.task is not None for worker in self._workers
        )

    def event(self) -> Event | None:
        """The next event, None if there is none for a while.

        Raises:
            DisagreementError: a worker found one.
            UsageError: a worker cannot read a page.
            WorkError: a worker failed, or none can be started.
        """
        self._hand_out()
        if not self._events:
            try:
                number, worker, message = self._heard.get(timeout=WAIT)
            except queue.Empty:
                self._look_after()
                return None
            if worker is not self._workers[number]:
                return None  # the last words of somebody who was replaced
            if message is None:
                self._bury(number, worker)
            else:
                self._take(number, worker, message)
        return self._events.popleft() if self._events else None

    def close(self) -> None:
        """Kill whoever is at work."""
        there = [worker for worker in self._workers if worker is not None]
        for worker in there:
            _kill(worker)
        for worker in there:
            _close(worker)
        self._workers = [None] * len(self._workers)

    def processes(self) -> list[int]:
        """Numbers of the processes at work."""
        return [worker.process.pid for worker in self._workers if worker is not None]

    def _hand_out(self) -> None:
        for number, worker in enumerate(self._workers):
            if not self._waiting:
                return
            if worker is not None and worker.task is not None:
                continue
            try:
                mine = worker or self._start(number)
                task = self._waiting[0]
                job = task.job.document(tuple(task.left))
                mine.writer = _thread(_hand_over, mine, json.dumps(job) + "\n")
            except WorkError:
                if not any(other and other.task for other in self._workers):
                    raise
                return  # those who are there do it
            mine.task = self._waiting.popleft()

    def _start(self, number: int) -> _Worker:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path or "." for path in PATHS)}
        try:
            process = subprocess.Popen(  # noqa: S603 - this very interpreter
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                env=environment,
                start_new_session=True,  # Ctrl-C is for whoever handed out the job
            )
        except OSError as error:
            raise WorkError(f"a worker cannot be started: {error}\n") from error
        worker = _Worker(process)
        try:
            worker.listeners.append(_thread(self._listen, number, worker))
            worker.listeners.append(_thread(_overhear, worker))
        except WorkError:
            _kill(worker)
            _close(worker)
            raise
        self._workers[number] = worker
        return worker

    def _listen(self, number: int, worker: _Worker) -> None:
        stdout = worker.process.stdout
        assert stdout is not None
        with stdout:
            try:
                for line in stdout:
                    self._heard.put((number, worker, dict(json.loads(line))))
            except (ValueError, TypeError):  # killed within a word, or no worker of ours
                _kill(worker)
            self._heard.put((number, worker, None))

    def _look_after(self) -> None:
        """Bury who is dead although a process that he left behind keeps his stdout open."""
        for number, worker in enumerate(self._workers):
            if worker is not None and _is_over(worker):
                _kill(worker)
                worker.listeners[0].join(LEAVE)
                self._heard.put((number, worker, None))

    def _take(self, number: int, worker: _Worker, message: Json) -> None:
        task = worker.task
        assert task is not None
        if "error" in message:
            errors: dict[str, Any] = {"disagreement": DisagreementError, "usage": UsageError}
            raise errors.get(message["error"], WorkError)(message["text"])
        if "done" in message:
            worker.task = None
            self._events.append(Event(task.job, "done", worker=number))
            return
        at = message["at"]
        if "answer" not in message:
            task.begun = True
            self._stillborn[number, True] = self._stillborn[number, False] = 0
            self._events.append(Event(task.job, "begun", at, worker=number))
            return
        answer = message["answer"]
        if not message["whole"]:
            task.answer = answer
            self._events.append(Event(task.job, "told", at, answer, number))
            return
        task.left.remove(at)
        task.rest()
        self._events.append(Event(task.job, "answered", at, answer, number))

    def _bury(self, number: int, worker: _Worker) -> None:
        """Somebody died: his question is asked again, or given up."""
        _kill(worker)
        code = _close(worker)
        self._workers[number] = None
        task = worker.task
        if task is None:
            return
        if task.begun:
            self._give_up(number, worker, task, code)
        elif task.left:
            by_itself = code >= 0
            self._stillborn[number, by_itself] += 1
            if self._stillborn[number, by_itself] == (STILLBORN if by_itself else SHOT):
                complaints = "".join([*worker.complaints])
                raise WorkError(f"{complaints}a worker does not start: {_end(code)}\n")
        if task.left:
            task.rest()
            self._waiting.appendleft(task)
        else:
            self._events.append(Event(task.job, "done", worker=number))

    def _give_up(self, number: int, worker: _Worker, task: _Task, code: int) -> None:
        """Give up the question under way, if it is of no use to ask it again."""
        at = task.left[0]
        self._deaths[task.job, at] += 1
        if code in (OVERSTAYED, -ALARM) or self._deaths[task.job, at] > 1:
            reasons = {EXHAUSTED: REASON}
            reasons |= dict.fromkeys((OVERSTAYED, -ALARM), LATE)
            twice = f"its process ended twice ({_end(code)}){_last(worker)}"
            told = {**task.answer, "undecided": reasons.get(code, twice)}
            self._events.append(Event(task.job, "lost", at, told, number))
            task.left.remove(at)


def _thread(run: Callable[..., None], *args: Any) -> threading.Thread:
    """A thread that has begun.

    Raises:
        WorkError: there can be none.
    """
    thread = threading.Thread(target=run, args=args, daemon=True)
    before = threading.stack_size(STACK)
    try:
        thread.start()
    except RuntimeError as error:
        raise WorkError(f"a worker cannot be started: {error}\n") from error
    finally:
        threading.stack_size(before)
    return thread


def _overhear(worker: _Worker) -> None:
    stderr = worker.process.stderr
    assert stderr is not None
    with stderr:
        worker.complaints.extend(stderr)


def _hand_over(worker: _Worker, job: str) -> None:
    """Write a job, which may be more than a worker reads before it answers."""
    stdin = worker.process.stdin
    assert stdin is not None
    with suppress(OSError):  # it has died; its end is heard of next
        stdin.write(job)
        stdin.flush()


def _kill(worker: _Worker) -> None:
    """End it and all that it started; it leads a group of its own until it is waited for."""
    if worker.process.returncode is None:
        with suppress(OSError):
            os.killpg(worker.process.pid, signal.SIGKILL)


def _is_over(worker: _Worker) -> bool:
    """It has ended, and is still to be waited for."""
    flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, worker.process.pid, flags) is not None


def _close(worker: _Worker) -> int:
    """Wait until its process is over and what it said is heard; returns how it ended.

    Somebody who has left its group may go on to hold its pipes, and is not waited for.
    """
    code = worker.process.wait()
    writer, stdin = worker.writer, worker.process.stdin
    for thread in (*worker.listeners, *([writer] if writer else [])):
        thread.join(LEAVE)
    if stdin is not None and not (writer and writer.is_alive()):
        with suppress(OSError):  # nobody reads what was left in it
            stdin.close()
    return code


def _last(worker: _Worker) -> str:
    """The last line that it complained in."""
    said = [line.strip() for line in [*worker.complaints] if line.strip()]
    return f": {said[-1][:LONGEST]}" if said else ""


def _end(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"
