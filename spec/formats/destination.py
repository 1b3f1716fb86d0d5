"""Where results go: files that are there whole or not at all, and stdout."""

import os
import secrets
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


def destinations(
    given: Iterable[str], forms: Collection[str], beside: Iterable[Destination] = ()
) -> list[Destination]:
    """Everything that is asked for, all in places of their own.

    Args:
        given: the values of ``--out FORMAT:PATH``, in order.
        forms: the formats there are.
        beside: what other options ask for.

    Raises:
        UsageError: one of them makes no sense, two are the same file, or one cannot be written.
    """
    asked = [*beside, *(_destination(text, forms) for text in given)]
    taken: dict[str, Destination] = {}
    for one in asked:
        path = one.path if one.path == STDOUT else str(Path(one.path).resolve())
        other = taken.setdefault(path, one)
        if other is not one:
            where = "stdout" if path == STDOUT else other.path
            raise UsageError(
                f"{other.option} and {one.option} both go to {where}: give each a place of its own"
            )
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
        raise UsageError(
            f"{option} cannot be written: name a file in a folder that exists and can be written to"
        )


def deliver(texts: Mapping[Destination, str], say: Callable[[str], object]) -> None:
    """Write every text, files first; what cannot be written is said, so that nothing is lost.

    Args:
        texts: by where they go, without a newline behind them.
        say: prints a text on stdout.

    Raises:
        UsageError: some could not be written.
    """
    aside, failed = [], []
    for one, text in texts.items():
        if one.path == STDOUT:
            aside.append(text)
            continue
        try:
            write(one.path, text + "\n")
        except OSError as error:
            aside.append(text)
            failed.append(f"{one.option} cannot be written ({error.strerror})")
    for text in aside:
        say(text)
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
    beside = file.with_name(f".zonelist-{secrets.token_hex(8)}.tmp")
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
