"""``pytest conformance/ --impl MODULE``: nothing runs but what holds that implementation."""

from pathlib import Path

import pytest

from conformance.foreign.adapter import Adapter, load
from conformance.foreign.implementation import Search
from spec.errors import UsageError

TESTS = "test_foreign.py"

NEVER = "never"
"""The property of a report that tells what is allowed and never happens."""


class Holding:
    """Selects the tests that hold an implementation, and reports what it never does.

    Attributes:
        adapter: of the implementation.
    """

    def __init__(self, adapter: Adapter) -> None:
        self.adapter = adapter

    @pytest.hookimpl
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Leave out every other file."""
        is_other = collection_path.suffix == ".py" and collection_path.name != TESTS
        return True if is_other else None

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what is allowed and never happens: no failure, but good to know."""
        for report in terminalreporter.getreports("passed"):
            for name, told in report.user_properties:
                if name == NEVER:
                    terminalreporter.write_line(str(told))


def hold(config: pytest.Config, name: str) -> None:
    """Let a run hold an implementation; what is wrong with its adapter ends the run.

    Args:
        config: of the run.
        name: of the adapter's module, or the path of its file.
    """
    try:
        adapter = tried(name, config.invocation_params.dir)
    except UsageError as error:
        pytest.exit(str(error), returncode=2)
    config.pluginmanager.register(Holding(adapter), "holding")


def tried(name: str, folder: Path) -> Adapter:
    """The adapter of that name, having done one rebuild and one pass.

    Args:
        name: of its module, or the path of its file.
        folder: where it is looked for first.

    Raises:
        UsageError: there is none, it lacks something, or it cannot be watched.
    """
    adapter = load(name, folder)
    Search(adapter).way(((1, 2), (2, 1)), ())
    return adapter
