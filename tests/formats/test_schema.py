"""The JSON Schema, held against what the prover makes and against what it never makes."""

import copy
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from spec.advice import document as barriers
from spec.claims.ledger import row
from spec.claims.thread import CLAIMS
from spec.cost.price import costs
from spec.eras import ERAS
from spec.history.bugs import BUGS
from spec.history.findings import FINDINGS
from spec.history.survey import Row
from spec.legend import SENTENCES
from spec.masks import MASKS
from spec.strategies import ALL
from spec.verdict import PROVED
from spec.vocabulary import EVERY_REASON
from tests.cli.command import run

from .samples import IN_PLACE, documents, sample

SCHEMA = json.loads(files("spec.formats").joinpath("result.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)


def whole() -> dict[str, Any]:
    """A document with everything that one may have."""
    result = sample()
    result.costs = [costs(page, 2) for page in (*ALL, *MASKS, *ERAS)]
    entries = [
        Row(entry, {"6.0": PROVED} if entry.question else {}) for entry in (*BUGS, *FINDINGS)
    ]
    odds = run("--odds", "--strategy=in_place", "--lists=1.2/2", "--format=json")
    result.sections = {
        "claims": [row(claim, "TRUE", "why") for claim in CLAIMS],
        "history": [entry.document() for entry in entries],
        "odds": json.loads(odds.out),
        "barriers": barriers([]),
    }
    return dict(json.loads(json.dumps(result.document())))


def test_it_is_a_schema() -> None:
    """Of the draft that it names."""
    Draft202012Validator.check_schema(SCHEMA)


def test_a_document_with_every_section_is_valid() -> None:
    """Claims, history, odds, barriers and costs of every page of ours."""
    VALIDATOR.validate(whole())


@given(documents())
def test_any_document_is_valid(document: dict[str, Any]) -> None:
    """Interrupted or not, undecided or not, and whatever a page is called."""
    VALIDATOR.validate(document)


@pytest.mark.parametrize(
    "argv",
    [
        ["--strategy=in_place", "--property=no_missed_zone", "--model=all", "--zones=2"],
        ["--strategy=rwlock", "--property=no_deadlock", "--property=no_sleep_in_atomic"],
        ["--strategy=in_place", "--property=no_missed_zone", "--rlimit=1"],
        ["--strategy=mask_in_place", "--property=respects_request", "--zones=2", "--rebuilds=1"],
    ],
)
def test_what_the_prover_prints_is_valid(argv: list[str]) -> None:
    """For lists, contexts, masks, and questions that it gives up."""
    VALIDATOR.validate(json.loads(run(*argv, "--format=json").out))


def _objects(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        yield path
        for key, each in value.items():
            yield from _objects(each, (*path, key))


def _at(document: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    for key in path:
        document = document[key]
    return document


def test_a_key_more_or_less_is_no_document() -> None:
    """Nothing that a consumer could rely on, or miss, goes unnoticed."""
    document = json.loads(json.dumps(sample().document()))
    named = {(), ("bounds",), ("seconds",), ("counts",), ("strategies", "in_place")}
    named |= {
        ("properties", "no_missed_zone"),
        ("verdicts", "sc", "in_place", "no_missed_zone", "any"),
    }
    assert named <= {*_objects(document)}
    for path in named:
        more = copy.deepcopy(document)
        _at(more, path)["surprise"] = 1
        assert not VALIDATOR.is_valid(more), path
        for key in _at(document, path):
            less = copy.deepcopy(document)
            del _at(less, path)[key]
            assert not VALIDATOR.is_valid(less), (*path, key)


def test_every_kind_has_a_sentence() -> None:
    """In the document as in the schema."""
    assert set(SENTENCES) == set(EVERY_REASON) == set(SCHEMA["$defs"]["kind"]["enum"])


def test_every_object_of_the_schema_says_what_it_is() -> None:
    """A reader of the schema needs nothing else."""
    for path in _objects(SCHEMA):
        inside = _at(SCHEMA, path)
        if inside.get("type") == "object":
            assert inside.get("description"), path


def test_a_page_of_ours_is_named_as_it_is_opened() -> None:
    """By its path from the root, and the line where its strategy is made."""
    page = sample().document()["strategies"]["in_place"]
    lines = (Path(__file__).parents[2] / page["page"]).read_text().splitlines()
    assert lines[page["line"] - 1] == "STRATEGY = Strategy("
    for prop in IN_PLACE.expect:
        assert f'"{prop}": ' in lines[page["expects"][prop] - 1]
