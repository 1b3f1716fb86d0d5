"""joblib's backends: the same table from threads, processes and a cluster that loses a worker."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from spec.errors import DisagreementError, UsageError
from spec.models import MODELS
from spec.work import joined as module
from spec.work.here import Here
from spec.work.job import Event, Job, Json, Page, WorkError
from spec.work.joined import Joined
from tests.cli.command import run

from .samples import (
    OWN,
    SCOPE,
    Around,
    answer,
    answers_of,
    decide,
    decided,
    events_of,
    questions,
    words,
)

pytest.importorskip("joblib", reason="joblib is not installed")

SAMPLE = questions(("in_place", "append_copy_wmb"))
UNDER_ALL = replace(SCOPE, models=tuple(MODELS))
COMMAND = ("--strategy", "in_place", "--property", "no_missed_zone", "--zones", "2", "--no-cache")
JOBS = [
    Job(Page(name), (decide(prop), decide("respects_request")))
    for name in ("in_place", "append_copy_wmb")
    for prop in ("no_missed_zone", "no_double_visit")
]


def of_dask(function: Any) -> Any:
    """A test of a cluster, for which things must be there that nobody else here needs."""
    missing = pytest.mark.skipif(
        find_spec("distributed") is None,
        reason="dask.distributed is not installed",
    )
    return missing(function)


@pytest.mark.parametrize("name", ["threading", "sequential"])
def test_any_backend_of_joblib_finds_the_same(name: str) -> None:
    """Under every model, in the same order."""
    assert words(decided(Joined(name, 2), UNDER_ALL, SAMPLE)) == words(
        decided(Here(), UNDER_ALL, SAMPLE)
    )


@pytest.mark.parametrize("name", ["loky", "threading"])
def test_every_question_is_answered_once_and_every_job_is_done(name: str) -> None:
    """Whole answers only, as a job comes back when it is over."""
    backend = Joined(name, 2)
    events = events_of(backend, *JOBS)
    backend.close()
    alone = answers_of(events_of(Here(), *JOBS))
    assert answers_of(events) == alone
    assert [event.what for event in events].count("done") == len(JOBS)
    assert {event.what for event in events} == {"answered", "done"}


def test_what_is_submitted_on_the_way_is_answered_too() -> None:
    """As the other models are, when the first one is done."""
    backend = Joined("threading", 2)
    backend.submit(JOBS[0])
    done = 0
    while backend.busy:
        event = backend.event()
        if event is not None and event.what == "done":
            done += 1
            if done < len(JOBS):
                backend.submit(JOBS[done])
    backend.close()
    assert done == len(JOBS)


@pytest.mark.parametrize(
    ("word", "error"),
    [("usage", UsageError), ("disagreement", DisagreementError), ("internal", WorkError)],
)
def test_what_stops_a_run_comes_through(
    monkeypatch: pytest.MonkeyPatch, word: str, error: type[Exception]
) -> None:
    """With the words of whoever worked."""
    said = [{"at": 0}, {"error": word, "text": "it says why"}]
    monkeypatch.setattr(module, "messages", lambda *_, **__: said)
    backend = Joined("threading", 2)
    with pytest.raises(error, match=r"^it says why$"):
        events_of(backend, *JOBS)
    backend.close()


def test_ctrl_c_is_heard_while_somebody_else_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A job that takes long is not waited for, and the signal is as it was."""
    release, before = threading.Event(), signal.getsignal(signal.SIGINT)

    def long(*_: object, **__: object) -> Iterator[dict[str, Any]]:
        os.kill(os.getpid(), signal.SIGINT)
        release.wait()
        yield {"done": True}

    monkeypatch.setattr(module, "messages", long)
    backend = Around(Joined("threading", 2), lambda _: release.set())
    result = decided(backend, SCOPE, SAMPLE)
    assert (result.interrupted, result.decisions) == (True, [])
    assert signal.getsignal(signal.SIGINT) is before


MISTAKES = {
    "an unknown backend": (
        ("--backend", "spark"),
        "joblib has no backend 'spark': choose from dask, ",
    ),
    "a scheduler and no backend": (
        ("--scheduler", "tcp://127.0.0.1:1"),
        "--scheduler is for --backend dask",
    ),
    "a scheduler and another backend": (
        ("--backend", "loky", "--scheduler", "tcp://127.0.0.1:1"),
        "--scheduler is for --backend dask",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_sentence_and_exit_2(mistake: str) -> None:
    """Before anything is asked."""
    argv, told = MISTAKES[mistake]
    found = run(*COMMAND, *argv)
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)
    assert told in found.err


@pytest.mark.parametrize(("name", "missing"), [("loky", "joblib"), ("dask", "distributed")])
def test_what_is_not_installed_is_one_sentence_and_exit_2(
    monkeypatch: pytest.MonkeyPatch, name: str, missing: str
) -> None:
    """It says what to install."""
    monkeypatch.setitem(sys.modules, missing, None)
    found = run(*COMMAND, "--backend", name)
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)
    assert f"--backend {name} takes" in found.err
    assert "pip install 'zonelist-spec[cluster]'" in found.err


@of_dask
@pytest.mark.parametrize("address", ["nonsense://here", "here"])
def test_a_scheduler_that_cannot_be_is_one_sentence_and_exit_2(address: str) -> None:
    """Its address is in it."""
    found = run(*COMMAND, "--backend", "dask", "--scheduler", address)
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)
    assert f"--scheduler {address} does not answer" in found.err


@of_dask
def test_a_scheduler_that_does_not_answer_is_one_sentence_and_exit_2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After a while."""
    import distributed  # noqa: PLC0415 - an extra

    def late(*_: object, **__: object) -> None:
        raise TimeoutError("it took too long")

    monkeypatch.setattr(distributed, "Client", late)
    found = run(*COMMAND, "--backend", "dask", "--scheduler", "tcp://127.0.0.1:1")
    assert found.err == ("error: --scheduler tcp://127.0.0.1:1 does not answer: it took too long\n")
    assert found.code == 2


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two workers of dask, in a folder where nothing is."""
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("cluster"))
    try:
        with LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as running:
            yield running
    finally:
        os.chdir(before)


@of_dask
def test_a_cluster_that_loses_a_worker_finds_the_same_table(cluster: Any) -> None:
    """Killed in the middle of the run; every verdict is there once."""
    asked = questions(("in_place", "append_copy_wmb", "rwlock", "copy_swap"), ("no_missed_zone",))
    killed: list[int] = []

    def lose(event: Event | None) -> None:
        if event is not None and event.what == "done" and not killed:
            workers = cluster.scheduler.workers.values()
            busiest = max(workers, key=lambda worker: len(worker.processing))
            killed.append(cluster.workers[busiest.name].pid)
            os.kill(killed[0], signal.SIGKILL)

    backend = Around(Joined("dask", 2, cluster.scheduler_address), lose)
    result = decided(backend, UNDER_ALL, asked)
    assert len(killed) == 1
    assert words(result) == words(decided(Here(), UNDER_ALL, asked))


@of_dask
def test_a_page_of_ones_own_travels_to_the_cluster(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is in no folder that a worker looks into; its text is in the job."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.py").write_text(OWN, encoding="utf-8")
    argv = ("own.py", *COMMAND[2:])
    found = run(*argv, "--backend", "dask", "--scheduler", cluster.scheduler_address)
    assert found == run(*argv, "-j", "0")
    assert (found.code, found.err) == (0, "")


def test_an_answer_that_grows_is_heard_when_it_is_whole() -> None:
    """A job comes back at once, so its parts are of no use."""
    ask = JOBS[0].asks[0]
    said: list[Json] = [
        {"at": 0},
        {"at": 0, "answer": answer(ask), "whole": False},
        {"at": 0, "answer": answer(ask), "whole": True},
        {"done": True},
    ]
    events = list(module._told(JOBS[0], said))
    assert [event.what for event in events] == ["answered"]
