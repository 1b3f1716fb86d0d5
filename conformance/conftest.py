"""What the suite adds to pytest."""

import pytest

from conformance import summary
from conformance.mutants import tally


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """``--impl``, if the package is not installed in such a way that pytest has it already."""
    pluginmanager.import_plugin("conformance.foreign.option")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What it took to compare all outcomes, and how many planted bugs were found."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    for line in (*summary.lines(reports), *tally.lines(reports)):
        terminalreporter.write_line(line)
