"""Colour: only where it is wanted, and never more than the words say."""

import io
import re

import pytest

from spec.colour import GREEN, RED, YELLOW, cell, painted, wanted

from .command import Terminal, run

CODES = re.compile(r"\x1b\[[0-9;]*m")
CELL = "in_place::no_missed_zone"


@pytest.mark.parametrize(
    ("choice", "terminal", "environment", "expected"),
    [
        ("auto", True, {}, True),
        ("auto", False, {}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("auto", True, {"NO_COLOR": "1"}, False),
        ("auto", True, {"NO_COLOR": ""}, True),
        ("auto", False, {"FORCE_COLOR": "1"}, True),
        ("auto", False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_an_option_decides_then_the_environment_then_the_terminal(
    choice: str, terminal: bool, environment: dict[str, str], expected: bool
) -> None:
    """As no-color.org has it: an empty variable is none."""
    stream = Terminal() if terminal else io.StringIO()
    assert wanted(choice, stream, environment) is expected


def test_what_is_expected_is_calm_and_what_is_not_stands_out() -> None:
    """A refutation that the page expects is no alarm."""
    assert cell("proved") == painted("proved", GREEN)
    assert cell("on off re") == "on off re"
    assert cell("-") == "-"
    assert cell("!on off") == painted("!on off", RED)
    assert cell("armv8 lkmm: !proved") == painted("armv8 lkmm: !proved", RED)
    assert cell("?any") == painted("?any", YELLOW)


def test_the_same_table_with_and_without_colour() -> None:
    """Columns stand where they stood, models on lines of their own too."""
    argv = ("--strategy", "copy_swap", "-k", "missed or oom", "--model", "all")
    plain = run(*argv).out
    coloured = run(*argv, "--color", "always").out
    assert CODES.search(coloured)
    assert CODES.sub("", coloured) == plain
    assert not CODES.search(plain)


def test_the_last_line_has_the_colour_of_the_exit_code() -> None:
    """Green is for an end without a surprise, yellow for one without a decision."""
    last = run("-k", CELL, "--color", "always").out.splitlines()[-1]
    assert last.startswith(f"\x1b[{GREEN}m")
    undecided = run("-k", CELL, "--color", "always", "--rlimit", "1").out.splitlines()[-1]
    assert undecided.startswith(f"\x1b[{YELLOW}m")


def test_a_file_and_another_format_have_no_colour(tmp_path: pytest.TempPathFactory) -> None:
    """Codes are for eyes only."""
    path = f"{tmp_path}/table.txt"
    out = run("-k", CELL, "--color", "always", "--out", f"table:{path}", "--format", "json").out
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - a path in a string
        assert not CODES.search(file.read())
    assert not CODES.search(out)
