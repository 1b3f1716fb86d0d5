"""Answers in a process that has to last: what memory is not enough for is undecided."""

from collections.abc import Iterator

from spec.work.answers import Said, answers
from spec.work.job import Job

REASON = "it ran out of memory"


def enduring(job: Job) -> Iterator[Said]:
    """Answer the questions of a job; where memory runs out, go on with the next.

    Raises:
        DisagreementError: two descriptions disagree.
    """
    first = 0
    while first < len(job.asks):
        last = Said(first)
        try:
            left = Job(job.page, job.asks[first:], job.timeout) if first else job
            for said in answers(left):
                last = Said(first + said.at, said.answer, said.whole)
                yield last
        except MemoryError:
            pass  # all that was built is let go with it
        else:
            return
        if not last.whole:
            yield Said(last.at, {**(last.answer or {}), "undecided": REASON}, whole=True)
        first = last.at + 1
