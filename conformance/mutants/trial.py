"""The conformance suite on a tree with a planted bug, in a process of its own.

All tests about a strategy are run that are neither slow nor about mutants, until one fails.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

FOUND = "found.json"
"""What failed first, in the tree (see `conformance.mutants.witness`)."""

TIME = 300
"""Seconds after which a trial has hung."""

COMPLAINTS = frozenset(
    (
        "AssertionError",
        "DeadlockError",
        "Failed",
        "ScheduleError",
        "UnreachableError",
        "UnscheduledError",
        "UsageError",
    )
)
"""What a test that notices a bug raises: the code does something else, or waits for ever."""

QUICK = ("test_steps", "test_eras", "test_orders")
"""Test modules that take little time and notice most."""

OPTIONS = ("-x", "-q", "--tb=short", "-p", "no:cacheprovider", "-p", "conformance.mutants.witness")


class Found(NamedTuple):
    """A failure.

    Attributes:
        test: that failed.
        error: the class of what it raised.
        message: its first line.
    """

    test: str
    error: str
    message: str


class Trial(NamedTuple):
    """How a trial ended.

    Attributes:
        code: of pytest.
        found: the first failure, None if there was none.
        told: what pytest printed.
    """

    code: int
    found: Found | None
    told: str

    @property
    def defect(self) -> str | None:
        """Why neither a bug was noticed nor the code passed, None if that is not so."""
        if self.code == pytest.ExitCode.NO_TESTS_COLLECTED:
            return "no test is about the strategy"
        if self.code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            return f"pytest ended with code {self.code}"
        if (self.code == pytest.ExitCode.OK) != (self.found is None):
            return "something failed that is no test"
        if self.found is not None and self.found.error not in COMPLAINTS:
            return f"the code does not run: {self.found.error}: {self.found.message}"
        return None


def attempt(tree: Path, strategy: str, first: str = "", *, compiles: bool = False) -> Trial:
    """Run the tests about a strategy in a tree.

    Args:
        tree: with a bug, or with none.
        strategy: of a page.
        first: the test module that begins.
        compiles: what is compiled is kept for later trials in this tree.

    Raises:
        subprocess.TimeoutExpired: the suite does not come to an end.
    """
    left = tree / FOUND
    left.unlink(missing_ok=True)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    own = {
        "PYTHONPATH": str(tree),
        "PYTHONPYCACHEPREFIX": str(tree / "compiled"),
        "PYTHONDONTWRITEBYTECODE": "" if compiles else "1",
        "PYTHONHASHSEED": "0",
    }
    asked = [*OPTIONS, "--hypothesis-profile=planted", "-k", _about(strategy)]
    done = subprocess.run(  # noqa: S603  # this interpreter, on what the catalogue names
        [sys.executable, "-m", "pytest", *asked, *_tests(tree, first)],
        cwd=tree,
        env=kept | own,
        capture_output=True,
        text=True,
        timeout=TIME,
        check=False,
    )
    found = Found(*json.loads(left.read_text())) if left.exists() else None
    return Trial(done.returncode, found, done.stdout + done.stderr)


def _tests(tree: Path, first: str) -> list[str]:
    """The test modules of the suite but for those about mutants, in a good order."""
    names = sorted(path.stem for path in (tree / "conformance").glob("test_*.py"))
    kept = [name for name in names if not name.endswith("_mutants")]
    begin = [first, *QUICK]
    rank = {name: at for at, name in enumerate(dict.fromkeys([*begin, *kept]))}
    return [f"conformance/{name}.py" for name in sorted(kept, key=rank.__getitem__)]


def _about(strategy: str) -> str:
    """What pytest selects the tests of a strategy by: it is a part of their parameters' names."""
    return " or ".join(
        f"{before}{strategy}{after}" for before in ("[", "-") for after in ("]", "-")
    )
