"""``--races``: the plain accesses that race."""

from spec.errors import UsageError
from spec.modes.desk import answers, asking
from spec.modes.request import Outcome, Request
from spec.races.survey import Races, Survey, within
from spec.races.table import table
from spec.report import tabulated
from spec.work import orders


def run(request: Request) -> Outcome:
    """Look for the races of every strategy that is selected.

    Raises:
        UsageError: one of them is not about lists.
    """
    strategies, bounds = request.strategies(), within(request.bounds)
    masks = [page.name for page in strategies if page.moves == "masks"]
    if masks:
        raise UsageError(f"--races is about lists: leave out {', '.join(masks)}")
    asks = [
        (request.travelling(page), orders.races(page.name, bounds, request.budget))
        for page in strategies
    ]
    with asking(request) as desk:
        found = answers(desk, request, asks)
    rows = [
        Races(page.name, undecided="its question was given up") if told is None else Races.of(told)
        for page, told in zip(strategies, found, strict=True)
    ]
    survey = Survey(bounds, tuple(rows))
    return request.printed(table(survey, tabulated(request.form)), survey.exit_code())
