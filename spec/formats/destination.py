"""Where results go: files that are there whole or not at all, and stdout."""

import os
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from spec.errors import UsageError
from spec.page import nearest

STDOUT = "-"


@dataclass(frozen=True, slots=True)
class Destination:
    """One text that is asked for.

    Attributes:
        option: how it was asked for, such as ``--out junit:report.xml``.
        form: the name of a format.
        path: of a file, or ``-``.
    """

    option: str
    form: str
    path: str


def destinations(given: Iterable[str], forms: Collection[str]) -> list[Destination]:
    """What all ``--out FORMAT:PATH`` together ask for.

    Args:
        given: the values, in order.
        forms: the formats there are.

    Raises:
        UsageError: one of them makes no sense, two are the same file, or one cannot be written.
    """
    asked = [_destination(text, forms) for text in given]
    paths = [one.path if one.path == STDOUT else str(Path(one.path).resolve()) for one in asked]
    for one, path in zip(asked, paths, strict=True):
        if paths.count(path) > 1:
            where = "stdout" if path == STDOUT else one.path
            raise UsageError(f"more than one --out goes to {where}: give each a place of its own")
        if path != STDOUT:
            check(one.path, one.option)
    return asked


def _destination(text: str, forms: Collection[str]) -> Destination:
    form, colon, path = text.partition(":")
    if not colon or not path:
        raise UsageError(f"--out takes FORMAT:PATH, such as junit:report.xml, not {text!r}")
    if form not in forms:
        raise UsageError(f"--out {text}: there is no format {form!r}{nearest(form, list(forms))}")
    return Destination(f"--out {text}", form, path)


def check(path: str, option: str) -> None:
    """Find out before hours of work whether a file can be written.

    Args:
        path: of the file.
        option: that names it.

    Raises:
        UsageError: it cannot.
    """
    file = Path(path).resolve()
    folder = file if _special(file) else file.parent
    if file.is_dir() or not file.parent.is_dir() or not os.access(folder, os.W_OK):
        raise UsageError(f"{option} cannot be written: name a file in a folder that exists")


def deliver(texts: Mapping[Destination, str], say: Callable[[str], object]) -> None:
    """Write every text; what cannot be written is said, so that nothing is lost.

    Args:
        texts: by where they go, without a newline behind them.
        say: prints a text on stdout.

    Raises:
        UsageError: some could not be written.
    """
    failed = []
    for one, text in texts.items():
        try:
            if one.path == STDOUT:
                say(text)
            else:
                write(one.path, text + "\n")
        except OSError as error:
            say(text)
            failed.append(f"{one.option} cannot be written ({error.strerror})")
    if failed:
        raise UsageError(f"{'; '.join(failed)}: the result went to stdout instead")


def write(path: str, text: str) -> None:
    """Write a file at once: whoever looks sees the old one or all of the new one.

    Raises:
        OSError: it cannot be written; the old one is as it was.
    """
    file = Path(path).resolve()
    encoded = text.encode("utf-8", "backslashreplace")
    if _special(file):
        file.write_bytes(encoded)
        return
    beside = file.with_name(f".zonelist-{os.getpid()}.tmp")
    try:
        with beside.open("xb") as handle:
            handle.write(encoded)
            handle.flush()
            os.fsync(handle.fileno())  # a full disk may say so as late as this
        with suppress(FileNotFoundError):
            shutil.copymode(file, beside)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _special(file: Path) -> bool:
    """A device or a pipe, which nothing may take the place of."""
    return file.exists() and not file.is_file() and not file.is_dir()
