"""GitHub annotations, taken apart as the runner takes workflow commands apart."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from hypothesis import given

from spec.finding import findings
from spec.formats.annotations import render
from spec.formats.pointer import place
from spec.legend import totals

from .samples import documents, sample

PROPERTY = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
DATA = {code: char for code, char in PROPERTY.items() if char not in ":,"}


class Command(NamedTuple):
    """One workflow command."""

    name: str
    properties: dict[str, str]
    message: str


def _unescaped(text: str, codes: dict[str, str]) -> str:
    for code, char in codes.items():
        text = text.replace(code, char)
    return text


def commands(text: str) -> list[Command]:
    """Every line of a step's output as the runner understands it."""
    found = []
    for line in re.split("\r\n|\r|\n", text):
        matched = re.fullmatch(r"::(\w+) (.*?)::(.*)", line, re.DOTALL)
        assert matched, line
        pairs = (pair.split("=", 1) for pair in matched[2].split(","))
        properties = {key: _unescaped(value, PROPERTY) for key, value in pairs}
        found.append(Command(matched[1], properties, _unescaped(matched[3], DATA)))
    return found


def test_what_is_printed_was_looked_at(printed: Callable[[str, str], None]) -> None:
    """A line for each finding, and one that counts."""
    printed("github", render(sample().document()) + "\n")


@given(documents())
def test_any_document_is_as_many_commands_as_it_has_findings(document: dict[str, Any]) -> None:
    """No name makes a command of its own, and the runner gets every name back."""
    found = findings(document["verdicts"])
    *told, last = commands(render(document))
    if document["interrupted"] or document["stopped"]:
        stopped, *told = told
        assert stopped.name == "error"
    assert len(told) == len(found)
    for command, finding in zip(told, found, strict=True):
        assert command.name == ("warning" if finding.undecided else "error")
        assert command.properties["title"] == f"{finding.target} is {finding.verdict}"
        page, _ = place(document, finding)
        assert command.properties.get("file", "") == page
        assert command.message.startswith(finding.sentence())
    assert last == ("notice", {"title": "zonelist-spec"}, totals(document["counts"]))
