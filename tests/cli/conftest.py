"""Golden files: ``python -m pytest tests/cli --promote`` writes what the prover prints now.

That runs the slow tests too. Promote after looking at ``git diff tests``, never before.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from .command import GOLDEN

HISTORY = GOLDEN.parent / "history" / "printed"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--promote``, which exists where this folder is named on the command line."""
    parser.addoption("--promote", action="store_true", help="write tests/golden anew")


def _promoting(config: pytest.Config) -> bool:
    return bool(config.getoption("--promote", default=False))


def pytest_configure(config: pytest.Config) -> None:
    """Deselect nothing while promoting."""
    if _promoting(config):
        config.option.markexpr = ""


def kept_in(folder: Path, config: pytest.Config) -> Callable[[str, str], None]:
    """What compares a text with the file of a name in a folder, or writes that file."""

    def same(name: str, text: str) -> None:
        path = folder / f"{name}.txt"
        if _promoting(config):
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), "write it: python -m pytest tests/cli --promote"
        assert text == path.read_text(encoding="utf-8"), (
            "if the change is meant: python -m pytest tests/cli --promote"
        )

    return same


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with its golden file, or write it."""
    return kept_in(GOLDEN, request.config)


@pytest.fixture
def history(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """The same for what is printed about an entry of the history."""
    return kept_in(HISTORY, request.config)
