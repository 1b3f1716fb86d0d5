"""Work in this very process, for debuggers and profilers: ``-j 0``."""

from collections import deque
from collections.abc import Iterator

from spec.interruption import Interruption
from spec.work.enduring import enduring
from spec.work.job import Event, Job


class Here:
    """This process; at Ctrl-C a query under way is seen through, at a second one given up."""

    def __init__(self) -> None:
        self._waiting: deque[Job] = deque()
        self._current: Iterator[Event] | None = None

    def submit(self, job: Job) -> None:
        """Queue a job."""
        self._waiting.append(job)

    @property
    def busy(self) -> bool:
        """Jobs are queued or under way."""
        return bool(self._waiting) or self._current is not None

    def event(self) -> Event | None:
        """The next event; a query is seen through before.

        Raises:
            DisagreementError: two descriptions disagree.
        """
        if self._current is None:
            self._current = _events(self._waiting.popleft())
        interruption = Interruption(patience=1)
        with interruption.noticed():
            event = next(self._current, None)
        interruption.check()
        if event is None or event.what == "done":
            self._current = None
        return event

    def close(self) -> None:
        """Forget what is queued."""
        self._waiting.clear()
        self._current = None


def _events(job: Job) -> Iterator[Event]:
    for said in enduring(job):
        if said.answer is None:
            yield Event(job, "begun", said.at)
        else:
            yield Event(job, "answered" if said.whole else "told", said.at, said.answer)
    yield Event(job, "done")
