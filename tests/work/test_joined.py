"""joblib's backends: the same table from threads, processes and a cluster that loses a worker."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from spec.errors import DisagreementError, UsageError
from spec.models import MODELS
from spec.work import cluster as clusters
from spec.work import joined as module
from spec.work.here import Here
from spec.work.job import Job, Json, Page, WorkError
from spec.work.joined import Joined
from spec.work.pool import Pool
from tests.cli.command import Outcome, run

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


KILLER = """import os, signal
from dataclasses import replace
from spec.strategies.in_place import STRATEGY as OURS
if os.getpid() != {parent}:
    os.kill(os.getpid(), signal.SIGKILL)
STRATEGY = replace(OURS, name="own")
"""
"""A page that ends every process but the one that reads it first."""

WAITING = """import os, time
from dataclasses import replace
from pathlib import Path
from spec.strategies.in_place import STRATEGY as OURS
HERE = Path({folder!r})
if os.getpid() != {parent}:
    (HERE / "begun.new").write_text(str(os.getpid()))
    (HERE / "begun.new").replace(HERE / "begun")
    while not (HERE / "go").exists():
        time.sleep(0.01)
STRATEGY = replace(OURS, name="own")
"""
"""A page that says who is at it, and keeps all but its first reader until a file is there."""

BOTH = ("--strategy", "own", "--strategy", "in_place", *COMMAND[2:])


def begun(folder: Path) -> int:
    """Who is at a page that waits."""
    while not (folder / "begun").exists():
        time.sleep(0.01)
    return int((folder / "begun").read_text(encoding="utf-8"))


@contextmanager
def meanwhile(happens: Callable[[], object]) -> Iterator[None]:
    """Something else that happens, and is over at the end."""
    thread = threading.Thread(target=happens, daemon=True)
    thread.start()
    yield
    thread.join()


def page_of(folder: Path, text: str) -> str:
    """A page in a file; it knows who reads it first."""
    path = folder / "own.py"
    path.write_text(text.format(parent=os.getpid(), folder=str(folder)), encoding="utf-8")
    return str(path)


def words_of(found: Outcome) -> dict[str, set[str]]:
    """The words about each strategy."""
    (table,) = json.loads(found.out)["verdicts"].values()
    return {
        name: {verdict["verdict"] for kinds in props.values() for verdict in kinds.values()}
        for name, props in table.items()
    }


def reader(_: Json) -> list[Json]:
    """Who does a job."""
    return [{"pid": os.getpid()}]


NEEDS_DASK = pytest.mark.skipif(
    find_spec("distributed") is None, reason="dask.distributed is not installed"
)


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


@pytest.mark.parametrize("size", [1, 2])
def test_processes_of_joblib_do_the_work(size: int) -> None:
    """Not this one, even where there is to be one alone."""
    pool = Pool("loky", size)
    found = dict(pool.results(reader, [{}, {}, {}]))
    pool.close()
    assert sorted(found) == [0, 1, 2]
    for said in found.values():
        assert isinstance(said, list)
        assert said[0]["pid"] != os.getpid()


@pytest.mark.parametrize("name", ["loky", pytest.param("dask", marks=NEEDS_DASK)])
def test_a_question_that_ends_its_process_is_undecided_and_the_rest_is_not(
    tmp_path: Path, name: str
) -> None:
    """It is asked alone at last, so that nobody else is to blame."""
    argv = (page_of(tmp_path, KILLER), *BOTH, "--format", "json", "-j", "2")
    found = run(*argv, "--backend", name)
    alone = run("--strategy", "in_place", *COMMAND[2:], "--format", "json", "-j", "0")
    assert found.code == 4
    assert words_of(found) == {"own": {"UNDECIDED"}, **words_of(alone)}


def test_a_process_of_joblib_that_is_killed_once_costs_nothing(tmp_path: Path) -> None:
    """It takes the others with it, and all are asked once more."""
    argv = (page_of(tmp_path, WAITING), *BOTH)

    def lose() -> None:
        os.kill(begun(tmp_path), signal.SIGKILL)
        (tmp_path / "go").touch()

    with meanwhile(lose):
        found = run(*argv, "-j", "2", "--backend", "loky")
    assert found == run(*argv, "-j", "0")
    assert found.code == 0


@pytest.mark.parametrize("name", ["loky", pytest.param("dask", marks=NEEDS_DASK)])
def test_ctrl_c_of_a_terminal_is_for_the_parent_alone(tmp_path: Path, name: str) -> None:
    """Nobody else says a word, and the exit code is that of an interruption."""
    text = WAITING.replace("{parent}", "(os.getpid() if 'spec.prove' in sys.orig_argv else 0)")
    path = page_of(tmp_path, "import sys\n" + text)
    command = (sys.executable, "-m", "spec.prove", path, *COMMAND[2:], "--backend", name, "-j", "2")
    running = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    begun(tmp_path)
    os.killpg(running.pid, signal.SIGINT)
    (tmp_path / "go").touch()
    _, err = running.communicate()
    assert (running.returncode, "Traceback" in err) == (130, False)


MISTAKES = {
    "a backend that hands back all at once": (
        ("--backend", "multiprocessing"),
        "joblib's backend 'multiprocessing' cannot hand back a result as soon as it is there",
    ),
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


@NEEDS_DASK
@pytest.mark.parametrize("address", ["nonsense://here", "here"])
def test_a_scheduler_that_cannot_be_is_one_sentence_and_exit_2(address: str) -> None:
    """Its address is in it."""
    found = run(*COMMAND, "--backend", "dask", "--scheduler", address)
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)
    assert f"--scheduler {address} does not answer" in found.err


@NEEDS_DASK
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


FEW: dict[str, Any] = {
    "n_workers": 2,
    "threads_per_worker": 1,
    "dashboard_address": "127.0.0.1:0",
    "silence_logs": 50,
}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Two workers of dask, in a folder where nothing is."""
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("cluster"))
    try:
        with LocalCluster(**FEW) as running:
            yield running
    finally:
        os.chdir(before)


@NEEDS_DASK
def test_a_cluster_that_loses_a_worker_finds_the_same_table(cluster: Any, tmp_path: Path) -> None:
    """Killed in the middle of a question; every verdict is there once."""
    argv = (page_of(tmp_path, WAITING), *BOTH)
    processing: list[int] = []

    def lose() -> None:
        pid = begun(tmp_path)
        workers = cluster.scheduler.workers.values()
        (worker,) = (one for one in workers if cluster.workers[one.name].pid == pid)
        processing.append(len(worker.processing))
        os.kill(pid, signal.SIGKILL)
        (tmp_path / "go").touch()

    with meanwhile(lose):
        found = run(*argv, "--backend", "dask", "--scheduler", cluster.scheduler_address)
    assert processing[0] >= 1
    assert (found.code, found.out) == (0, run(*argv, "-j", "0").out)


@NEEDS_DASK
def test_a_cluster_does_every_job(cluster: Any) -> None:
    """Its scheduler sees each of them once, and the answers are the same as here."""
    import distributed  # noqa: PLC0415 - an extra

    ended: list[str] = []

    class Watcher(distributed.SchedulerPlugin):  # type: ignore[misc]
        def transition(self, key: str, _: str, finish: str, **__: Any) -> None:
            if finish == "memory":
                ended.append(key)

    backend = Joined("dask", 2, cluster.scheduler_address)
    cluster.scheduler.add_plugin(Watcher(), name="watcher")
    events = events_of(backend, *JOBS)
    cluster.scheduler.remove_plugin("watcher")
    backend.close()
    assert len(set(ended)) == len(ended) == len(JOBS)
    assert answers_of(events) == answers_of(events_of(Here(), *JOBS))


@NEEDS_DASK
def test_one_thread_is_a_cluster(tmp_path: Path) -> None:
    """A worker does the work, not this process."""
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    with LocalCluster(**FEW | {"n_workers": 1}, local_directory=tmp_path) as one:
        seam = clusters.Cluster(one.scheduler_address, 1)
        (found,) = seam.results(reader, [{}])
        seam.close()
        assert found == (0, [{"pid": one.workers[0].pid}])


@NEEDS_DASK
def test_a_cluster_without_workers_is_one_sentence_and_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while in which some could have come."""
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    monkeypatch.setattr(clusters, "PATIENCE", 1)
    with LocalCluster(**FEW | {"n_workers": 0}, local_directory=tmp_path) as none:
        found = run(*COMMAND, "--backend", "dask", "--scheduler", none.scheduler_address)
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)
    assert f"--scheduler {none.scheduler_address} has no workers: start some" in found.err


@NEEDS_DASK
def test_a_scheduler_that_leaves_is_one_sentence_and_exit_2(tmp_path: Path) -> None:
    """In the middle of a question; it is not waited for."""
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    path = page_of(tmp_path, WAITING)
    with LocalCluster(**FEW | {"n_workers": 1}, local_directory=tmp_path) as leaving:

        def leave() -> None:
            begun(tmp_path)
            leaving.close()

        with meanwhile(leave):
            found = run(
                path, *COMMAND[2:], "--backend", "dask", "--scheduler", leaving.scheduler_address
            )
        (tmp_path / "go").touch()
    assert (found.code, found.out) == (2, "")
    assert "is gone: start it and this again" in found.err


@NEEDS_DASK
def test_who_is_no_scheduler_is_one_sentence_and_exit_2(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who takes a connection and says nothing."""
    monkeypatch.setattr(clusters, "PATIENCE", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        found = run(*COMMAND, "--backend", "dask", "--scheduler", address)
    assert found.err == f"error: --scheduler {address} does not answer: nothing for 1 seconds\n"
    assert found.code == 2


@NEEDS_DASK
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
