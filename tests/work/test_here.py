"""Work in this very process."""

import os
import signal

import pytest

from spec.errors import UsageError
from spec.interruption import Interruption
from spec.work import enduring as module
from spec.work.answers import Said, answers
from spec.work.here import Here
from spec.work.job import Job, Page

from .samples import decide, events_of

JOB = Job(Page("in_place"), (decide(), decide("no_deadlock", ("task", "any"))))


def test_it_says_what_any_worker_says() -> None:
    """A question is begun, told as far as it is known, and answered."""
    for job in (JOB, JOB):
        events = events_of(Here(), job)
        for at in range(len(job.asks)):
            first, *between, last = (event.what for event in events if event.at == at)
            assert (first, last, {*between}) == ("begun", "answered", {"told"})
        assert events[-1].what == "done"


def test_a_page_that_does_not_import_is_a_mistake_of_its_author() -> None:
    """As everywhere."""
    here = Here()
    with pytest.raises(UsageError, match=r"own\.py does not import"):
        events_of(here, Job(Page("own", "own.py", "import nothing_there"), (decide(),)))


def test_ctrl_c_stops_between_two_things_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it was at is seen through, and nothing follows; outside, the signal is as it was."""
    before = signal.getsignal(signal.SIGINT)
    ended = []

    def pressed(job: Job) -> list[Said]:
        found = list(answers(job))
        os.kill(os.getpid(), signal.SIGINT)
        ended.append(job)
        return found

    monkeypatch.setattr(module, "answers", pressed)
    here = Here()
    here.submit(JOB)
    with pytest.raises(KeyboardInterrupt):
        here.event()
    assert ended == [JOB]
    assert signal.getsignal(signal.SIGINT) is before
    here.close()
    assert not here.busy


def test_a_second_ctrl_c_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it was at is dropped; the first one has been noted, and nothing follows."""
    before, reached = signal.getsignal(signal.SIGINT), list[str]()

    def pressed(_: Job) -> list[Said]:
        os.kill(os.getpid(), signal.SIGINT)
        reached.append("noted")
        os.kill(os.getpid(), signal.SIGINT)
        for _step in range(1_000):  # a signal is taken between two steps
            pass
        reached.append("not reached")
        return []

    monkeypatch.setattr(module, "answers", pressed)
    here = Here()
    here.submit(JOB)
    with pytest.raises(KeyboardInterrupt):
        here.event()
    assert reached == ["noted"]
    assert signal.getsignal(signal.SIGINT) is before


def _press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


class Finalised:
    """Presses Ctrl-C when it goes."""

    def __del__(self) -> None:
        """Press it."""
        _press()


def test_so_many_are_noted_and_the_next_is_an_exception() -> None:
    """But not where it would be dropped with a traceback: there it is noted, too."""
    interruption = Interruption(patience=2)
    with interruption.noticed():
        _press()
        _press()
        Finalised()
        assert interruption.requested
        with pytest.raises(KeyboardInterrupt):
            _press()
    with pytest.raises(KeyboardInterrupt):
        interruption.check()
