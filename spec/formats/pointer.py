"""What a report points to: a line of a page, and the command lines to go on with."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from spec.finding import Finding
from spec.instance import Bounds

Document = Mapping[str, Any]
"""A result document; ``spec/formats/result.schema.json`` says what it is made of."""


def place(document: Document, finding: Finding) -> tuple[str, int]:
    """The page, empty where nobody knows, and the line: of the expectation, or of the strategy."""
    page = document["strategies"][finding.strategy]
    return page["page"], page["expects"].get(finding.prop, page["line"])


def explain(document: Document, finding: Finding) -> str:
    """The command that says why, inside the same bounds."""
    model = [] if finding.model == "sc" else ["--model", finding.model]
    return shlex.join([
        *_prove(document, finding.strategy), "--explain", finding.target, *model, *_bounds(document)
    ])  # fmt: skip


def replay(document: Document, strategy: str, schedule: str) -> str:
    """The command that runs a schedule again."""
    return shlex.join([*_prove(document, strategy), "--replay", schedule])


def _prove(document: Document, strategy: str) -> Iterator[str]:
    yield from ("python", "-m", "spec.prove")
    page = document["strategies"][strategy]
    if page["given"]:
        yield page["page"]


def _bounds(document: Document) -> Iterator[str]:
    for name, usual in asdict(Bounds()).items():
        if document["bounds"][name] != usual:
            yield from (f"--{name}", str(document["bounds"][name]))
    if document["seed"]:
        yield from ("--seed", str(document["seed"]))
