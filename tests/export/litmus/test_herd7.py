"""herd7 itself, with the kernel's model, where both are installed."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from spec.export.litmus import litmus
from spec.page import property_named
from spec.strategies import ALL
from spec.vocabulary import Strategy

from .instances import instance

HERD7 = shutil.which("herd7")
MODEL = Path(os.environ.get("LINUX_MEMORY_MODEL", "."))
"""The kernel's ``tools/memory-model``: herd7 is run there."""

if HERD7 is None:
    pytest.skip("herd7 is not installed (opam install herdtools7)", allow_module_level=True)
if not (MODEL / "linux-kernel.cfg").is_file():
    told = "LINUX_MEMORY_MODEL does not name the tools/memory-model of a kernel tree"
    pytest.skip(told, allow_module_level=True)


@pytest.mark.parametrize("prop", ["no_missed_zone", "sees_one_list"])
@pytest.mark.parametrize("strategy", ALL, ids=lambda strategy: strategy.name)
def test_herd7_reads_a_test_and_says_what_its_header_expects(
    strategy: Strategy, prop: str, tmp_path: Path
) -> None:
    """The text as it is, under the kernel's own model."""
    asked = property_named(prop)
    text = litmus(strategy, asked, instance(strategy, asked))
    file = tmp_path / "exported.litmus"
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [str(HERD7), "-conf", "linux-kernel.cfg", str(file)],
        cwd=MODEL,
        capture_output=True,
        text=True,
        check=False,
    )
    said = re.search(r"^Observation \S+ (\w+)", done.stdout, re.MULTILINE)
    assert said is not None, done.stderr
    stated = re.search(r"Result: (\w+)", text)
    assert stated is not None
    assert said[1] == stated[1]
