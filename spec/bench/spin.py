"""Running a program of Promela with Spin: translate, compile, search, each with its time."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from spec.errors import UsageError

COMPILER = "gcc"
DEEPEST = 100_000
"""The longest schedule that is searched, in steps; Spin says so where it is not enough."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What Spin found.

    Attributes:
        violated: an assertion is; None if the search was not finished.
        states: how many it stored.
        seconds: for ``spin -a``, the compiler and the search.
        output: of the search.
        stopped: the limit that it was not finished for; empty if it was.
    """

    violated: bool | None
    states: int
    seconds: tuple[float, float, float]
    output: str
    stopped: str


def missing() -> str:
    """The program that Spin needs and that is not here; empty if there is none."""
    return next((name for name in ("spin", COMPILER) if shutil.which(name) is None), "")


def version() -> str:
    """Of Spin, empty if it is not here."""
    told = _ran(["spin", "-V"], Path.cwd(), None).stdout if shutil.which("spin") else ""
    return " ".join(told.split()[2:3])


def compiler_version() -> str:
    """Of the compiler, empty if it is not here."""
    if not shutil.which(COMPILER):
        return ""
    return f"{COMPILER} {_ran([COMPILER, '-dumpfullversion'], Path.cwd(), None).stdout.strip()}"


def search(
    text: str,
    folder: Path,
    *,
    optimized: bool = True,
    timeout: float | None = None,
    megabytes: int = 1024,
    hash_bits: int = 18,
    every: bool = False,
) -> Searched:
    """Search every order of the steps of a program.

    Args:
        text: the program.
        folder: where files may be left.
        optimized: compile for a fast search instead of compiling fast.
        timeout: seconds for the search.
        megabytes: memory for the search.
        hash_bits: of the table of states at first; it grows.
        every: go on behind an assertion that is violated, and tell of all.

    Raises:
        UsageError: Spin or the compiler is missing, or does not take the program.
    """
    if name := missing():
        raise UsageError(f"{name} is not installed: install Spin and a C compiler")
    (folder / "program.pml").write_text(text, encoding="utf-8")
    level = "-O2" if optimized else "-O0"
    compiler = [COMPILER, level, "-w", "-DSAFETY", f"-DMEMLIM={megabytes}", "-o", "pan", "pan.c"]
    begun = perf_counter()
    translated = _ran(["spin", "-a", "program.pml"], folder, None)
    if translated.returncode or not (folder / "pan.c").exists():
        raise UsageError(f"spin -a does not take the program: {translated.stdout.strip()}")
    compiling = perf_counter()
    compiled = _ran(compiler, folder, None)
    if compiled.returncode:
        raise UsageError(f"{COMPILER} does not take pan.c: {compiled.stderr.strip()}")
    searching = perf_counter()
    late = False
    try:
        output = _ran(
            [str(folder / "pan"), "-E", f"-m{DEEPEST}", f"-w{hash_bits}", *["-c0"] * every],
            folder,
            timeout,
        ).stdout
    except subprocess.TimeoutExpired:
        output, late = "", True
    ended = perf_counter()
    seconds = (compiling - begun, searching - compiling, ended - searching)
    states = re.search(r"(\d+) states, stored", output)
    why = f"{timeout:g} s" if late else limit(output, megabytes)
    return Searched(outcome(output), int(states[1]) if states else 0, seconds, output, why)


def outcome(output: str) -> bool | None:
    """Whether an assertion is violated, as ``pan`` tells; None if it could not search it all."""
    if "assertion violated" in output:
        return True
    whole = "errors: 0" in output and "max search depth too small" not in output
    return False if whole and "Search not completed" not in output else None


def limit(output: str, megabytes: int) -> str:
    """What ``pan`` ran into, by what it tells; empty if it came to an end.

    Args:
        output: of a search.
        megabytes: that it was allowed.
    """
    if outcome(output) is not None:
        return ""
    if "-DMEMLIM" in output or "out of memory" in output:
        return f"{megabytes} MB"
    return f"{DEEPEST} steps" if "max search depth too small" in output else "an error of its own"


def _ran(
    command: list[str], folder: Path, timeout: float | None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - fixed programs, no shell
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=timeout
    )
