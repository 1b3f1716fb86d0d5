"""Which release of this project it is."""

from importlib.metadata import PackageNotFoundError, version

PROJECT = "zonelist-spec"


def release() -> str:
    """Its number; ``unknown`` where it runs without being installed."""
    try:
        return version(PROJECT)
    except PackageNotFoundError:
        return "unknown"
