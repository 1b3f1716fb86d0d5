"""Digests of what answers are built from: the sources of the model, and a user's own page."""

import hashlib
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

import spec

PACKAGE = Path(spec.__file__ or "").parent
SOLVER = f"z3-solver {version('z3-solver')}"
"""Told by the installation, so that looking into the cache loads no solver."""


def digest(*parts: str | bytes) -> str:
    """A digest of the parts, each with its length, so that none runs into the next."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(f"{len(data)}:".encode() + data)
    return total.hexdigest()


@cache
def model() -> str:
    """A digest of every module of ``spec``: whatever an answer is built from is among them."""
    return _digest_of(sorted(PACKAGE.rglob("*.py")), PACKAGE)


def of_modules(names: Iterable[str]) -> dict[str, str]:
    """A digest of each of these modules as it is on the disk, by its name.

    Ours are part of ``model()``, and Python's own are taken to be what they are everywhere.
    """
    found = {}
    for name in sorted(names):
        file = getattr(sys.modules.get(name), "__file__", None)
        path = Path(file).resolve() if file else PACKAGE
        if not path.is_relative_to(PACKAGE) and not _is_pythons(path) and path.is_file():
            found[name] = digest(path.read_bytes())
    return found


def is_installed(name: str) -> bool:
    """The module is a package's, and not one that somebody works on beside a page."""
    file = getattr(sys.modules.get(name), "__file__", None)
    return file is not None and _is_in(Path(file).resolve(), "purelib", "platlib")


def _is_pythons(path: Path) -> bool:
    within = _is_in(path, "stdlib", "platstdlib")
    return within and not _is_in(path, "purelib", "platlib")  # which are in the same folder


def _is_in(path: Path, *names: str) -> bool:
    homes = sysconfig.get_paths()
    return any(path.is_relative_to(Path(homes[name]).resolve()) for name in names)


def _digest_of(files: list[Path], root: Path) -> str:
    parts: list[str | bytes] = []
    for file in files:
        name = file.relative_to(root) if file.is_relative_to(root) else file
        parts += [name.as_posix(), file.read_bytes()]
    return digest(*parts)
