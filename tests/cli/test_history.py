"""``--history``: what is printed about a bug on record and about one that is not."""

from collections.abc import Callable

import pytest

from spec.eras import PAIRS
from spec.history.bugs import BUGS, Bug
from spec.history.findings import FINDINGS, Finding

from .command import run, schedule_of, table_of
from .conftest import HISTORY

ENTRIES = ("B1", "B9", "U7")


@pytest.mark.parametrize("name", ENTRIES)
def test_one_entry_is_printed_in_full(name: str, history: Callable[[str, str], None]) -> None:
    """The table's row, what it is about, the schedule step by step, and the cure."""
    outcome = run("--history", name)
    assert (outcome.code, outcome.err) == (0, "")
    history(name, outcome.out)


def test_every_file_belongs_to_an_entry() -> None:
    """No file outlives its test."""
    assert {path.stem for path in HISTORY.iterdir()} == {*ENTRIES}


def test_the_schedule_is_the_one_that_the_command_under_it_replays() -> None:
    """Step by step the same."""
    told = run("--history", "U8")
    shown = run("--replay", schedule_of(told.out))
    assert shown.code == 0
    assert table_of(shown.out) == table_of(told.out)


@pytest.mark.slow
def test_the_whole_history_is_as_recorded() -> None:
    """A row for each entry, a column for each era, nothing marked or open; no schedule in full."""
    outcome = run("--history")
    assert (outcome.code, outcome.err) == (0, "")
    first, recorded, second, found, *told = outcome.out.rstrip("\n").split("\n\n")
    assert (first, second) == ("Recorded bugs", "Not on record as bugs anywhere we know")
    rows = [line.split() for table in (recorded, found) for line in table.splitlines()[2:]]
    entries: tuple[Bug | Finding, ...] = (*BUGS, *FINDINGS)
    assert [row[0] for row in rows] == [entry.name for entry in entries]
    for row, entry in zip(rows, entries, strict=True):
        if entry.question is None:
            assert row[1:] == ["outside"]
        else:
            words = ["bug" if era in entry.eras else "ok" for era in PAIRS]
            assert row[1:] == [entry.question.moves, *words]
    assert len(told) == len(rows) + 1  # a paragraph for each, and the legend
    assert "step |" not in outcome.out
