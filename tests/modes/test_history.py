"""``--history``: the exit code, and what is said where something was given up."""

from typing import Any

import pytest

from spec.history.bugs import BUGS
from spec.history.findings import FINDINGS
from spec.modes import history
from spec.verdict import PROVED, REFUTED, UNDECIDED
from tests.cli.command import run

CONSOLE = next(bug for bug in BUGS if bug.name == "B9")
CURED = next(finding for finding in FINDINGS if finding.name == "U3")


def told(cured: str = "", **words: str) -> dict[str, Any]:
    """What is found about an entry; an era's dots are written as underscores."""
    entry = CURED if cured else CONSOLE
    verdicts = {"6.0": PROVED} | dict.fromkeys(entry.eras, REFUTED)
    verdicts |= {era.strip("v").replace("_", "."): word for era, word in words.items()}
    return {"name": entry.name, "verdicts": verdicts, "cured": cured}


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ([told()], 0),
        ([told(v6_16=REFUTED)], 1),
        ([told(v6_0=UNDECIDED)], 4),
        ([told(cured=UNDECIDED)], 4),
        ([told(cured=REFUTED)], 1),
        ([told(v6_0=UNDECIDED), told(v6_16=REFUTED)], 1),
        ([told(), None], 4),
    ],
)
def test_exit_codes(found: list[Any], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """0 as recorded, 1 not, 4 undecided; a difference counts beside something undecided."""
    monkeypatch.setattr(history, "answers", lambda *_: found)
    outcome = run("--history")
    assert (outcome.code, outcome.err) == (code, "")
    assert CONSOLE.name in outcome.out or CURED.name in outcome.out


def test_a_budget_too_small_exits_4() -> None:
    """Undecided verdicts are shown as such, and differ from nothing."""
    outcome = run("--history", "B8", "--rlimit", "1")
    assert outcome.code == 4
    assert "!" not in outcome.out.split("B8 (")[0]


def test_where_nothing_is_found_nothing_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """But why."""
    monkeypatch.setattr(history, "answers", lambda *_: [None])
    assert run("--history", "B8") == (4, "", "")
