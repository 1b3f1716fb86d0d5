"""stdout and stderr as they come: closed, full, without a reader, or with too few letters."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from spec.release import release

from .command import COPY, page, run

ROOT = Path(__file__).parents[2]
BOUNDS = ("--zones", "2", "--rebuilds", "1", "--tries", "1", "-j", "0", "--no-cache")
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
WRONG = f"""{COPY}
print("a page may print")
EXPECT = {{**OURS.expect, "no_missed_zone": proved("na\\u00efve \\u2192 hope")}}
STRATEGY = replace(OURS, name="own", expect=EXPECT)
"""


def shell(redirected: str, *argv: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the command line in a process, with redirections as a shell has them."""
    command = [sys.executable, "-m", "spec.prove", *argv, *BOUNDS]
    return subprocess.run(
        ["/bin/sh", "-c", f'"$@" {redirected}', "sh", *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def own(tmp_path: Path) -> tuple[str, ...]:
    """A page with one wrong expectation, whose reason is not ASCII."""
    return page(tmp_path, WRONG), "--property", "no_missed_zone"


def test_what_an_encoding_lacks_becomes_an_escape(own: tuple[str, ...]) -> None:
    """The result is there, and no traceback."""
    ended = shell("", *own, "--format", "markdown", PYTHONIOENCODING="ascii")
    assert ended.returncode == 1
    assert b"na\\xefve \\u2192 hope" in ended.stdout
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize("form", ["table", "json", "junit", "sarif", "github", "markdown"])
def test_a_page_may_have_a_name_that_is_no_text(form: str, tmp_path: Path) -> None:
    """In no format is the byte a reason to lose the result."""
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff.py")
    try:
        Path(odd).write_text(WRONG, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    ended = shell("", odd, "--property", "no_missed_zone", "--format", form)
    assert (ended.returncode, b"Traceback" in ended.stderr) == (1, False)
    assert b"own" in ended.stdout


@FULL
def test_files_are_there_whatever_becomes_of_stdout(own: tuple[str, ...], tmp_path: Path) -> None:
    """They are written first."""
    full, gone = tmp_path / "full", tmp_path / "gone"
    ended = shell("> /dev/full", *own, "--out", f"json:{full}")
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1] == (
        b"error: stdout cannot be written: No space left on device"
    )
    shell("| true", *own, "--out", f"json:{gone}")
    for path in (full, gone):
        assert json.loads(path.read_text(encoding="utf-8"))["exit_code"] == 1


@pytest.mark.parametrize("form", ["json", "sarif", "junit"])
def test_what_a_page_prints_is_no_part_of_the_result(form: str, own: tuple[str, ...]) -> None:
    """It goes to stderr."""
    outcome = run(*own, *BOUNDS, "--format", form)
    assert outcome.code == 1
    assert "a page may print" not in outcome.out
    assert "a page may print" in outcome.err


def test_a_closed_stream_takes_everything(own: tuple[str, ...]) -> None:
    """Nothing of the one turns up on the other."""
    ended = shell(">&-", *own)
    assert ended.returncode == 1
    assert set(ended.stderr.splitlines()) == {b"a page may print"}
    ended = shell("2>&-", *own, "--format", "json")
    assert json.loads(ended.stdout)["exit_code"] == ended.returncode == 1
    ended = shell("2>&-", "--nope")
    assert (ended.returncode, ended.stdout) == (2, b"")


@FULL
def test_a_stderr_without_room_costs_no_result() -> None:
    """Neither the text nor the exit code."""
    argv = ("--strategy", "in_place", "--property", "no_missed_zone", "--durations", "3")
    for extra in ((), ("--progress", "rich")):
        ended = shell("2> /dev/full", *argv, *extra)
        assert ended.returncode == 0
        assert b"in_place" in ended.stdout


def test_the_version_is_printed() -> None:
    """And nothing is done."""
    with pytest.raises(SystemExit) as ended:
        run("--version")
    assert ended.value.code == 0
    assert release()
    assert shell("", "--version").stdout.decode() == f"zonelist-spec {release()}\n"
