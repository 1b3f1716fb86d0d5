"""The ledger: a verdict on each claim, as plain JSON and as text."""

import json
from collections.abc import Sequence
from typing import Any

from tabulate import tabulate

from spec.claims.facts import Decided
from spec.claims.thread import DAY, Claim
from spec.instance import Bounds
from spec.search.solver import Budget
from spec.verdict import UNDECIDED

Row = dict[str, Any]
"""A claim with its verdict, as plain JSON."""


def row(claim: Claim, word: str, evidence: str) -> Row:
    """A claim with a verdict."""
    return {
        "number": claim.number,
        "who": f"{claim.who}, {DAY}",
        "said": claim.said,
        "statement": claim.statement,
        "verdict": word,
        "evidence": evidence,
        "changes": claim.changes,
    }


def judged(claim: Claim, bounds: Bounds, budget: Budget) -> Row:
    """A claim, judged from what is decided here and now.

    Args:
        claim: of the thread.
        bounds: of the verdicts it is judged by.
        budget: for each query.
    """
    facts = Decided(bounds, budget)
    word, evidence = claim.judge(facts)
    return row(claim, UNDECIDED if facts.undecided else word, evidence)


def render(rows: Sequence[Row], style: str) -> str:
    """The ledger as ``table``, ``github`` or ``json``."""
    if style == "json":
        return json.dumps(rows, indent=2)
    if style == "github":
        heads = ["claim", "who", "said", "verdict", "evidence"]
        cells = [
            [each[key] for key in ("number", "who", "said", "verdict", "evidence")] for each in rows
        ]
        return tabulate(cells, heads, tablefmt="github", disable_numparse=True)
    return "\n\n".join(map(_text, rows))


def _text(told: Row) -> str:
    return "\n".join(
        (
            f"({told['number']}) {told['who']}: {told['said']}",
            f"    means    {told['statement']}",
            f"    verdict  {told['verdict']}",
            f"    evidence {told['evidence']}",
            f"    changes  {told['changes']}",
        )
    )
