"""What all tests share: Hypothesis profiles, a cache, and as many processes as there are cores.

``--hypothesis-profile=dev`` is the default; there are ``ci`` and ``thorough``. Every profile keeps
its health checks and prints what reproduces a failure. ``ci`` draws the same examples each time. No
deadline: a test that asks a solver has no typical time, and no test depends on wall time.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("dev", max_examples=20, deadline=None, print_blob=True)
settings.register_profile(
    "ci", max_examples=20, deadline=None, print_blob=True, derandomize=True, database=None
)
settings.register_profile("thorough", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("dev")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Test whole folders on every core; ``-n 0`` is for one process, as are single modules."""
    options = config.option
    is_worker = hasattr(config, "workerinput")
    alone = options.usepdb or options.collectonly or config.getoption("impl", None)
    unasked = getattr(options, "numprocesses", 0) is None  # 0 where pytest-xdist is missing
    if unasked and not is_worker and not alone and all(Path(each).is_dir() for each in config.args):
        options.numprocesses, options.dist = "auto", "worksteal"


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Count no lines in a test that is marked so; ``no_cover`` does not hold in xdist's workers."""
    tracer = sys.gettrace()
    if item.get_closest_marker("untraced"):
        sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(tracer)


@pytest.fixture(scope="session", autouse=True)
def _cache_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Answers are kept for this run alone, where all its processes find them."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    os.environ["XDG_CACHE_HOME"] = str(shared / "cache")
