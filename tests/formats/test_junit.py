"""JUnit XML, read by programs that were not written for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from junitparser import Error, Failure, JUnitXml
from xmlschema import XMLSchema

from spec.finding import ENDS
from spec.formats.junit import render

from .samples import documents, sample

SCHEMA = XMLSchema(Path(__file__).parent / "xunit2.xsd")


def parsed(text: str) -> ET.Element:
    """The root of the document."""
    return ET.fromstring(text)  # noqa: S314 - we wrote it


def verdicts(document: dict[str, Any]) -> list[dict[str, Any]]:
    """All verdicts of a document."""
    return [
        told
        for strategies in document["verdicts"].values()
        for props in strategies.values()
        for kinds in props.values()
        for told in kinds.values()
    ]


def test_what_is_printed_was_looked_at(printed: Callable[[str, str], None]) -> None:
    """A suite for each page under each model, a case for each verdict."""
    printed("junit", render(sample().document()) + "\n")


@given(documents())
def test_any_document_is_well_formed_and_valid(document: dict[str, Any]) -> None:
    """Whatever a page is called, a parser finds what was put in, and no more."""
    text = render(document)
    SCHEMA.validate(parsed(text))
    found = JUnitXml.fromstring(text.encode())
    counts, ended = document["counts"], document["interrupted"] or document["stopped"]
    assert found.tests == len(verdicts(document)) + ended
    assert found.failures == counts["unexpected"]
    assert found.errors == counts["undecided"] + ended
    cases = [case for suite in found for case in suite]
    assert len(cases) == found.tests
    results = [outcome for case in cases for outcome in case.result]
    assert sum(isinstance(outcome, Failure) for outcome in results) == found.failures
    assert sum(isinstance(outcome, Error) for outcome in results) == found.errors


@given(documents())
def test_only_what_xml_forbids_is_changed(document: dict[str, Any]) -> None:
    """A name comes back as it was, or with escapes that say what it had."""
    root = parsed(render(document))
    names = {case.get("classname", "") for case in root.iter("testcase")}
    for name in document["strategies"]:
        allowed = all(char.isprintable() for char in name)
        assert not allowed or {f"{model}.{name}" for model in document["verdicts"]} <= names


def test_what_is_undecided_does_not_look_green() -> None:
    """It is an error, with advice."""
    found = JUnitXml.fromstring(render(sample().document()).encode())
    errors = {
        case.name: outcome.message
        for suite in found
        for case in suite
        for outcome in case.result
        if isinstance(outcome, Error)
    }
    assert list(errors) == ["zone_always_visible[online]", "zone_always_visible[any]"]
    assert all("raise --rlimit" in message for message in errors.values())


def test_a_failure_says_why_and_what_to_do_next() -> None:
    """The page's reason, its line, and the command that explains."""
    root = parsed(render(sample().document()))
    *_, failure = root.iter("failure")
    assert failure.get("message") == (
        "in_place::zone_always_visible is REFUTED under any and tso, the page expects PROVED"
    )
    text = failure.text or ""
    assert "page    spec/strategies/in_place.py:31 expects PROVED: slot 0 goes from" in text
    assert text.endswith(
        "--explain in_place::zone_always_visible --model tso --rebuilds 1 --seed 7"
    )


@pytest.mark.parametrize("end", ENDS)
def test_a_run_without_some_verdicts_is_no_success(end: str) -> None:
    """Though all that was decided is as expected."""
    result = sample()
    result.decisions = result.decisions[:2]
    setattr(result, end, True)
    root = parsed(render(result.document()))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "0", "1")
    (error,) = root.iter("error")
    assert (error.get("type"), error.get("message")) == (end, ENDS[end])


def test_what_was_in_the_cache_took_no_time() -> None:
    """The seconds of a document are those of the run that decided it."""
    result = sample()
    assert {item.seconds for item in result.decisions if item.cached} == {0.25}
    assert parsed(render(result.document())).get("time") == "0.500"


@pytest.mark.parametrize("name", ["time", "tests"])
def test_a_suite_adds_its_cases_up(name: str) -> None:
    """And the whole adds its suites up."""
    root = parsed(render(sample().document()))
    assert float(root.get(name, "")) == sum(float(suite.get(name, "")) for suite in root)
