"""``--claims``: the thread, claim by claim."""

from spec.claims.ledger import render, row
from spec.claims.thread import CLAIMS
from spec.modes.desk import answers, asking
from spec.modes.request import Outcome, Request
from spec.report import tabulated
from spec.verdict import UNDECIDED
from spec.work import orders
from spec.work.job import Page


def run(request: Request) -> Outcome:
    """Judge every claim from verdicts decided here and now."""
    asks = [(Page(), orders.claim(each.number, request.bounds, request.budget)) for each in CLAIMS]
    with asking(request) as desk:
        found = answers(desk, request, asks)
    rows = [
        told or row(claim, UNDECIDED, "its question was given up")
        for claim, told in zip(CLAIMS, found, strict=True)
    ]
    undecided = any(told["verdict"] == UNDECIDED for told in rows)
    return request.printed(render(rows, tabulated(request.form)), 4 if undecided else 0)
