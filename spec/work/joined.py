"""Work by any backend of joblib, or by a cluster of dask.

A backend gives a job back whole, so that what it lost and did again is counted once. What it lost
for good is asked once more, each question by itself; what is lost then is undecided, and the rest
goes on.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Protocol

from spec.errors import DisagreementError, UsageError
from spec.work.cluster import Cluster
from spec.work.job import Event, Job, Json, WorkError
from spec.work.pool import Pool
from spec.work.signals import heard
from spec.work.worker import messages


class Seam(Protocol):
    """Whoever has functions called elsewhere."""

    @property
    def rounds(self) -> int:
        """How often a job is handed over among others."""

    def results(
        self, do: Callable[[Json], list[Json]], jobs: Sequence[Json]
    ) -> Iterator[tuple[int, list[Json] | str]]:
        """What is made of each job, by its number, as it comes; or the reason why nothing is."""

    def close(self) -> None:
        """Let go of all that works."""


def work(job: Json) -> list[Json]:
    """Everything that is said about a job, where the backend runs it."""
    return list(messages(dict(job), lethal=False))


class Joined:
    """A backend of joblib.

    Args:
        name: ``loky``, ``threading``, ``dask`` or whatever is registered with joblib.
        size: how many jobs at once; a cluster that is there knows better.
        scheduler: the address of a dask scheduler, as ``tcp://host:8786``; empty for a cluster on
            this machine.

    Raises:
        UsageError: the backend is not there.
    """

    def __init__(self, name: str, size: int, scheduler: str = "") -> None:
        if scheduler and name != "dask":
            raise UsageError("--scheduler is for --backend dask: leave it out")
        self._seam: Seam = Cluster(scheduler, size) if name == "dask" else Pool(name, size)
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
            UsageError: a worker runs another version, or the scheduler is gone.
            WorkError: a job failed.
        """
        if self._round is None:
            self._round = self._events(list(self._waiting))
            self._waiting.clear()
        with heard():
            event = next(self._round, None)
        if event is None:
            self._round = None
        return event

    def close(self) -> None:
        """Let the backend go."""
        self._round = None
        self._seam.close()

    def _events(self, jobs: list[Job]) -> Iterator[Event]:
        for _ in range(self._seam.rounds):
            jobs = yield from self._together(jobs)
        for job in jobs:
            for at in range(len(job.asks)):
                yield from self._alone(job, at)
            yield Event(job, "done")

    def _together(self, jobs: list[Job]) -> Generator[Event, None, list[Job]]:
        """All jobs at once; the ones that are lost are returned."""
        lost = []
        documents = [job.document(tuple(range(len(job.asks)))) for job in jobs]
        for number, said in self._seam.results(work, documents):
            if isinstance(said, str):
                lost.append(jobs[number])
            else:
                yield from _told(jobs[number], said)
                yield Event(jobs[number], "done")
        return lost

    def _alone(self, job: Job, at: int) -> Iterator[Event]:
        """One question, and no other that could be to blame."""
        for _, said in self._seam.results(work, [job.document((at,))]):
            if isinstance(said, str):
                yield Event(job, "lost", at, {"undecided": said})
            else:
                yield from _told(job, said)


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
