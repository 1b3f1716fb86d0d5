"""SARIF 2.1.0: a rule for each property, a result for what differs from a page or is open.

What is as expected is no result: GitHub's code scanning shows every result as an alert, whatever
its kind. An open question is a warning for the same reason; as ``open`` it would have no level.
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

import hashlib
import json
import os
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

from spec.finding import Finding, findings, unfinished
from spec.formats.pointer import Document, explain, place
from spec.release import PROJECT, release

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
EXITS = {
    0: "every verdict as expected",
    1: "a verdict differs from what its page expects",
    2: "a page or an option is to be changed",
    3: "two descriptions disagree, or a worker failed",
    4: "a question was not decided",
    130: "interrupted",
}


def render(document: Document) -> str:
    """The document as a SARIF log with one run."""
    rules = list(document["properties"])
    run = {
        "tool": {
            "driver": {
                "name": PROJECT,
                "version": release(),
                "rules": [_rule(document, name) for name in rules],
            }
        },
        "invocations": [_invocation(document)],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(document, finding, rules.index(finding.prop))
            for finding in findings(document["verdicts"])
        ],
        "properties": {
            name: document[name] for name in ("bounds", "models", "solver", "seed", "counts")
        },
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(document: Document, name: str) -> dict[str, Any]:
    told = document["properties"][name]
    help_text = (
        f"Asks: {told['meaning']}. A proof counts only where this was seen to happen: "
        f"{told['sometimes']}. A result says that the prover's verdict is not the one that the "
        "page expects: correct the page's writer or reader, or what it expects and why."
    )
    return {
        "id": name,
        "shortDescription": _message(told["meaning"]),
        "fullDescription": _message(help_text),
        "help": _message(help_text),
        "defaultConfiguration": {"level": "error"},
    }


def _result(document: Document, finding: Finding, rule: int) -> dict[str, Any]:
    page, line = place(document, finding)
    told = {
        "ruleId": finding.prop,
        "ruleIndex": rule,
        "level": "warning" if finding.undecided else "error",
        "message": _message(
            f"{finding.sentence()}; {finding.advice}. {explain(document, finding)}"
        ),
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(finding)},
        "properties": {"model": finding.model, "kinds": list(finding.kinds)},
    }
    if page:
        told["locations"] = [
            {"physicalLocation": {"artifactLocation": _file(page), "region": {"startLine": line}}}
        ]
    return told


def _file(page: str) -> dict[str, str]:
    if Path(page).is_absolute():
        return {"uri": Path(page).as_uri()}
    return {"uri": quote(os.fsencode(PurePath(page).as_posix())), "uriBaseId": "%SRCROOT%"}


def _fingerprint(finding: Finding) -> str:
    """The same as long as the same question has the same answer, wherever its line moves."""
    about = (finding.target, finding.model, finding.verdict, *finding.kinds)
    return hashlib.sha256("\0".join(about).encode("utf-8", "replace")).hexdigest()[:16] + ":1"


def _message(text: str) -> dict[str, str]:
    """Plain text in which nothing is a placeholder, and nothing a link."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "] (")}


def _invocation(document: Document) -> dict[str, Any]:
    code, ended = document["exit_code"], unfinished(document)
    told: dict[str, Any] = {
        "executionSuccessful": not ended,
        "exitCode": code,
        "exitCodeDescription": EXITS.get(code, ""),
    }
    if ended:
        told["toolExecutionNotifications"] = [
            {"level": "error", "message": {"text": message}} for message in ended.values()
        ]
    return told
