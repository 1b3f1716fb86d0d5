"""Work in this very process."""

import os
import signal

import pytest

from spec.errors import UsageError
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
