"""Verdicts against those of others: herd's on one-line programs, the kernel's on its own tests.

``data/reference.tsv`` has the verdicts of herd7 7.58 under each model. ``data/kernel`` has our own
re-writings of the kernel's tests (``tools/memory-model/litmus-tests`` and
``Documentation/litmus-tests``), and ``data/kernel_results.tsv`` what their comments say comes out.
RM-broken, of which it says that it deadlocks, never passes its filter.
"""

from pathlib import Path

import pytest

from spec.litmus import kernel_format, oneline
from spec.litmus.decision import MODELS, decide
from spec.litmus.table import Row, read

DATA = Path(__file__).parent / "data"


def rows() -> list[Row]:
    """The rows of the reference."""
    found = [row for row in read(str(DATA / "reference.tsv"), MODELS) if isinstance(row, Row)]
    assert len(found) == 516
    return found


def results() -> list[tuple[str, str, str]]:
    """Name, verdict and flags of each of the kernel's tests."""
    lines = (DATA / "kernel_results.tsv").read_text(encoding="utf-8").splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return [(name, result.lower(), flags) for name, result, flags in cells]


def check(row: Row) -> None:
    """Decide a row under every model that it asks about."""
    program = oneline.parse(row.program, row.name)
    asked = {model: word for model, word in row.expected.items() if word != "-"}
    assert {model: decide(program, model).word for model in asked} == asked


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_the_whole_reference(row: Row) -> None:
    """The verdict under each model is herd's."""
    check(row)


@pytest.mark.parametrize(("name", "result", "flags"), results(), ids=str)
def test_the_kernels_tests(name: str, result: str, flags: str) -> None:
    """The verdict and the flags are those of the kernel's model."""
    text = (DATA / "kernel" / f"{name}.litmus").read_text(encoding="utf-8")
    decision = decide(kernel_format.parse(text).program, "lkmm", both=True)
    assert (decision.word, ",".join(decision.flags) or "-") == (result, flags)


def test_every_kernel_test_has_a_result() -> None:
    """And every result a test."""
    assert {path.stem for path in (DATA / "kernel").iterdir()} == {name for name, _, _ in results()}
