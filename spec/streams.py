"""stdout and stderr as they come: closed, full, or of an encoding that lacks a letter."""

import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from spec.errors import UsageError


def prepare() -> None:
    """Let what is closed take everything, and no letter be one too many for an encoding."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # the descriptor was closed
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
            setattr(sys, name, nowhere)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Print on stdout, and find out now whether there is room for it.

    Raises:
        BrokenPipeError: nobody reads it.
        UsageError: there is no room.
    """
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError as error:
        _abandon(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise
        raise UsageError(f"stdout cannot be written: {error.strerror}") from error


def tell(line: str) -> None:
    """Print on stderr, if it takes anything."""
    try:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
    except OSError:
        _abandon(sys.stderr)


def _abandon(stream: TextIO) -> None:
    """The interpreter flushes a stream once more on its way out; let that go nowhere."""
    with suppress(OSError):  # such as a stream without a descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
