"""``python -m conformance.validate`` as its users meet it."""

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conformance.traces.doctored import DOCTORED, Records, base, written
from conformance.validate import main

ROOT = Path(__file__).parent.parent

EXPLAINED = """\
bad.jsonl, line 40: no behaviour of copy_swap_grace goes on with event 15, \
synchronize_rcu_end by the writer
  the writer waits for a grace period
  the reader could: rcu_read_unlock

lists   1 2 -> 2
zones   1 is N0, 2 is N0  (type and node; N below M)
request limit N, no nodemask

step | writer              | A     | B     | reader             | visited
-----+---------------------+-------+-------+--------------------+--------
     |                     | 1 2 . | . . . |                    |
1    |                     |       |       | rcu_read_lock()    |
2    |                     |       |       | live -> A          |
3    | B[0].zone = 2       |       | 2 . . |                    |
4    | B[0].zone_idx = 0   |       |       |                    |
5    | B[1].zone = END     |       |       |                    |
6    | B[1].zone_idx = 0   |       |       |                    |
7    | live = B            |       |       |                    |
8    | synchronize_rcu() { |       |       |                    |
9    |                     |       |       | A[0].zone_idx -> 0 |
10   |                     |       |       | A[0].zone -> 1     | 1
11   |                     |       |       | A[1].zone_idx -> 0 |
12   |                     |       |       | A[1].zone -> 2     | 1 2
13   |                     |       |       | A[2].zone_idx -> 0 |
14   |                     |       |       | A[2].zone -> END   |
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def file(folder: Path, *records: Records, name: str = "trace.jsonl") -> str:
    """Write traces into a file and return its name."""
    (folder / name).write_bytes(b"".join(line for each in records for line in written(each)))
    return name


def test_good_traces_are_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """How many there are, of what, and how many events; one line for each file."""
    many = file(folder, base("in place"), base("in place"))
    one = file(folder, base("in place"), name="one.jsonl")
    assert main([many, one, "--strategy", "in_place"]) == 0
    assert capsys.readouterr().out == (
        "trace.jsonl: 2 traces of in_place, 24 events, are behaviours of the spec\n"
        "one.jsonl: 1 trace of in_place, 12 events, is a behaviour of the spec\n"
    )


def test_an_alarm_is_explained(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which event, what the spec could have done, and the columns up to it."""
    doctored = next(each for each in DOCTORED if each.name == "no grace").records()
    bad = file(folder, base("swap"), doctored, name="bad.jsonl")
    assert main([bad, "--strategy", "copy_swap_grace"]) == 1
    assert capsys.readouterr().out == EXPLAINED


def test_the_first_trace_that_is_none_ends_its_file(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong behind it does not matter; other files are validated all the same."""
    doctored = next(each for each in DOCTORED if each.name == "a load left out").records()
    bad = file(folder, base("in place"), doctored, base("swap"), name="bad.jsonl")
    good = file(folder, base("in place"))
    assert main([bad, good, "--strategy", "in_place"]) == 1
    out = capsys.readouterr().out
    assert out.startswith("bad.jsonl, line 20: no behaviour of in_place goes on with event 5, ")
    assert "trace.jsonl: 1 trace of in_place" in out


def test_standard_input_is_a_file(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named by a dash."""
    source = io.TextIOWrapper(io.BytesIO(b"".join(written(base("locked")))))
    monkeypatch.setattr(sys, "stdin", source)
    assert main(["-", "--strategy", "rwlock"]) == 0
    assert capsys.readouterr().out.startswith("standard input: 1 trace of rwlock")


def test_it_is_a_command(folder: Path) -> None:
    """With an exit code, and without a traceback."""
    command = [sys.executable, "-m", "conformance.validate", "--strategy", "in_place"]
    trace = file(folder, base("in place"))
    for name, code in ((trace, 0), ("nowhere.jsonl", 2)):
        done = subprocess.run(  # noqa: S603 - the interpreter that runs this test
            [*command, str(folder / name)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == code
        assert "Traceback" not in done.stderr


def test_an_interruption_has_its_own_exit_code(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a shell has it."""

    def interrupted(_trace: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("conformance.validate.follow", interrupted)
    assert main([file(folder, base("in place")), "--strategy", "in_place"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_nobody_has_to_read_the_output(folder: Path) -> None:
    """A pipe that is closed is no error of the trace."""
    command = [sys.executable, "-m", "conformance.validate", "--strategy", "in_place"]
    trace = file(folder, base("in place"))
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(  # noqa: S603 - the interpreter that runs this test
        [*command, str(folder / trace)], cwd=ROOT, stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one sentence with which the command refuses."""
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("error: ")
    return line.removeprefix("error: ")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--strategy", "in_place"], "required: FILE; see python -m conformance.validate --help"),
        (["trace.jsonl"], "required: --strategy"),
        (["trace.jsonl", "--strategy", "in_plac"], "no strategy 'in_plac': did you mean in_place?"),
        (
            ["nowhere", "--strategy", "in_place"],
            "nowhere cannot be read (No such file or directory)",
        ),
        ([".", "--strategy", "in_place"], ". cannot be read (Is a directory): name a trace"),
        (["trace.jsonl", "--strategy", "in_place", "--all"], "unrecognized arguments: --all"),
    ],
)
def test_a_command_line_that_makes_no_sense(
    folder: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence."""
    file(folder, base("in place"))
    assert sentence in refused(arguments, capsys)


def _set(at: int, **fields: object) -> Callable[[Records], Records]:
    def change(records: Records) -> Records:
        records[at] = {**records[at], **fields}
        return records

    return change


def _instance(**fields: object) -> Callable[[Records], Records]:
    def change(records: Records) -> Records:
        records[0]["instance"].update(fields)
        return records

    return change


def _seen(**fields: object) -> Callable[[Records], Records]:
    def change(records: Records) -> Records:
        records[-1]["seen"].update(fields)
        return records

    return change


def _lacking(at: int, key: str) -> Callable[[Records], Records]:
    def change(records: Records) -> Records:
        del records[at][key]
        return records

    return change


REFUSED: tuple[tuple[Callable[[Records], Records], str], ...] = (
    (lambda records: records[:0], "there is no trace: the file is empty"),
    (
        lambda records: records[:-1],
        "line 13: the trace that begins in line 1 has no end: it is truncated",
    ),
    (lambda records: records[:5] + records, "line 6: the trace that begins in line 1 has no end"),
    (lambda records: records[1:], "line 1: a trace begins with a header"),
    (_set(0, format="perf"), "line 1: a trace begins with a header"),
    (_set(0, version=2), "line 1: the trace has version 2 of the format, not 1: record it again"),
    (
        _set(0, strategy="rwlock"),
        "line 1: the trace is of rwlock, not of in_place: give --strategy rwlock",
    ),
    (_set(0, strategy="in_plce"), "line 1: there is no strategy 'in_plce': did you mean in_place?"),
    (_set(0, reader="console"), 'line 1: header.reader is "console": give "pass" or "allocation"'),
    (_set(0, tries=0), "line 1: tries is at least 1"),
    (_set(0, tries=True), "line 1: header.tries is true: give a whole number"),
    (_set(0, note="mine"), 'line 1: header has "note", which nothing is called: leave it out'),
    (_lacking(0, "instance"), "line 1: header lacks instance"),
    (_set(0, instance=[]), "line 1: header.instance is []: give an object"),
    (_instance(lists=[]), "line 1: header.instance.lists is []: give one list at least"),
    (_instance(lists=[[1, 3]]), "line 1: a list names zones 1 to 2 without repetition"),
    (
        _instance(lists=[[1, "2"]]),
        'line 1: header.instance.lists[0][1] is "2": give a whole number',
    ),
    (_instance(nodes=[0]), "line 1: types, nodes and pages each have one entry"),
    (_instance(events=[1], pages_before=[1, 1]), "line 1: in_place takes lists, and no more"),
    (_instance(masks={"mems": [[0]]}), 'line 1: header.instance.masks has "mems"'),
    (_set(3, operation="stroe"), "line 4: there is no operation 'stroe': did you mean store?"),
    (_set(3, operation="smp_mb"), "line 4: there is no operation 'smp_mb'"),
    (_set(3, operation=["store"]), "line 4: there is no operation ['store']"),
    (_set(3, thread="readers"), 'line 4: event.thread is "readers": give "writer" or "reader"'),
    (_set(3, event=7), "line 4: this is event 7, where event 3 should be"),
    (_set(3, value=None), "line 4: event.value is null: give a whole number or a text or a list"),
    (_lacking(3, "word"), "line 4: event lacks word"),
    (_lacking(3, "event"), "line 4: this is neither a header nor an event nor an end"),
    (_set(-1, end=11), "line 14: the trace has 12 events, and its end tells of 11"),
    (_set(-1, finished=["reader"]), "line 14: the writer has not finished: record whole runs"),
    (_lacking(-1, "seen"), "line 14: end lacks seen"),
    (_seen(page=2), "line 14: the page of zone 2 is not of the zone visited last"),
)


@pytest.mark.parametrize(("change", "sentence"), REFUSED)
def test_a_file_that_cannot_be_read_is_refused(
    folder: Path,
    change: Callable[[Records], Records],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One sentence, with the number of the line where there is one."""
    name = file(folder, change(base("in place")))
    told = refused([name, "--strategy", "in_place"], capsys)
    assert told.startswith(f"trace.jsonl, {sentence}")


@pytest.mark.parametrize(
    "line", [b"{", b"", b"[1]", b"\xff\xfe", b"[" * 10**5, b"7" * 10**4], ids=range(6)
)
def test_a_line_that_is_no_object_is_refused(
    folder: Path, line: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """As where the file was cut off in the middle of a line."""
    source = b"".join(written(base("in place"))[:-1]) + line + b"\n"
    (folder / "cut.jsonl").write_bytes(source)
    told = refused(["cut.jsonl", "--strategy", "in_place"], capsys)
    assert told == "cut.jsonl, line 14: this is no JSON object: the trace is truncated, or is none"


def test_a_pass_is_no_allocation(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What the reader says has the form of what it was."""
    records = base("restarted")
    name = file(folder, [{**records[0], "reader": "pass"}, *records[1:]])
    told = refused([name, "--strategy", "seqcount_slow_path"], capsys)
    assert told.startswith("trace.jsonl, line 33: end.seen lacks number, visits, completed")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"zone": 1}, "the page is of zone 1, and the last pass took another"),
        ({"gave_up_number": 2}, "gave_up_number is 2, and gave_up is false"),
        ({"freed": True}, "freed is true of a pass, and false of the allocation"),
    ],
)
def test_an_allocation_does_what_its_passes_do(
    folder: Path, fields: dict[str, object], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It has the page of the last one, say."""
    records = base("pages")
    seen = records[-1]["seen"]
    (seen["passes"][0] if "freed" in fields else seen).update(fields)
    told = refused([file(folder, records), "--strategy", "list_all_zones"], capsys)
    assert told == f"trace.jsonl, line 13: {sentence}"
