"""The literal models against the verdicts of herd7 7.58, on every program of the table."""

import csv
from pathlib import Path

import pytest

from tests.axioms.enumeration import verdict

TABLE = Path(__file__).parent.parent / "litmus" / "data" / "reference.tsv"
MODELS = ("sc", "tso", "armv8", "lkmm")
GROUPS = 8
"""The table in so many parts, so that several processes can share it."""


def rows() -> list[dict[str, str]]:
    """The lines of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_table_is_complete() -> None:
    """516 programs, 353 of them with a verdict under each model and 163 under the kernel's only."""
    table = rows()
    assert len(table) == 516
    assert sum(row["sc"] == "-" for row in table) == 163
    assert all(row["lkmm"] in {"never", "sometimes"} for row in table)


@pytest.mark.parametrize("group", range(GROUPS))
def test_every_verdict_agrees(group: int) -> None:
    """What herd says of a program, the pages say too."""
    wrong = [
        (row["id"], model, row[model])
        for row in rows()[group::GROUPS]
        for model in MODELS
        if row[model] not in {"-", verdict(row["program"], model)}
    ]
    assert not wrong
