"""``--history``: the bugs on record and those that are not, era by era."""

from spec.arguments import EVERY
from spec.errors import UsageError
from spec.history.survey import ENTRIES, Row
from spec.history.table import render
from spec.modes.desk import answers, asking
from spec.modes.request import Outcome, Request
from spec.report import tabulated
from spec.work import orders
from spec.work.job import Page


def run(request: Request) -> Outcome:
    """Ask every era about every bug, or about the one that is named.

    Raises:
        UsageError: there is none of that name.
    """
    options = request.options
    if options.history not in (EVERY, *ENTRIES):
        raise UsageError(
            f"there is no bug {options.history!r} in the history: choose from {', '.join(ENTRIES)}"
        )
    whole = options.history == EVERY
    names = ENTRIES if whole else (options.history,)
    asks = [(Page(), orders.history(name, request.budget, options.seed)) for name in names]
    with asking(request) as desk:
        found = answers(desk, request, asks)
    rows = [Row.of(told) for told in found if told is not None]
    text = render(rows, tabulated(request.form), in_full=not whole) if rows else ""
    if not all(row.as_expected for row in rows):
        return request.printed(text, 1)
    given_up = None in found or any(row.undecided for row in rows)
    return request.printed(text, 4 if given_up else 0)
