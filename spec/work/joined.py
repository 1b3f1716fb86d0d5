"""Work by any backend of joblib: its own processes, or those of a cluster.

A backend gives a job back whole, so that what it lost and did again is counted once.
"""

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from spec.errors import DisagreementError, UsageError
from spec.work.job import Event, Job, Json, WorkError
from spec.work.worker import messages

EXTRA = "install the extra: pip install 'zonelist-spec[cluster]'"


def work(job: Json) -> list[Json]:
    """Everything that is said about a job, where the backend runs it."""
    return list(messages(dict(job), lethal=False))


class Joined:
    """A backend of joblib.

    Args:
        name: ``loky``, ``threading``, ``dask`` or whatever is registered with joblib.
        size: how many jobs at once; -1 leaves it to the backend.
        scheduler: the address of a dask scheduler, as ``tcp://host:8786``; empty for a cluster on
            this machine.

    Raises:
        UsageError: the backend is not there.
    """

    def __init__(self, name: str, size: int, scheduler: str = "") -> None:
        try:
            import joblib  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise UsageError(f"--backend {name} takes joblib: {EXTRA}") from error
        self._resources = ExitStack()
        self._joblib = joblib
        self._backend: dict[str, Any] = {"backend": name, "n_jobs": size}
        if name == "dask":
            self._backend["n_jobs"] = -1
            self._backend["client"] = self._resources.enter_context(_client(scheduler, size))
        elif scheduler:
            raise UsageError("--scheduler is for --backend dask: leave it out")
        elif name not in joblib.parallel.BACKENDS:
            known = ", ".join(sorted({*joblib.parallel.BACKENDS, "dask"}))
            raise UsageError(f"joblib has no backend {name!r}: choose from {known}")
        self._waiting: deque[Job] = deque()
        self._round: Iterator[Event] | None = None

    def submit(self, job: Job) -> None:
        """Queue a job; it is begun when those that are under way are done."""
        self._waiting.append(job)

    @property
    def busy(self) -> bool:
        """Jobs are queued or under way."""
        return bool(self._waiting) or self._round is not None

    def event(self) -> Event | None:
        """The next event.

        Raises:
            DisagreementError: a job found one.
            UsageError: a worker runs another version.
            WorkError: a job failed.
        """
        if self._round is None:
            self._round = self._events(list(self._waiting))
            self._waiting.clear()
        with _interrupted():
            event = next(self._round, None)
        if event is None:
            self._round = None
        return event

    def close(self) -> None:
        """Let the backend go."""
        self._round = None
        self._resources.close()

    def _events(self, jobs: list[Job]) -> Iterator[Event]:
        parallel = self._joblib.Parallel(return_as="generator_unordered", batch_size=1)
        documents = (job.document(tuple(range(len(job.asks)))) for job in jobs)
        with self._joblib.parallel_config(**self._backend):
            tasks = (
                self._joblib.delayed(_numbered)(number, job) for number, job in enumerate(documents)
            )
            for number, said in parallel(tasks):
                yield from _told(jobs[number], said)


def _numbered(number: int, job: Json) -> tuple[int, list[Json]]:
    return number, work(job)


def _told(job: Job, said: list[Json]) -> Iterator[Event]:
    for message in said:
        if "error" in message:
            errors: dict[str, Callable[[str], Exception]] = {
                "disagreement": DisagreementError,
                "usage": UsageError,
            }
            raise errors.get(message["error"], WorkError)(message["text"])
        if message.get("whole"):
            yield Event(job, "answered", message["at"], message["answer"])
    yield Event(job, "done")


@contextmanager
def _interrupted() -> Iterator[None]:
    """Ctrl-C is an exception where somebody else waits, and cleans up; only a main thread can."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """No process that is started in here hears of Ctrl-C; it is for whoever handed out the job."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _client(scheduler: str, size: int) -> Any:
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise UsageError(f"--backend dask takes dask.distributed: {EXTRA}") from error
    if not scheduler:
        with _uninterrupted():
            return Client(n_workers=max(size, 1), threads_per_worker=1, dashboard_address=None)
    try:
        return Client(scheduler, timeout="10s")
    except (OSError, ValueError) as error:
        raise UsageError(f"--scheduler {scheduler} does not answer: {error}") from error
