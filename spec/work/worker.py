"""A process that works: jobs come in as lines of JSON, what is found out goes back as lines.

It ends when nobody is left to hand it jobs, even in the middle of one.
"""

import json
import os
import queue
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

from spec.errors import DisagreementError, UsageError
from spec.search.solver import EXHAUSTED
from spec.work.answers import answers
from spec.work.enduring import enduring
from spec.work.job import Job


def main() -> int:
    """Work until stdin ends."""
    told = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a page prints is nobody's answer
    jobs: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_listen, args=(sys.stdin, jobs), daemon=True).start()
    while True:
        for message in messages(json.loads(jobs.get()), lethal=True):
            told.write(json.dumps(message) + "\n")
            told.flush()


def _listen(stdin: TextIO, jobs: queue.Queue[str]) -> None:
    for line in stdin:
        jobs.put(line)
    os._exit(0)


def messages(document: dict[str, Any], *, lethal: bool) -> Iterator[dict[str, Any]]:
    """What a worker says while it does a job.

    Args:
        document: the job.
        lethal: this process may be ended, and is replaced.
    """
    try:
        job, places = Job.of(document)
        for said in answers(job, lethal=True) if lethal else enduring(job):
            message: dict[str, Any] = {"at": places[said.at]}
            if said.answer is not None:
                message |= {"answer": said.answer, "whole": said.whole}
            yield message
        yield {"done": True}
    except MemoryError:
        if not lethal:
            raise
        os._exit(EXHAUSTED)  # whoever comes next begins with all there is
    except DisagreementError as error:
        yield {"error": "disagreement", "text": str(error)}
    except UsageError as error:
        yield {"error": "usage", "text": str(error)}
    except Exception:  # noqa: BLE001 - whoever handed out the job reports it
        yield {"error": "internal", "text": traceback.format_exc()}


if __name__ == "__main__":
    sys.exit(main())
