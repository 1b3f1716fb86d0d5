"""Workers die, hang, talk nonsense and do not start: the answers are the same, or say why not."""

import gc
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from spec.errors import DisagreementError, UsageError
from spec.search.solver import EXHAUSTED, OVERSTAYED
from spec.work import crew as module
from spec.work.crew import ALARM, SHOT, STILLBORN, Crew
from spec.work.here import Here
from spec.work.job import Ask, Event, Job, Page, WorkError

from .samples import answers_of, decide, events_of

WORKER = """
import json, os, signal, sys, time

folder = sys.argv[1]

def say(**told):
    print(json.dumps(told), flush=True)

def times(name):
    # how often this was called, by all workers together
    with open(os.path.join(folder, name), "a") as file:
        file.write("x")
    return os.path.getsize(os.path.join(folder, name))

{first}
for line in sys.stdin:
    for at, ask in json.loads(line)["asks"]:
        number = ask["order"]["number"]
        say(at=at)
        {trouble}
        say(at=at, answer=dict(square=number * number), whole=True)
    say(done=True)
"""


class Fakes:
    """Makes crews of workers that square numbers, and get into trouble."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.crews: list[Crew] = []

    def crew(self, trouble: str = "pass", *, size: int = 2, first: str = "") -> Crew:
        """A crew; ``first`` is run when a worker starts, ``trouble`` with each ``number``."""
        script = WORKER.format(first=first, trouble=trouble)
        crew = Crew(size, (sys.executable, "-S", "-c", script, str(self.folder)))
        self.crews.append(crew)
        return crew


@pytest.fixture
def fakes(tmp_path: Path) -> Iterator[Fakes]:
    """Crews that are gone when the test is over."""
    made = Fakes(tmp_path)
    yield made
    for crew in made.crews:
        crew.close()
    gc.collect()  # a file that nobody closed is a warning, and that is an error


def squares(*numbers: int) -> Job:
    """A job for fakes."""
    return Job(Page("in_place"), tuple(Ask("decide", str(n), {"number": n}) for n in numbers))


def squared(events: list[Event]) -> dict[int, dict[str, Any]]:
    """What is answered, by number."""
    return {
        job.asks[at].order["number"]: answer for (job, at), answer in answers_of(events).items()
    }


def right(*numbers: int) -> dict[int, dict[str, Any]]:
    """What should be answered."""
    return {number: {"square": number * number} for number in numbers}


def test_every_question_is_begun_and_then_answered_once(fakes: Fakes) -> None:
    """In the order of its job, with nobody else in between; then the job is done."""
    jobs = [squares(*range(first, first + 3)) for first in range(0, 15, 3)]
    events = events_of(fakes.crew(), *jobs)
    assert squared(events) == right(*range(15))
    for job in jobs:
        mine = [(event.what, event.at) for event in events if event.job is job]
        pairs = [(what, at) for at in range(3) for what in ("begun", "answered")]
        assert mine == [*pairs, ("done", -1)]


def test_no_more_processes_are_started_than_there_are_jobs(fakes: Fakes) -> None:
    """Nor more than the crew has."""
    crew = fakes.crew(size=5)
    events_of(crew, squares(1), squares(2))
    assert len(crew.processes()) <= 2
    crew = fakes.crew(size=2)
    events_of(crew, *(squares(number) for number in range(6)))
    assert len(crew.processes()) <= 2


DEATHS = {
    "killed": ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
    "crashed": ("signal.signal(signal.SIGSEGV, signal.SIG_DFL); os.kill(os.getpid(), 11)", "SEGV"),
    "aborted": ("os.abort()", "SIGABRT"),
    "ended": ("os._exit(9)", "exit code 9"),
    "exhausted": (f"os._exit({EXHAUSTED})", "it ran out of memory"),
    "raised": ("raise MemoryError", "exit code 1"),
}


@pytest.mark.parametrize("how", DEATHS)
def test_a_question_that_a_worker_dies_over_once_is_answered(fakes: Fakes, how: str) -> None:
    """Its successor is asked again, and nothing else is."""
    crew = fakes.crew(f"if number == 4 and times('4') == 1: {DEATHS[how][0]}")
    events = events_of(crew, squares(1, 4, 5), squares(2, 3))
    assert squared(events) == right(1, 2, 3, 4, 5)
    begun = [event.job.asks[event.at].order["number"] for event in events if event.what == "begun"]
    assert sorted(begun) == [1, 2, 3, 4, 4, 5]


@pytest.mark.parametrize("how", DEATHS)
def test_a_question_that_every_worker_dies_over_is_undecided(fakes: Fakes, how: str) -> None:
    """It says how they died; the other questions of the job are answered."""
    death, told = DEATHS[how]
    crew = fakes.crew(f"if number == 4:\n            times('4'); {death}")
    found = squared(events_of(crew, squares(1, 4, 5), squares(2, 3)))
    assert told in found[4].pop("undecided")
    assert found == right(1, 2, 3, 5) | {4: {}}
    assert (fakes.folder / "4").stat().st_size == 2


@pytest.mark.parametrize("end", [f"os._exit({OVERSTAYED})", f"os.kill(os.getpid(), {ALARM})"])
def test_a_worker_that_overstays_is_not_asked_again(fakes: Fakes, end: str) -> None:
    """What it had told before is part of what is known; the next question is answered."""
    partial = "times('4'); say(at=at, answer=dict(part=1), whole=False); "
    crew = fakes.crew(f"if number == 4:\n            {partial}{end}")
    events = events_of(crew, squares(4, 5))
    found = squared(events)
    assert "did not stop when its time was over" in found[4].pop("undecided")
    assert found == right(5) | {4: {"part": 1}}
    assert (fakes.folder / "4").stat().st_size == 1
    assert [event.what for event in events if event.at == 0] == ["begun", "told", "lost"]


@pytest.mark.parametrize(
    "nonsense",
    [
        "print('not json', flush=True)",
        "print('null', flush=True)",
        "os.write(1, b'\\xff\\xfe\\n')",
        """os.write(1, b'{"at": 0, "answ'); os._exit(0)""",
    ],
)
def test_a_worker_that_talks_nonsense_is_replaced(fakes: Fakes, nonsense: str) -> None:
    """It is not waited for, although it would go on for ever."""
    forever = "while True: time.sleep(1)"
    crew = fakes.crew(
        f"if number == 4 and times('4') == 1:\n            {nonsense}\n            {forever}"
    )
    assert squared(events_of(crew, squares(4, 5))) == right(4, 5)


def test_a_crew_that_does_not_start_is_an_error_with_what_it_said(fakes: Fakes) -> None:
    """Three tries are enough."""
    crew = fakes.crew(first="times('starts'); sys.exit('there is no such solver')", size=1)
    with pytest.raises(WorkError, match=r"no such solver\n.*does not start: exit code 1"):
        events_of(crew, squares(1))
    assert (fakes.folder / "starts").stat().st_size == STILLBORN


def test_a_worker_that_does_not_start_once_is_replaced(fakes: Fakes) -> None:
    """No question is blamed for what happens before it is begun."""
    crew = fakes.crew(first=f"if times('starts') < {STILLBORN}: os._exit(3)", size=1)
    assert squared(events_of(crew, squares(1, 2))) == right(1, 2)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_workers_that_are_killed_before_they_begin_are_replaced(fakes: Fakes, size: int) -> None:
    """Whoever kills them kills all that are there, and again those that come after."""
    shot = "os.kill(os.getpid(), signal.SIGKILL)"
    crew = fakes.crew(first=f"if times('starts') <= {2 * size}: {shot}", size=size)
    jobs = [squares(number) for number in range(size)]
    assert squared(events_of(crew, *jobs)) == right(*range(size))


def test_workers_that_are_always_killed_are_an_error(fakes: Fakes) -> None:
    """In the end; it says how they ended."""
    crew = fakes.crew(first="times('starts'); os.kill(os.getpid(), signal.SIGKILL)", size=1)
    with pytest.raises(WorkError, match="does not start: SIGKILL"):
        events_of(crew, squares(1))
    assert (fakes.folder / "starts").stat().st_size == SHOT


def test_what_a_worker_said_last_is_a_part_of_the_reason(fakes: Fakes) -> None:
    """It may be all there is that tells why."""
    trouble = "sys.stderr.write('one\\nfree(): bad\\n\\n'); sys.stderr.flush(); os.abort()"
    found = squared(events_of(fakes.crew(trouble), squares(1)))
    assert found == {1: {"undecided": "its process ended twice (SIGABRT): free(): bad"}}


CHILD = """
import subprocess
child = subprocess.Popen([sys.executable, '-S', '-c', 'import time; time.sleep(1e6)']{more})
open(os.path.join(folder, 'child'), 'a').write(str(child.pid) + ' ')
"""


def _is_gone(process: int) -> bool:
    # Whoever adopts it may take a moment to bury it.
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except OSError:
        return True
    return state.rpartition(")")[2].split()[0] == "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_what_a_worker_has_started_ends_with_it(fakes: Fakes) -> None:
    """Although it holds the worker's pipes."""
    crew = fakes.crew(first=CHILD.format(more=""), size=1)
    assert squared(events_of(crew, squares(1))) == right(1)
    crew.close()
    child = int((fakes.folder / "child").read_text(encoding="utf-8"))
    while not _is_gone(child):
        pass


def test_nobody_waits_for_who_has_left_a_worker(
    fakes: Fakes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process in a group of its own goes on, and holds all pipes."""
    monkeypatch.setattr(module, "LEAVE", 0.01)
    first = CHILD.format(more=", start_new_session=True")
    crew = fakes.crew("times(str(number)) == 1 and os._exit(9)", first=first, size=1)
    assert squared(events_of(crew, squares(1))) == {1: {"square": 1}}
    crew.close()
    assert not crew.processes()
    children = (fakes.folder / "child").read_text(encoding="utf-8").split()
    assert len(children) == 2
    for child in children:
        os.kill(int(child), signal.SIGKILL)


def test_a_folder_that_a_page_puts_in_front_is_not_in_front_in_a_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module there may have the name of one that a worker needs to start."""
    (tmp_path / "json.py").write_text("raise SystemExit('not the one')", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    crew = Crew(1)
    assert {event.what for event in events_of(crew, REAL)} >= {"answered", "done"}
    crew.close()


def test_a_job_that_is_never_read_holds_up_nobody(fakes: Fakes) -> None:
    """It is larger than a pipe; a worker that reads does not wait for it."""
    first = "if times('starts') == 1: time.sleep(1e6)"
    crew = fakes.crew(first=first, size=2)
    large = Job(Page("in_place", text="x" * 1_000_000), squares(1).asks)
    crew.submit(large)
    while not crew.processes() or not (fakes.folder / "starts").exists():
        crew.event()
    crew.submit(squares(2))
    while (event := crew.event()) is None or event.what != "done":
        assert crew.busy
    assert event.job is not large
    crew.close()


def test_a_command_that_is_not_there_is_an_error() -> None:
    """It is told by the system why."""
    crew = Crew(1, ("/no/such/python",))
    with pytest.raises(WorkError, match=r"cannot be started: .*No such file"):
        events_of(crew, squares(1))
    crew.close()


@pytest.mark.parametrize(
    ("word", "error"),
    [("usage", UsageError), ("disagreement", DisagreementError), ("internal", WorkError)],
)
def test_what_stops_a_run_comes_through(fakes: Fakes, word: str, error: type[Exception]) -> None:
    """With the words of the worker."""
    crew = fakes.crew(f"say(error='{word}', text='it says why')")
    with pytest.raises(error, match=r"^it says why$"):
        events_of(crew, squares(1))


def test_ctrl_c_does_not_reach_a_worker(fakes: Fakes) -> None:
    """A terminal sends it to a process group, and a worker is in one of its own."""
    crew = fakes.crew()
    events_of(crew, squares(1))
    groups = {os.getpgid(process) for process in crew.processes()}
    assert groups
    assert os.getpgid(0) not in groups


def test_a_worker_that_is_killed_while_idle_is_replaced(fakes: Fakes) -> None:
    """As soon as there is something to do."""
    crew = fakes.crew(size=1)
    for number in range(4):
        assert squared(events_of(crew, squares(number))) == right(number)
        os.kill(crew.processes()[0], signal.SIGKILL)


def test_close_leaves_no_process_behind(fakes: Fakes) -> None:
    """Not even one that is at work and would be for ever."""
    crew = fakes.crew("time.sleep(1e6)")
    for number in range(2):
        crew.submit(squares(number))
    while len(crew.processes()) < 2:
        crew.event()
    processes = crew.processes()
    crew.close()
    assert not crew.processes()
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_close_is_quick_where_a_job_is_not_read(fakes: Fakes) -> None:
    """A worker that ended without reading its job leaves a pipe with something in it."""
    crew = fakes.crew(first="os.close(0); time.sleep(1e6)", size=1)
    crew.submit(squares(1))
    crew.event()
    crew.close()
    assert not crew.processes()


def test_what_a_worker_complains_about_does_not_stop_it(fakes: Fakes) -> None:
    """More than a pipe holds is read, and the end of it kept."""
    crew = fakes.crew("sys.stderr.write('x' * 99 + '\\n'); sys.stderr.write('y\\n' * 99_999)")
    assert squared(events_of(crew, squares(1, 2))) == right(1, 2)


REAL = Job(Page("in_place"), tuple(decide(name) for name in ("no_missed_zone", "no_double_visit")))


def test_real_workers_that_are_killed_at_work_answer_like_this_process() -> None:
    """Each of them is killed when it begins its first question."""
    alone = answers_of(events_of(Here(), REAL))
    crew, killed = Crew(2), 0
    crew.submit(REAL)
    events = []
    while crew.busy:
        event = crew.event()
        if event is None:
            continue
        events.append(event)
        if event.what == "begun" and killed < len(REAL.asks) and event.at == killed:
            killed += 1
            for process in crew.processes():
                os.kill(process, signal.SIGKILL)
    crew.close()
    assert killed == len(REAL.asks)
    assert answers_of(events) == alone
