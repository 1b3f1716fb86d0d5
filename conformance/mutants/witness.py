"""A plugin of pytest for a tree with a planted bug: what failed first is left in a file.

No failing example is made smaller, and the examples are the same every time.
"""

import json
from pathlib import Path

import pytest
from hypothesis import Phase, settings

import impl
from conformance.mutants.trial import FOUND, Found

settings.register_profile(
    "planted",
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False,
)


def pytest_configure(config: pytest.Config) -> None:
    """Look at the tree that pytest runs in, and at no other one."""
    assert Path(impl.__file__).is_relative_to(config.rootpath)


def pytest_exception_interact(
    node: pytest.Item | pytest.Collector, call: pytest.CallInfo[object]
) -> None:
    """Note what was raised, by whom; pytest calls it where a test or a collector failed."""
    left, raised = node.config.rootpath / FOUND, call.excinfo
    if raised is not None and not left.exists():
        first, *_ = [*str(raised.value).splitlines(), ""]
        found = Found(node.nodeid, raised.typename, first)
        left.write_text(json.dumps(found))
