"""A run of the prover as a process, seen from outside: its workers, and what is left of it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import monotonic, sleep
from typing import Any, NamedTuple
from uuid import uuid4

from .samples import ROOT

PATIENCE = 300.0
"""Seconds after which something that should happen is taken for something that does not."""

MARK = "ZONELIST_SPEC_TEST_RUN"
BOUNDS = ("--zones", "2", "--rebuilds", "1", "--tries", "1")
TABLE = ("--strategy", "in_place", "--strategy", "append_copy_wmb", *BOUNDS, "--format", "json")


class Ended(NamedTuple):
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The result."""
        document: dict[str, Any] = json.loads(self.out)
        return document

    @property
    def words(self) -> dict[tuple[str, ...], str]:
        """Every verdict by what it is about."""
        return {
            (model, strategy, prop, kind): told["verdict"]
            for model, strategies in self.document["verdicts"].items()
            for strategy, props in strategies.items()
            for prop, kinds in props.items()
            for kind, told in kinds.items()
        }


class Run:
    """The prover at work.

    Args:
        argv: its arguments.
        python: arguments of Python itself.
        environment: beside ours.
        first: Python that the new process runs before it is the prover.
        stdout: where the result goes; to us by default.
    """

    def __init__(
        self,
        *argv: str,
        python: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
        first: str = "",
        stdout: int = subprocess.PIPE,
    ) -> None:
        self._mark = uuid4().hex
        path = os.pathsep.join([*(environment or {}).get("PATHS", "").split(), str(ROOT)])
        command = [sys.executable, *python, "-m", "spec.prove", *argv]
        become = f"{first}\nimport os, sys\nos.execv(sys.argv[1], sys.argv[1:])"
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", become, *command] if first else command,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": path, MARK: self._mark},
            start_new_session=True,
        )

    def workers(self) -> list[int]:
        """The processes at work for it, as far as they are still there."""
        mark = f"{MARK}={self._mark}".encode()
        return [
            int(path.name)
            for path in Path("/proc").iterdir()
            if path.name.isdigit()
            and int(path.name) != self.process.pid
            and mark in _read(path / "environ").split(b"\0")
        ]

    def imported(self, module: str) -> bool:
        """Wait until a module is imported, as ``-X importtime`` tells; False if it never is."""
        assert self.process.stderr is not None
        return any(line.rpartition("|")[2].strip() == module for line in self.process.stderr)

    def at_work(self, ticks: int = 0, count: int = 1) -> list[int]:
        """Wait for workers that have used up some processor time; none if it ends before."""
        return next(
            (
                able
                for _ in self._moments()
                if len(able := [each for each in self.workers() if _ticks(each) >= ticks]) >= count
            ),
            [],
        )

    def used(self, ticks: int) -> None:
        """Wait until it and its workers have used up so much processor time, or it has ended."""
        self.until(lambda: sum(map(_ticks, [self.process.pid, *self.workers()])) >= ticks)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something is so, or it has ended."""
        any(condition() for _ in self._moments())

    def ended(self) -> Ended:
        """Wait for its end; nothing of it is left then."""
        out, err = self.process.communicate(timeout=PATIENCE)
        begun = monotonic()
        while self.workers():  # a worker notices the end of whoever it works for
            assert monotonic() - begun < PATIENCE, "a worker is left behind"
            sleep(0.02)
        return Ended(self.process.returncode, out, err)

    def _moments(self) -> Iterator[None]:
        begun = monotonic()
        while self.process.poll() is None:
            assert monotonic() - begun < PATIENCE, "nobody works"
            yield
            sleep(0.02)


def kill(processes: list[int], number: signal.Signals = signal.SIGKILL) -> None:
    """Send a signal to whoever is still there."""
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            continue


def _ticks(process: int) -> int:
    """The processor time that a process has used, in the system's ticks."""
    fields = _read(Path(f"/proc/{process}/stat")).rpartition(b")")[2].split()
    return int(fields[11]) + int(fields[12]) if fields else 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it has ended
        return b""
