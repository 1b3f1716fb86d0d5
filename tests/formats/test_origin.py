"""Where pages stand."""

from pathlib import Path

import pytest

from spec.eras import ERAS
from spec.masks import MASKS
from spec.origin import origin
from spec.page import load
from spec.strategies import ALL
from spec.vocabulary import Strategy
from tests.cli.command import COPY, page

ROOT = Path(__file__).parents[2]
NAMES = ("STRATEGY = ", "WIDE = ", "MASKS = ")


@pytest.mark.parametrize("strategy", [*ALL, *MASKS, *ERAS], ids=lambda strategy: strategy.name)
def test_every_page_of_ours_is_found_at_its_line(strategy: Strategy) -> None:
    """The file exists, the line begins the statement, and every expectation is at its line."""
    found = origin(strategy)
    lines = (ROOT / found.page).read_text().splitlines()
    assert lines[found.line - 1].startswith(NAMES)
    assert found.summary == lines[0].strip('"')
    for prop, line in found.expects.items():
        assert f'"{prop}": ' in lines[line - 1]


def test_no_two_pages_of_ours_stand_at_the_same_place() -> None:
    """An era's masks are another statement than its lists."""
    places = [(found.page, found.line) for found in map(origin, (*ALL, *MASKS, *ERAS))]
    assert len({*places}) == len(places)


def test_a_page_of_the_users_is_named_as_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its line is that of the last assignment."""
    monkeypatch.chdir(tmp_path)
    body = f'{COPY}STRATEGY = OURS\nSTRATEGY: object = replace(OURS, name="mine")\n'
    page(tmp_path, body)
    found = origin(load("./own.py"), "./own.py", body)
    assert found.page == "./own.py"
    assert found.line == len(body.splitlines())
    assert found.summary == "The page under test: in_place with a few words changed."


def test_what_cannot_be_found_is_no_error(tmp_path: Path) -> None:
    """A strategy that was made on the way, a page without text, one that is no Python."""
    path = page(tmp_path, f"{COPY}from spec.strategies.in_place import STRATEGY\n")
    strategy = load(path)
    for text in (Path(path).read_text(encoding="utf-8"), "", "(", "no\0text"):
        found = origin(strategy, path, text)
        assert (found.page, found.line, found.expects) == (path, 1, {})


@pytest.mark.parametrize(
    "layout",
    [
        "STRATEGY = replace(OURS, expect={{**OURS.expect, {0}}})\n",
        "EXPECT = {{\n    **OURS.expect,\n    {0},\n}}\nSTRATEGY = replace(OURS, expect=EXPECT)\n",
        "MINE: dict = {{**OURS.expect, {0}}}\nE = MINE\nSTRATEGY = replace(OURS, expect=E)\n",
        "STRATEGY = replace(OURS, expect={{**OURS.expect, {0}}})\nSTRATEGY = replace(STRATEGY)\n",
        "E = {{{1}: 1}}\nE = {{**E, **OURS.expect, {0}}}\nSTRATEGY = replace(OURS, expect=E)\n",
        "EXPECT = dict(OURS.expect)\nEXPECT[{1}] = {2}\nSTRATEGY = replace(OURS, expect=EXPECT)\n",
        "EXPECT = dict(OURS.expect)\nEXPECT |= {{{0}}}\nSTRATEGY = replace(OURS, expect=EXPECT)\n",
        "E = dict(OURS.expect,\n    no_missed_zone={2})\nSTRATEGY = replace(OURS, expect=E)\n",
    ],
    ids=range(8),
)
def test_an_expectation_has_its_line_wherever_it_is_made(layout: str, tmp_path: Path) -> None:
    """In the statement, in a dictionary of its own, or before the page was made another."""
    key, value = '"no_missed_zone"', 'proved("MARKED")'
    body = COPY + layout.format(f"{key}: {value}", key, value) + 'OTHER = {"no_missed_zone": 2}\n'
    strategy = load(page(tmp_path, body))
    assert strategy.expect["no_missed_zone"].because == "MARKED"
    found = origin(strategy, "own.py", body)
    lines = body.splitlines()
    assert "MARKED" in lines[found.expects["no_missed_zone"] - 1]
    assert lines[found.line - 1].startswith("STRATEGY = ")
    assert found.line == max(at for at, line in enumerate(lines, 1) if "STRATEGY = " in line)


def test_a_strategy_without_a_page_has_no_place() -> None:
    """Such as one that a test makes."""
    made = object.__new__(Strategy)
    assert (origin(made).page, origin(made).line) == ("", 1)
