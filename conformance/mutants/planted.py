"""A bug that can be planted in `impl/`, and a copy of the tree that has it.

A bug is a textual replacement of whole lines. What it replaces has to be there exactly once, so a
catalogue of them cannot outlive the code that it is about.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent, indent

import impl

TREE = Path(impl.__file__).parent.parent
"""What is copied."""

_LINKED = ("spec", "conformance", "conftest.py", "pyproject.toml")
"""What a planted bug leaves as it is; absent from an installation where nothing else is needed."""


class RottenError(Exception):
    """A bug does not fit the code that it is to be planted in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One bug.

    Attributes:
        name: tells what is wrong.
        module: the path below `impl/`.
        strategy: of a page of the spec; the tests about it are those that have to notice.
        first: the test module to be asked first, which changes nothing but how long it takes.
        says: what is wrong, in terms of the kernel.
        old: the lines as they are, in whatever indentation.
        new: the lines instead.
    """

    name: str
    module: str
    strategy: str
    says: str
    old: str
    new: str
    first: str = ""

    @property
    def path(self) -> Path:
        """The module in the tree that is copied."""
        return TREE / "impl" / self.module

    def source(self) -> str:
        """Return the module's text with the bug.

        Raises:
            RottenError: the old lines are not there exactly once.
        """
        return replaced(self.path.read_text(), self.old, self.new, of=self.name)


def replaced(text: str, old: str, new: str, *, of: str) -> str:
    """Return a text with some of its lines replaced, indented as those were.

    Args:
        text: of a module.
        old: whole lines of it; blank ones around them do not count, nor does what all are indented.
        new: the lines to put there.
        of: what the replacement is called in an error.

    Raises:
        RottenError: the old lines are not there exactly once.
    """
    lines = text.splitlines()
    wanted = dedent(old).strip("\n").splitlines()
    size = len(wanted)
    places = [
        at
        for at in range(len(lines) - size + 1)
        if dedent("\n".join(lines[at : at + size])).splitlines() == wanted
    ]
    if len(places) != 1:
        raise RottenError(f"{of}: what it replaces is there {len(places)} times, not once.")
    (at,) = places
    margin = min(len(line) - len(line.lstrip()) for line in lines[at : at + size] if line)
    put = indent(dedent(new).strip("\n"), " " * margin).splitlines()
    return "\n".join([*lines[:at], *put, *lines[at + size :], ""])


def grow(tree: Path) -> None:
    """Make a tree of the suite, the spec, and a copy of `impl/`.

    Args:
        tree: an empty directory.
    """
    for name in _LINKED:
        if (TREE / name).exists():
            (tree / name).symlink_to(TREE / name)
    shutil.copytree(TREE / "impl", tree / "impl", ignore=shutil.ignore_patterns("__pycache__"))


@contextmanager
def planted(bug: Planted, tree: Path) -> Iterator[None]:
    """Have a bug in a tree for a while.

    Raises:
        RottenError: the bug does not fit the code.
    """
    path = tree / "impl" / bug.module
    path.write_text(bug.source())
    try:
        yield
    finally:
        shutil.copy2(bug.path, path)  # with its time, so that what was compiled of it is used again
