"""What a report points to: a line of a page, and the command lines to go on with."""

import os
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import Any

from spec.finding import Finding
from spec.instance import Bounds

Document = Mapping[str, Any]
"""A result document; ``spec/formats/result.schema.json`` says what it is made of."""


def place(document: Document, finding: Finding) -> tuple[str, int]:
    """The page, empty where nobody knows, and the line: of the expectation, or of the strategy.

    A page inside a repository is named from its root, as whoever shows a place there expects it.
    """
    page = document["strategies"][finding.strategy]
    path = _from_root(page["page"]) if page["given"] else page["page"]
    return path, page["expects"].get(finding.prop, page["line"])


def _from_root(given: str) -> str:
    path = PurePath(os.path.abspath(given))  # noqa: PTH100 - links are as they were given
    root = next((folder for folder in path.parents if Path(folder, ".git").exists()), None)
    return (path.relative_to(root) if root else PurePath(os.path.normpath(given))).as_posix()


def explain(document: Document, finding: Finding) -> str:
    """The command that says why, inside the same bounds."""
    model = [] if finding.model == "sc" else ["--model", finding.model]
    page = _given(document, finding.strategy)
    return command(page, "--explain", finding.target, *model, *_bounds(document))


def replay(document: Document, strategy: str, schedule: str) -> str:
    """The command that runs a schedule again."""
    return command(_given(document, strategy), "--replay", schedule)


def command(page: str, *options: str) -> str:
    """A command line, as a shell takes it.

    Args:
        page: the path of the user's page; empty for one of ours.
        options: what to do.
    """
    return shlex.join(["python", "-m", "spec.prove", *filter(None, [page]), *options])


def _given(document: Document, strategy: str) -> str:
    page = document["strategies"][strategy]
    return str(page["page"]) if page["given"] else ""


def _bounds(document: Document) -> Iterator[str]:
    for name, usual in asdict(Bounds()).items():
        if document["bounds"][name] != usual:
            yield from (f"--{name}", str(document["bounds"][name]))
    if document["seed"]:
        yield from ("--seed", str(document["seed"]))
