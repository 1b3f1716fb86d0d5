"""``--races``: the survey as a table, for GitHub and as JSON."""

import json
from pathlib import Path

import pytest

from spec.instance import Bounds
from spec.races.survey import LARGEST, Race, Races, Survey, races, within
from spec.races.table import table
from spec.strategies import ALL

from .command import page, run

CHECKED = "--strategy", "in_place", "--strategy", "seqcount_everywhere"
CARELESS = '''"""rwlock, but the reader forgets the lock."""

from dataclasses import replace

from spec.kernel.zonelist import walk_from_head
from spec.strategies.rwlock import STRATEGY as OURS

STRATEGY = replace(OURS, name="careless", walk=walk_from_head)
'''


def cells(text: str, strategy: str) -> list[str]:
    """The cells of a strategy's line."""
    line = next(line for line in text.splitlines() if line.startswith(strategy + " "))
    return [cell.strip() for cell in line.split("  ") if cell.strip()]


def test_a_race_is_told_with_its_annotations_and_an_example() -> None:
    """Words, annotations, one sentence, the bounds; the code is 0 all the same."""
    outcome = run("--races", *CHECKED)
    assert (outcome.code, outcome.err) == (0, "")
    words = "zonerefs[].zone, zonerefs[].zone_idx"
    both = "WRITE_ONCE() by the writer, READ_ONCE() by the reader"
    assert cells(outcome.out, "in_place") == ["in_place", words, both]
    assert cells(outcome.out, "seqcount_everywhere")[2] == both + " *"
    assert (
        "in_place: rebuild 1 stores zonerefs[0].zone, a reader's pass loads it, "
        "and nothing orders the one before the other." in outcome.out
    )
    assert "*: a pass that sees its count move throws away what it read; one that is" in outcome.out
    assert "within: 2 zones, 2 rebuilds, readers: 1; a pass" in outcome.out


def test_no_race_is_told_with_what_orders() -> None:
    """None, and why; no note about counts where there are none."""
    outcome = run("--races", "--strategy", "stop_machine_preempt", "--strategy", "list_all_zones")
    assert cells(outcome.out, "stop_machine_preempt")[1:] == [
        "none",
        "none: ordered by stop_machine()",
    ]
    assert cells(outcome.out, "list_all_zones")[2].startswith("none: nothing is stored")
    assert "*:" not in outcome.out


def test_a_page_of_ones_own_is_surveyed(tmp_path: Path) -> None:
    """Only it, where nothing else is named."""
    outcome = run(page(tmp_path, CARELESS), "--races")
    assert cells(outcome.out, "careless")[1] == "zonerefs[].zone, zonerefs[].zone_idx"
    assert "in_place" not in outcome.out


def test_the_bounds_are_those_asked_for_where_they_are_smaller() -> None:
    """One rebuild leaves the second copy alone."""
    outcome = run("--races", "--strategy", "copy_swap", "--rebuilds", "1")
    assert cells(outcome.out, "copy_swap")[1] == "A[].zone, A[].zone_idx"
    assert "within: 2 zones, 1 rebuild" in outcome.out


def test_json_is_versioned() -> None:
    """One entry for each strategy; what races and what orders."""
    outcome = run("--races", "--format", "json", "--strategy", "in_place", "--strategy", "rwlock")
    document = json.loads(outcome.out)
    assert (document["version"], document["report"], document["model"]) == (1, "races", "lkmm")
    assert document["bounds"] == {"zones": 2, "rebuilds": 2, "tries": 1, "readers": 1}
    racing, locked = document["strategies"]
    assert racing["strategy"] == "in_place"
    assert racing["races"][0] == {
        "word": "zonerefs[].zone",
        "example": "zonerefs[0].zone",
        "rebuild": 1,
        "reader": "pass",
        "writer_wants": "WRITE_ONCE",
        "reader_wants": "READ_ONCE",
    }
    assert locked["races"] == []
    assert locked["ordered_by"] == ["the acquire of cnts", "the release of cnts"]


def test_the_report_goes_where_it_is_sent(tmp_path: Path) -> None:
    """``--output`` and ``--format markdown`` as everywhere."""
    path = tmp_path / "races.md"
    outcome = run("--races", *CHECKED, "--format", "markdown", "--output", str(path))
    assert (outcome.code, outcome.out) == (0, "")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[1].startswith("|---")
    assert r"READ_ONCE() by the reader \* |" in lines[3]


def test_nothing_selected_is_said() -> None:
    """As for every other question."""
    assert run("--races", "-k", "in_place and rwlock").code == 5


def test_what_is_undecided_is_no_claim() -> None:
    """A question mark, the reason, and exit code 4."""
    outcome = run("--races", "--strategy", "rwlock", "--rlimit", "1")
    assert outcome.code == 4
    assert cells(outcome.out, "rwlock")[1:] == ["?", "?"]
    assert "rwlock is undecided: " in outcome.out


def test_half_an_answer_is_marked() -> None:
    """Words that race are known, others are not; more orders than it takes."""
    race = Race("x[]", "x[0]", 1, "allocation", "", "READ_ONCE")
    rows = (
        Races("half", [race], 2, undecided="too much"),
        Races("twice", shared=1),
    )
    text = table(Survey(Bounds(2, 1, 1, 1), rows), "table")
    assert cells(text, "half")[1:] == ["x[], ?", "READ_ONCE() by the reader"]
    assert cells(text, "twice")[2] == "none: ordered in more than one way"
    assert "half is undecided: too much" in text


def test_a_survey_goes_no_further_than_it_says() -> None:
    """Less where less is asked for."""
    assert within(Bounds(4, 3, 5, 0)) == LARGEST
    assert within(Bounds(2, 1, 1, 2)) == Bounds(2, 1, 1, 2)


def test_a_row_is_told_by_its_document() -> None:
    """Through JSON and back."""
    race = Race("x[]", "x[0]", 1, "allocation", "", "READ_ONCE")
    row = Races("half", [race], 2, ("smp_wmb()",), rechecked=True, undecided="too much")
    assert Races.of(json.loads(json.dumps(row.document()))) == row


@pytest.mark.slow
def test_everything_is_decided() -> None:
    """All our strategies, and those that race are those that nothing orders."""
    result = Survey(LARGEST, tuple(map(races, ALL)))
    assert result.exit_code() == 0
    calm = {row.strategy for row in result.rows if not row.races}
    assert calm == {
        "stop_machine_preempt",
        "stop_machine_nopreempt",
        "stop_machine_restart",
        "stop_machine_nopreempt_restart",
        "copy_swap_grace",
        "list_all_zones",
        "rwlock",
        "rwlock_cached",
    }
