"""Golden files: ``python -m pytest tests/cli --promote`` writes what the prover prints now.

That runs the slow tests too. Promote after looking at ``git diff tests/golden``, never before.
"""

from collections.abc import Callable

import pytest

from .command import GOLDEN


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--promote``, which exists where this folder is named on the command line."""
    parser.addoption("--promote", action="store_true", help="write tests/golden anew")


def _promoting(config: pytest.Config) -> bool:
    return bool(config.getoption("--promote", default=False))


def pytest_configure(config: pytest.Config) -> None:
    """Deselect nothing while promoting."""
    if _promoting(config):
        config.option.markexpr = ""


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with its golden file, or write it."""

    def same(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        if _promoting(request.config):
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), "write it: python -m pytest tests/cli --promote"
        assert text == path.read_text(encoding="utf-8"), (
            "if the change is meant: python -m pytest tests/cli --promote"
        )

    return same
