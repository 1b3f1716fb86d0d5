"""Kept files of this folder: ``python -m pytest tests/cli tests/formats --promote`` renews them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import kept_in


@pytest.fixture
def printed(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with what was looked at and kept, or keep it."""
    return kept_in(Path(__file__).parent / "printed", request.config)
