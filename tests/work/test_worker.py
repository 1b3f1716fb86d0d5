"""The process that works: lines in, lines out, and an end with whoever hands out jobs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from spec.errors import DisagreementError
from spec.search.solver import EXHAUSTED
from spec.work import worker as module
from spec.work.job import Job, Page
from spec.work.worker import messages

from .samples import OWN, ROOT, decide

JOB = Job(Page("in_place"), (decide(), decide("no_double_visit")))
LONG = decide(
    "no_premature_oom",
    ("any",),
    model="lkmm",
    bounds={"zones": 6, "rebuilds": 3, "tries": 3, "readers": 2},
)


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    """A worker."""
    with subprocess.Popen(
        [sys.executable, "-m", "spec.work.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as running:
        yield running
        running.kill()


def hand_over(process: subprocess.Popen[str], document: dict[str, Any]) -> None:
    """Give it a job."""
    assert process.stdin is not None
    process.stdin.write(json.dumps(document) + "\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next thing it says."""
    assert process.stdout is not None
    message: dict[str, Any] = json.loads(process.stdout.readline())
    return message


def test_it_does_one_job_after_the_other(process: subprocess.Popen[str]) -> None:
    """Each is told as it is found out, by the places of its questions, and done."""
    for left in ((0, 1), (1,)):
        hand_over(process, JOB.document(left))
        for at in left:
            assert heard(process) == {"at": at}
            while not (message := heard(process))["whole"]:
                assert message["at"] == at
            assert list(message["answer"]["verdicts"]) == ["online", "any"]
        assert heard(process) == {"done": True}


def test_it_ends_when_nobody_is_left(process: subprocess.Popen[str]) -> None:
    """Even before it has heard of any job."""
    assert process.communicate(timeout=300) == ("", "")
    assert process.returncode == 0


def test_it_ends_in_the_middle_of_a_query(process: subprocess.Popen[str]) -> None:
    """One that would take far longer than anybody waits here."""
    hand_over(process, Job(Page("append_copy_grace"), (LONG,)).document((0,)))
    assert heard(process) == {"at": 0}
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=300) == 0


def test_what_a_page_prints_is_nobodys_answer(process: subprocess.Popen[str]) -> None:
    """It goes to stderr, from Python or from below."""
    loud = f"{OWN}\nimport os\nprint('printed')\nos.system('echo echoed')\n"
    hand_over(process, Job(Page("own", "own.py", loud), (decide(),)).document((0,)))
    assert heard(process) == {"at": 0}
    while "answer" in (message := heard(process)):
        pass
    assert message == {"done": True}
    out, err = process.communicate(timeout=300)
    assert out == ""
    assert sorted(err.split()) == ["echoed", "printed"]


def test_what_stops_a_run_is_said_and_the_worker_goes_on() -> None:
    """A mistake of a page's author is told apart from a defect."""
    page = Page("own", "own.py", "1 / 0")
    said = list(messages(Job(page, JOB.asks).document((0, 1)), lethal=False))
    assert said[0] == {"at": 0}
    assert said[1]["error"] == "usage"
    assert "own.py does not import: ZeroDivisionError" in said[1]["text"]
    assert len(said) == 2


@pytest.mark.parametrize(
    ("raised", "word", "told"),
    [
        (DisagreementError("two descriptions"), "disagreement", "two descriptions"),
        (ValueError("too much"), "internal", "ValueError: too much"),
    ],
)
def test_what_goes_wrong_has_a_word(
    monkeypatch: pytest.MonkeyPatch, raised: Exception, word: str, told: str
) -> None:
    """A defect comes with its traceback."""

    def failing(*_: object, **__: object) -> Iterator[None]:
        raise raised
        yield

    monkeypatch.setattr(module, "enduring", failing)
    (said,) = messages(JOB.document((0, 1)), lethal=False)
    assert said["error"] == word
    assert said["text"].rstrip().endswith(told)
    assert ("Traceback" in said["text"]) == (word == "internal")


def test_a_worker_that_runs_out_of_memory_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a code of its own, if somebody replaces it."""

    def failing(*_: object, **__: object) -> Iterator[None]:
        raise MemoryError
        yield

    class EndedError(Exception):
        """Instead of an end."""

    def ended(code: int) -> None:
        raise EndedError(code)

    monkeypatch.setattr(module, "answers", failing)
    monkeypatch.setattr(os, "_exit", ended)
    with pytest.raises(EndedError, match=str(EXHAUSTED)):
        list(messages(JOB.document((0, 1)), lethal=True))
