"""The command line, run in this process, and pages to run it on."""

import io
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import NamedTuple

from spec.prove import main

GOLDEN = Path(__file__).parent.parent / "golden"

COPY = '''"""The page under test: in_place with a few words changed."""

from dataclasses import replace

from spec.strategies.in_place import STRATEGY as OURS
from spec.vocabulary import Array, Cell, proved, refuted

SEQ, NOWHERE, ELSEWHERE = Cell("seq"), Cell("nowhere"), Array("elsewhere")
'''


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


class Terminal(io.StringIO):
    """A stderr that is a terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def run(*argv: str, stderr: io.StringIO | None = None) -> Outcome:
    """Run the command line."""
    out, err = io.StringIO(), stderr or io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(list(argv))
    return Outcome(code, out.getvalue(), err.getvalue())


@cache
def claims() -> Outcome:
    """``--claims``, judged once."""
    return run("--claims")


def page(folder: Path, body: str, name: str = "own.py") -> str:
    """Write a page and return its path."""
    path = folder / name
    path.write_text(body, encoding="utf-8")
    return str(path)


def schedule_of(text: str) -> str:
    """The schedule that a printed story replays."""
    return text.rsplit("--replay '", 1)[1].split("'", maxsplit=1)[0]


def table_of(text: str) -> str:
    """The columns of a printed story."""
    lines = text.splitlines()
    begin = next(at for at, line in enumerate(lines) if line.startswith("step | "))
    return "\n".join(lines[begin : lines.index("", begin)])
