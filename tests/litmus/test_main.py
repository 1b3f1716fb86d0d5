"""``python -m spec.litmus``."""

import io
import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from spec.errors import DisagreementError
from spec.litmus import __main__ as command
from spec.litmus.decision import Decision

DATA = Path(__file__).parent / "data"
KERNEL = DATA / "kernel"

SB = (
    "P0: WRITE_ONCE(x, 1); r0 = READ_ONCE(y); | P1: WRITE_ONCE(y, 1); r0 = READ_ONCE(x); | "
    "exists (0:r0=0 /\\ 1:r0=0)"
)
BROKEN = "P0: r0 = READ_ONCE(x) | P1: WRITE_ONCE(x, 1); | exists (0:r0=1)"
SRCU = "C srcu\n{}\nP0(int *x) {\n\tint r0 = srcu_read_lock(x);\n}\nexists (x=1)\n"


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


def run(*argv: str) -> Outcome:
    """Run the command line in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = command.main(list(argv))
    return Outcome(code, out.getvalue(), err.getvalue())


def written(folder: Path, text: str, name: str = "table.tsv") -> str:
    """A file with this text; returns its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_program_is_decided_under_every_model() -> None:
    """With an execution where it can happen."""
    code, out, err = run(SB)
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if not line.startswith(" ")] == [
        "sc: never",
        "tso: sometimes",
        "armv8: sometimes",
        "lkmm: sometimes",
    ]
    assert "  P0's READ_ONCE(y) -> 0 reads from initial value 0\n" in out
    assert "  final state: 0:r0=0 1:r0=0\n" in out


def test_models_can_be_chosen_and_executions_left_out() -> None:
    """In the order they are named, each once."""
    assert run(SB, "--model", "tso", "--model", "sc", "--model", "tso", "--quiet") == (
        0,
        "tso: sometimes\nsc: never\n",
        "",
    )


def test_several_programs_are_told_apart() -> None:
    """By their text; one that cannot be understood does not stop the others."""
    code, out, err = run(BROKEN, SB, "--quiet", "--model", "sc")
    assert (code, out) == (2, f"{SB}\nsc: never\n")
    assert err == f"error: {BROKEN}: column 23: expected ';' after READ_ONCE(x), found '|'\n"


def test_a_broken_program_is_an_error_with_its_column() -> None:
    """One sentence."""
    message = "error: column 23: expected ';' after READ_ONCE(x), found '|'\n"
    assert run(BROKEN) == (2, "", message)
    assert run("P0: while (1) { } | exists (x=1)").code == 2


def test_forall_asks_whether_it_always_happens() -> None:
    """Never and sometimes are other answers."""
    text = "P0: WRITE_ONCE(x, 1); | forall (x={})"
    assert run(text.format(1), "--quiet", "--model", "sc").out == "sc: always\n"
    assert run(text.format(0), "--quiet", "--model", "sc").out == "sc: never\n"


def test_a_kernel_file_is_decided_under_the_kernels_model() -> None:
    """And told as its tools do."""
    path = str(KERNEL / "MP+fencewmbonceonce+fencermbonceonce.litmus")
    name = "MP+fencewmbonceonce+fencermbonceonce"
    assert run(path) == (0, f"Test {name} Allowed\nObservation {name} Never\n", "")
    assert run(path, "--model", "sc").out == (
        f"Test {name} Allowed\nModel sc\nObservation {name} Never\n"
    )


def test_a_kernel_file_may_say_what_it_expects(tmp_path: Path) -> None:
    """In its comment; a difference is exit code 1."""
    text = (KERNEL / "SB+poonceonces.litmus").read_text(encoding="utf-8")
    for result, code in (("Sometimes", 0), ("Never", 1), ("DEADLOCK", 0)):
        commented = text.replace("\n", f"\n(*\n * Result: {result}\n *)\n", 1)
        outcome = run("--quiet", written(tmp_path, commented, "a.litmus"))
        assert outcome.code == code, result
        assert ("The file expects Never!" in outcome.out) == (code == 1)


def test_a_kernel_file_that_uses_what_is_not_read_is_skipped(tmp_path: Path) -> None:
    """With its own exit code, if nothing worse happens."""
    path = written(tmp_path, SRCU, "srcu.litmus")
    message = f"skipped: {path}: line 4, column 11: srcu_read_lock() is not read\n"
    assert run(path) == (6, "", message)
    assert run(path, SB).code == 6
    assert run(path, BROKEN).code == 2


@pytest.mark.parametrize("text", ["C", "C name\n{}\nP0(int *x) { ; ] }\nexists (x=1)\n"])
def test_a_kernel_file_that_is_none_is_an_error(tmp_path: Path, text: str) -> None:
    """Its path comes before the place."""
    path = written(tmp_path, text, "a.litmus")
    code, out, err = run(path)
    assert (code, out) == (2, "")
    assert err.startswith(f"error: {path}: line ")
    assert err.count("\n") == 1


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Nor a folder, nor bytes."""
    (tmp_path / "b.litmus").write_bytes(b"\xff")
    for name, message in (
        ("a.litmus", "it cannot be read: No such file or directory"),
        ("", "it cannot be read: Is a directory"),
        ("b.litmus", "it is no text: save it as UTF-8"),
    ):
        path = str(tmp_path / name)
        assert run(path) == (2, "", f"error: {path}: {message}\n")


def test_a_table_has_a_line_for_each_row_and_counts_them(tmp_path: Path) -> None:
    """As expected, everything."""
    text = f"id\tsc\tlkmm\tprogram\nT1\tnever\tsometimes\t{SB}\nT2\t-\tsometimes\t{SB}\n"
    text += f"T3\t-\t-\t{SB}\nT4\t\tsometimes\t{SB}\n"
    assert run("--file", written(tmp_path, text)) == (
        0,
        (
            "T1  sc=never  lkmm=sometimes\n"
            "T2  lkmm=sometimes\n"
            "T3  nothing is asked\n"
            "T4  sc=never  lkmm=sometimes\n"
            "4 rows, 4 agreements, 0 disagreements\n"
        ),
        "",
    )


def test_a_difference_is_marked_and_is_exit_code_1(tmp_path: Path) -> None:
    """Marked in the line."""
    text = f"id\tsc\tprogram\nT1\tsometimes\t{SB}\n"
    assert run("--file", written(tmp_path, text)) == (
        1,
        "T1  sc=never!  expected sc=sometimes\n1 rows, 0 agreements, 1 disagreements\n",
        "",
    )


def test_a_broken_row_is_named_and_the_others_are_decided(tmp_path: Path) -> None:
    """Broken in the table's way or in the program's."""
    text = f"id\tsc\tprogram\nT1\tnever\nT2\tnever\t{BROKEN}\nT3\tnever\tP0: for | x\n"
    path = written(tmp_path, f"{text}T4\tnever\t{SB}\n")
    code, out, err = run("--file", path)
    told = "1 agreements, 0 disagreements, 3 rows not understood"
    assert (code, out) == (2, f"T4  sc=never\n1 rows, {told}\n")
    assert err.splitlines() == [
        f"error: {path}: T1: line 2, column 9: expected 3 columns with tabs between them, found 2",
        f"error: {path}: T2: line 3, column 32: expected ';' after READ_ONCE(x), found '|'",
        f"error: {path}: T3: line 4, column 14: 'for' is not read: unroll the loop",
    ]


def test_a_model_can_be_chosen_for_a_table(tmp_path: Path) -> None:
    """One that has no column is asked; one that is not to be asked is not."""
    text = f"id\tsc\tlkmm\tprogram\nT1\tnever\t-\t{SB}\n"
    argv = ("--file", written(tmp_path, text), "--model", "tso", "--model", "lkmm")
    assert run(*argv).out == "T1  tso=sometimes\n1 rows, 0 agreements, 0 disagreements\n"


def test_always_can_be_expected(tmp_path: Path) -> None:
    """Then both questions are asked."""
    text = "sc\ttso\tprogram\nalways\tsometimes\tP0: WRITE_ONCE(x, 1); | exists (x=1)\n"
    assert run("--file", written(tmp_path, text)).code == 0


def test_bare_programs_are_asked_everything(tmp_path: Path) -> None:
    """And called by their lines."""
    out = run("--file", written(tmp_path, f"# comment\n{SB}\n")).out
    assert out.splitlines()[0] == "line 2  sc=never  tso=sometimes  armv8=sometimes  lkmm=sometimes"


def test_the_json_form(tmp_path: Path) -> None:
    """One document, also where something could not be understood."""
    path = written(tmp_path, SRCU, "srcu.litmus")
    code, out, _ = run(SB, path, BROKEN, "--format", "json", "--model", "sc")
    document = json.loads(out)
    assert code == document["exit_code"] == 2
    assert document["version"] == 1
    assert document["tests"][0]["models"]["sc"]["verdict"] == "never"
    assert len(document["broken"]) == len(document["skipped"]) == 1


@pytest.mark.parametrize("argv", [(), ("",), ("  ",)])
def test_nothing_to_decide_is_exit_code_5(argv: tuple[str, ...]) -> None:
    """And a sentence."""
    message = "nothing to decide: give a program, a file, or --file TABLE\n"
    assert run(*argv) == (5, "", message)


def test_an_empty_table_is_exit_code_5(tmp_path: Path) -> None:
    """Nothing was decided."""
    code, out, _ = run("--file", written(tmp_path, "id\tprogram\n"))
    assert (code, out) == (5, "")


@pytest.mark.parametrize(
    "argv",
    [
        ("--model", "pdp11", SB),
        ("--timeout", "-1", SB),
        ("--timeout", "nan", SB),
        ("--file", "/no/such/file"),
        ("--file", str(KERNEL / "dep+plain.litmus")),
        (str(DATA / "reference.tsv"),),
        ("--frobnicate",),
    ],
)
def test_a_wrong_command_line_is_one_sentence(argv: tuple[str, ...]) -> None:
    """Exit code 2."""
    code, out, err = run(*argv)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_help_tells_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """All of them."""
    with pytest.raises(SystemExit) as stopped:
        command.main(["--help"])
    assert stopped.value.code == 0
    told = capsys.readouterr().out
    for code in ("0 every", "1 a verdict", "2\na usage", "3 an", "4 undecided", "5 nothing", "6 a"):
        assert code.replace("\n", " ") in " ".join(told.split())


def test_undecided_is_exit_code_4(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the reason."""
    monkeypatch.setattr(command, "decide", lambda *_, **__: Decision("sc", "undecided", "timeout"))
    assert run(SB, "--model", "sc") == (4, "sc: undecided (timeout)\n", "")


def test_a_disagreement_is_exit_code_3(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """And the other rows are still decided."""
    calls = []

    def decide(*_: object, **__: object) -> Decision:
        calls.append(1)
        if len(calls) == 1:
            raise DisagreementError("two answers")
        return Decision("sc", "never")

    monkeypatch.setattr(command, "decide", decide)
    path = written(tmp_path, f"id\tsc\tprogram\nT1\tnever\t{SB}\nT2\tnever\t{SB}\n")
    code, out, err = run("--file", path)
    assert (code, err) == (3, f"disagreement: {path}: T1: two answers\n")
    assert out.startswith("T2  sc=never\n")


def test_a_defect_is_exit_code_3(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the lines to report."""

    def decide(*_: object, **__: object) -> Decision:
        raise KeyError("defect")

    monkeypatch.setattr(command, "decide", decide)
    code, _, err = run(SB)
    assert code == 3
    assert err.endswith("internal error: please report the lines above\n")


def test_an_interruption_leaves_what_was_decided(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Exit code 130, and the count so far."""
    calls = []

    def decide(*_: object, **__: object) -> Decision:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return Decision("sc", "never")

    monkeypatch.setattr(command, "decide", decide)
    path = written(tmp_path, f"id\tsc\tprogram\nT1\tnever\t{SB}\nT2\tnever\t{SB}\n")
    assert run("--file", path) == (
        130,
        "T1  sc=never\n1 rows, 1 agreements, 0 disagreements\n",
        "interrupted: what is missing was not decided\n",
    )


def test_ctrl_c_is_noticed_between_questions(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also where Python would have dropped the exception."""

    def decide(*_: object, **__: object) -> Decision:
        signal.raise_signal(signal.SIGINT)
        return Decision("sc", "never")

    monkeypatch.setattr(command, "decide", decide)
    path = written(tmp_path, f"id\tsc\tprogram\nT1\tnever\t{SB}\nT2\tnever\t{SB}\n")
    before = signal.getsignal(signal.SIGINT)
    assert run("--file", path) == (
        130,
        "T1  sc=never\n1 rows, 1 agreements, 0 disagreements\n",
        "interrupted: what is missing was not decided\n",
    )
    assert signal.getsignal(signal.SIGINT) is before


def test_outside_the_main_thread_nothing_is_installed() -> None:
    """Where it cannot be."""
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(run, SB, "--model", "sc").result().code == 0


def test_each_row_is_printed_as_soon_as_it_is_decided_and_ctrl_c_stops(tmp_path: Path) -> None:
    """In a process of its own."""
    rows = "".join(f"T{at}\tnever\t{SB}\n" for at in range(100_000))
    path = written(tmp_path, f"id\tsc\tprogram\n{rows}")
    argv = [sys.executable, "-m", "spec.litmus", "--file", path]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"T0  sc=never\n"
        while process.poll() is None:
            # One that arrives in the solver's last instant is lost; people press again.
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=2)
        out, err = process.communicate()
        assert process.returncode == 130
    assert out.splitlines()[-1].endswith(b"0 disagreements")
    assert err == b"interrupted: what is missing was not decided\n"


def test_a_reader_that_goes_away_stops_it_quietly(tmp_path: Path) -> None:
    """Exit code 141, as a shell would have it."""
    rows = "".join(f"T{at}\tnever\t{SB}\n" for at in range(100_000))
    path = written(tmp_path, f"id\tsc\tprogram\n{rows}")
    argv = [sys.executable, "-m", "spec.litmus", "--file", path]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 141
