"""``--odds``: what share of the racing runs violates."""

from spec.errors import UsageError
from spec.modes.desk import answers, asking
from spec.modes.request import Outcome, Request
from spec.odds.report import render
from spec.odds.survey import countable, moving, together
from spec.odds.wording import ratio_of, readings_of
from spec.report import tabulated
from spec.work import orders
from spec.work.sections import REACH


def run(request: Request) -> Outcome:
    """Count for the worst lists, or for those that are given.

    Raises:
        UsageError: nothing that is selected can be counted, or the lists fit none of it.
    """
    options, questions = request.options, request.questions()
    props, aside = countable(tuple({item.prop.name: item.prop for item in questions}.values()))
    strategies, left_out = moving(request.strategies())
    ratio, lists = str(ratio_of(options.ratio)), options.lists or ""
    if options.lists is not None:
        readings_of(lists, REACH.tries)  # so that nonsense is told at once
    names = [prop.name for prop in props]
    asks = [
        (request.travelling(page), orders.odds(page.name, names, ratio, REACH, lists))
        for page in strategies
    ]
    with asking(request) as desk:
        found = answers(desk, request, asks)
    odds = together([told for told in found if told is not None])
    if lists and not odds.get("shares") and odds.get("skipped"):
        raise UsageError(odds["skipped"][0])
    text = ""
    if odds:
        odds["skipped"] = [*aside, *left_out, *odds["skipped"]]
        text = render(odds, tabulated(request.form))
    return request.printed(text, 4 if None in found else 0)
