"""The ledger: claims judged here and now, and what is printed of them."""

import json

from spec.claims.ledger import judged, render, row
from spec.claims.thread import BY_NUMBER, CLAIMS, TRUE
from spec.instance import Bounds
from spec.search.solver import Budget
from spec.verdict import UNDECIDED

SMALL = Bounds(3, 1, 1)


def test_a_claim_is_decided_here_and_now() -> None:
    """The word comes from the solver."""
    assert judged(BY_NUMBER[2], SMALL, Budget())["verdict"] == TRUE


def test_an_undecided_fact_leaves_the_claim_undecided() -> None:
    """A budget too small decides no claim, not by verdicts and not by barriers."""
    for number in (3, 8):
        assert judged(BY_NUMBER[number], SMALL, Budget(rlimit=1))["verdict"] == UNDECIDED


def test_a_row_is_five_lines() -> None:
    """Who said what, what it means, the verdict, why, and what would change it."""
    text = render([row(BY_NUMBER[2], TRUE, "somebody saw it")], "table")
    first, meaning, verdict, evidence, changes = text.splitlines()
    assert first == "(2) Hocko, 14 July 2017: a walk that races with an update can miss a zone"
    assert meaning == f"    means    {BY_NUMBER[2].statement}"
    assert verdict == "    verdict  TRUE"
    assert evidence == "    evidence somebody saw it"
    assert changes == f"    changes  {BY_NUMBER[2].changes}"


def test_other_forms_hold_the_same() -> None:
    """A Markdown table with a row for each claim, and plain data."""
    rows = [row(claim, TRUE, f"evidence {claim.number}") for claim in CLAIMS]
    assert json.loads(render(rows, "json")) == rows
    head, _, *lines = render(rows, "github").splitlines()
    assert head.split("|")[1].strip() == "claim"
    for told, line in zip(rows, lines, strict=True):
        assert [cell.strip() for cell in line.split("|")[1:-1]] == [
            str(told[key]) for key in ("number", "who", "said", "verdict", "evidence")
        ]
