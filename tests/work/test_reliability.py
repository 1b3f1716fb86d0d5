"""Whatever happens to a run: no wrong verdict, no decided verdict lost, the right exit code."""

import ast
import json
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from spec.models import MODELS
from spec.verdict import UNDECIDED
from spec.work.here import Here

from .run import BOUNDS, TABLE, Ended, Run, kill
from .samples import ROOT, SCOPE, decided, questions, words

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="processes are looked at in /proc"
)

Words = dict[tuple[str, ...], str]


@pytest.fixture(scope="session")
def table() -> Words:
    """Every verdict of the table, found with nothing in the way."""
    ended = Run(*TABLE, "--no-cache", "-j", "0").ended()
    assert ended.code == 0
    assert UNDECIDED not in ended.words.values()
    return ended.words


def is_whole(ended: Ended, table: Words) -> None:
    """It is as if nothing had happened."""
    assert (ended.code, ended.words) == (0, table), ended.err


@pytest.mark.parametrize(
    ("number", "ticks"),
    [(signal.SIGKILL, 0), (signal.SIGKILL, 45), (signal.SIGSEGV, 30), (signal.SIGABRT, 45)],
)
def test_workers_that_are_killed_are_replaced(
    table: Words, number: signal.Signals, ticks: int
) -> None:
    """All of them, at some moment between their start and their end."""
    run = Run(*TABLE, "--no-cache", "-j", "2")
    kill(run.at_work(ticks, 2), number)
    ended = run.ended()
    is_whole(ended, table)
    assert ended.err == ""


def test_a_run_that_is_killed_leaves_no_worker_behind() -> None:
    """They notice, even in the middle of a query; ``ended`` waits for that."""
    run = Run("--strategy", "append_copy_grace", "--zones", "6", "--rebuilds", "3", "-j", "2")
    assert run.at_work(50)
    run.process.kill()
    assert run.ended().code == -signal.SIGKILL


NO_FILE = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))"
"""No regular file can be written, as if the disk were full; pipes can."""


def test_a_full_disk_costs_the_cache_and_no_verdict(table: Words, tmp_path: Path) -> None:
    """The table is complete, one sentence warns, and no file is left behind."""
    cache = ("--cache-dir", str(tmp_path / "cache"))
    ended = Run(*TABLE, *cache, "-j", "2", first=NO_FILE).ended()
    is_whole(ended, table)
    assert ended.err == (
        f"warning: nothing more is kept in the cache {tmp_path / 'cache'}: File too large\n"
    )
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("option", ["--output {}", "--out json:{}"])
def test_a_full_disk_sends_the_result_to_stdout(table: Words, tmp_path: Path, option: str) -> None:
    """Exit code 2, as somebody has to look; what was there before is as it was."""
    path = tmp_path / "result.json"
    path.write_text("before", encoding="utf-8")
    out = option.format(path).split()
    ended = Run(*TABLE, "--no-cache", *out, first=NO_FILE).ended()
    end = json.JSONDecoder().raw_decode(ended.out)[1]
    assert ended._replace(out=ended.out[:end]).words == table
    assert ended.code == 2
    assert "cannot be written (File too large)" in ended.err
    assert len(ended.err.splitlines()) == 1
    assert path.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("buffered", ["", "-u"])
def test_a_full_stdout_is_one_sentence_and_exit_2(buffered: str) -> None:
    """What was decided is in the cache."""
    python = (buffered,) if buffered else ()
    with Path("/dev/full").open("wb") as full:
        ended = Run(*TABLE, python=python, stdout=full.fileno()).ended()
    assert (ended.code, ended.err) == (
        2,
        "error: stdout cannot be written: No space left on device\n",
    )


def kept(cache: Path) -> Words:
    """Every verdict in a cache."""
    entries = [json.loads(path.read_text(encoding="utf-8")) for path in cache.glob("*/*.json")]
    return {
        (order["model"], entry["question"]["strategy"], order["property"], kind): told[0]
        for entry in entries
        for order in [entry["question"]["order"]]
        for kind, told in entry["answer"]["verdicts"].items()
    }


def interrupted(run: Run, table: Words, cache: Path) -> Ended:
    """Press Ctrl-C now: what is decided is told, and all of it is right."""
    kill([run.process.pid], signal.SIGINT)
    ended = run.ended()
    assert ended.code in (0, 130)
    assert "Traceback" not in ended.err
    assert "Exception ignored" not in ended.err
    if ended.code == 0:
        assert ended.words == table
    elif ended.out:
        assert ended.document["interrupted"]
        assert ended.document["exit_code"] == 130
        known = {cell: word for cell, word in ended.words.items() if word != UNDECIDED}
        assert kept(cache).items() <= known.items() <= table.items()
    else:
        assert ended.err.splitlines()[-1] == "interrupted"
        assert not kept(cache)
    return ended


@pytest.mark.parametrize("module", ["spec.errors", "z3.z3", "spec.search.question"])
def test_ctrl_c_while_everything_is_imported(table: Words, tmp_path: Path, module: str) -> None:
    """Nothing is known yet, and there is no traceback."""
    run = Run(*TABLE, "--cache-dir", str(tmp_path), python=("-X", "importtime"))
    assert run.imported(module)
    assert interrupted(run, table, tmp_path).code == 130


def _at(ticks: int, jobs: str, table: Words, cache: Path) -> None:
    run = Run(*TABLE, "--cache-dir", str(cache), "-j", jobs)
    run.used(ticks)
    interrupted(run, table, cache)


@pytest.mark.parametrize("jobs", ["0", "2"])
@pytest.mark.parametrize("ticks", [60, 90, 130])
def test_ctrl_c_at_any_moment_of_the_work(
    table: Words, tmp_path: Path, jobs: str, ticks: int
) -> None:
    """Told by the processor time that was used until then; sometimes it is over already."""
    _at(ticks, jobs, table, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["0", "2"])
@pytest.mark.parametrize("ticks", range(40, 240, 4))
def test_ctrl_c_at_many_moments_of_the_work(
    table: Words, tmp_path: Path, jobs: str, ticks: int
) -> None:
    """The same, at moments close to each other."""
    _at(ticks, jobs, table, tmp_path)


def test_what_is_decided_before_ctrl_c_is_told(tmp_path: Path) -> None:
    """Of a table that nobody could wait for: at least what is in the cache by then."""
    long = ("--zones", "6", "--rebuilds", "3", "--model", "all", "--format", "json")
    some = ("--strategy", "in_place", "--strategy", "append_copy_grace")
    run = Run(*some, *long, "--cache-dir", str(tmp_path))
    run.until(lambda: any(tmp_path.rglob("*.json")))
    kill([run.process.pid], signal.SIGINT)
    ended = run.ended()
    assert (ended.code, ended.err) == (130, "")
    assert kept(tmp_path)
    assert kept(tmp_path).items() <= ended.words.items()


def test_two_runs_share_a_cache(table: Words, tmp_path: Path) -> None:
    """At the same time, without hurting each other; a third one has nothing to do."""
    command = (*TABLE, "--cache-dir", str(tmp_path), "-j", "1")
    for run in [Run(*command), Run(*command)]:
        ended = run.ended()
        is_whole(ended, table)
        assert ended.err == ""
    third = Run(*command).ended()
    is_whole(third, table)
    told = third.document["verdicts"]["sc"]
    assert all(
        verdict["cached"]
        for props in told.values()
        for kinds in props.values()
        for verdict in kinds.values()
    )
    assert all(path.suffix == ".json" for path in tmp_path.rglob("*") if path.is_file())


CLOCK = """
import datetime, itertools, random, time

drawn = random.Random(1)

def jumping(*_):
    return 1.7e9 + drawn.uniform(-1e9, 1e9)

for name in ("time", "localtime", "gmtime", "ctime"):
    before = getattr(time, name)
    setattr(time, name, jumping if name == "time" else lambda *_, before=before: before(jumping()))
time.time_ns = lambda: int(1e9 * jumping())
"""


@pytest.mark.parametrize("jobs", ["0", "2"])
def test_a_clock_that_jumps_changes_nothing(table: Words, tmp_path: Path, jobs: str) -> None:
    """In this process and in the workers; no query runs out of time."""
    (tmp_path / "sitecustomize.py").write_text(CLOCK, encoding="utf-8")
    command = (*TABLE, "--no-cache", "-j", jobs, "--timeout", "600", "--progress", "plain")
    ended = Run(*command, environment={"PATHS": str(tmp_path)}).ended()
    is_whole(ended, table)
    assert ended.err == ""
    told = ended.document["seconds"]
    assert 0 <= told["build"] + told["solve"] < 600


def test_no_source_looks_at_the_time_of_day() -> None:
    """Only at clocks that never jump."""
    monotonic = {"monotonic", "perf_counter", "sleep"}
    for path in sorted((ROOT / "spec").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert not {"time", "datetime"} & {alias.name for alias in node.names}, path
            elif isinstance(node, ast.ImportFrom) and node.module in ("time", "datetime"):
                assert {alias.name for alias in node.names} <= monotonic, path


def test_the_seed_makes_no_difference() -> None:
    """Twenty of them, to any verdict, under any model, of a small table."""
    scope = replace(SCOPE, models=tuple(MODELS))
    asked = questions(("append_copy_wmb",), ("no_missed_zone", "no_double_visit"))
    tables = [words(decided(Here(), replace(scope, seed=seed), asked)) for seed in range(20)]
    assert all(table == tables[0] for table in tables)


@pytest.mark.slow
def test_the_seed_makes_no_difference_to_the_whole_table(tmp_path: Path) -> None:
    """At the bounds that are the default: twenty seeds, one table."""
    tables = []
    for seed in range(20):
        command = ("--format", "json", "--cache-dir", str(tmp_path), "--seed", str(seed))
        ended = Run(*command).ended()
        assert ended.code == 0, ended.err
        tables.append(ended.words)
    assert all(table == tables[0] for table in tables)


ONLY_HERE = """
import sys
from dataclasses import replace
from spec.strategies.in_place import STRATEGY as OURS
if "spec.prove" not in sys.orig_argv:
    raise ValueError("not here")
STRATEGY = replace(OURS, name="own")
"""


def test_an_error_ends_a_run_after_what_is_decided_is_printed(tmp_path: Path) -> None:
    """The document says that it is cut short, and the code is that of the error."""
    (tmp_path / "own.py").write_text(ONLY_HERE, encoding="utf-8")
    page = str(tmp_path / "own.py")
    few = ("--property", "no_missed_zone", *BOUNDS, "--format", "json", "--no-cache", "-j", "1")
    ended = Run(page, "--strategy", "rwlock", "--strategy", "own", *few).ended()
    assert (ended.code, ended.document["exit_code"], ended.document["interrupted"]) == (2, 2, True)
    assert {strategy for _, strategy, *_ in ended.words} == {"rwlock"}
    assert UNDECIDED not in ended.words.values()
    assert ended.err.startswith("error: ")
    assert "not here" in ended.err
    alone = Run(page, "--strategy", "own", *few).ended()
    assert (alone.code, alone.out) == (2, "")
