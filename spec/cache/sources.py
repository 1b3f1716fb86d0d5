"""Digests of what answers are built from: the sources of the model, and a user's own page."""

import hashlib
import sys
import sysconfig
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


def local() -> str:
    """A digest of the modules in this process that are neither ours nor installed.

    What a user's page imports from beside it is among them.
    """
    installed = [Path(path).resolve() for path in sysconfig.get_paths().values()]
    files = set()
    for module in tuple(sys.modules.values()):
        name = getattr(module, "__file__", None)
        file = Path(name).resolve() if name else None
        ours = file is None or any(file.is_relative_to(home) for home in (PACKAGE, *installed))
        if file is not None and not ours and file.is_file():
            files.add(file)
    return _digest_of(sorted(files), Path("/"))


def _digest_of(files: list[Path], root: Path) -> str:
    parts: list[str | bytes] = []
    for file in files:
        name = file.relative_to(root) if file.is_relative_to(root) else file
        parts += [name.as_posix(), file.read_bytes()]
    return digest(*parts)
