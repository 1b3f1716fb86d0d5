"""The forms of a result that other programs read, each rendered from the one document."""

import json
from collections.abc import Callable, Mapping

from spec.formats import annotations, junit, markdown, sarif
from spec.formats.pointer import Document

FORMATS: Mapping[str, Callable[[Document], str]] = {
    "json": lambda document: json.dumps(document, indent=2),
    "junit": junit.render,
    "sarif": sarif.render,
    "github": annotations.render,
    "markdown": markdown.render,
}
"""By name: what makes a text of a document."""


def render(document: Document, name: str) -> str:
    """The document in one of ``FORMATS``, without a newline behind it."""
    return FORMATS[name](document)
