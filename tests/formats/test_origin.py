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
    """The file exists, the line begins the statement, and expectations have lines behind it."""
    found = origin(strategy)
    lines = (ROOT / found.page).read_text().splitlines()
    assert lines[found.line - 1].startswith(NAMES)
    assert found.summary == lines[0].strip('"')
    for prop, line in found.expects.items():
        assert line > found.line
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
    found = origin(load("./own.py"), "./own.py")
    assert found.page == "./own.py"
    assert found.line == len(body.splitlines())
    assert found.summary == "The page under test: in_place with a few words changed."


def test_what_cannot_be_found_is_no_error(tmp_path: Path) -> None:
    """A strategy that was made on the way, a page that was deleted since, one that is no text."""
    path = page(tmp_path, f"{COPY}STRATEGY = OURS\n")
    strategy = load(path)
    Path(path).unlink()
    assert (origin(strategy, path).page, origin(strategy, path).line) == (path, 1)
    assert origin(strategy, "no\0file").line == 1


def test_a_strategy_without_a_page_has_no_place() -> None:
    """Such as one that a test makes."""
    made = object.__new__(Strategy)
    assert (origin(made).page, origin(made).line) == ("", 1)
