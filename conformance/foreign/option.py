"""The option ``--impl`` of pytest, wherever this is installed."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """An implementation to hold to a page (see README.md)."""
    parser.addoption(
        "--impl",
        metavar="MODULE",
        help="the adapter of an implementation: hold it to its page, and run nothing else",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Hold the implementation, if there is one."""
    if config.getoption("impl"):
        # Every run of pytest loads this module, and few need what comes here.
        from conformance.foreign import holding  # noqa: PLC0415

        holding.hold(config, config.getoption("impl"))
