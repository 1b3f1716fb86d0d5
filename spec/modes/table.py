"""The table: every question that is selected, decided by whoever works."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from spec.arguments import again
from spec.cache.last import last_failed, remember
from spec.colour import wanted
from spec.cost.price import costs
from spec.formats.destination import STDOUT, Destination, destinations
from spec.html.report import render as html
from spec.html.report import template
from spec.modes.desk import asking, folder
from spec.modes.request import Outcome, Request
from spec.opinion.solvers import called
from spec.opinion.solvers import chosen as second_solver
from spec.report import FORMATS, render
from spec.result import Result
from spec.search.solver import NAME
from spec.selection import Question
from spec.strategies import ALL
from spec.verdict import UNDECIDED
from spec.work.inquest import Inquest, Scope
from spec.work.sections import sections

HTML = "html"


def run(request: Request) -> Outcome:
    """Decide everything that is selected, and render it as it is asked for."""
    questions = request.questions()
    places = _places(request)
    result = _decide(request, questions, schedules=any(place.form == HTML for place in places))
    return Outcome(_texts(request, result, places), result.exit_code())


def _decide(request: Request, questions: list[Question], *, schedules: bool) -> Result:
    """The verdicts, and if schedules are wanted all that a report has beside them."""
    options, cache = request.options, folder(request.options)
    failed = last_failed(cache) if options.last_failed else frozenset()
    asked = [item for item in questions if _name(item.strategy.name, item.prop.name) in failed]
    instead = {}
    if asked:
        instead = {
            "strategy": [*dict.fromkeys(item.strategy.name for item in asked)],
            "property": [*dict.fromkeys(item.prop.name for item in asked)],
        }
    asked = asked or questions
    strategies = {question.strategy.name: question.strategy for question in asked}
    pages = {name: request.travelling(page) for name, page in strategies.items()}
    second = second_solver(options.second) if options.cross_check or options.second else ""
    scope = Scope(
        request.bounds,
        request.models,
        request.budget,
        options.seed,
        cross_check=second,
        schedules=schedules,
        stop=options.stop,
    )
    result = Result(
        scope.bounds,
        scope.models,
        NAME,
        seed=scope.seed,
        pages={page.name: page.path for page in pages.values() if page.path},
        command=again(options, **instead),
        cross_check=called(second) if second else "",
    )
    interruption = request.interruption
    with asking(request) as desk:
        Inquest(scope, pages, desk, interruption).run(asked, result)
        stopped = scope.stop and any(result.unexpected())
        if schedules and not result.interrupted and not stopped:
            whole = list(strategies) == [strategy.name for strategy in ALL]
            sections(desk, scope, asked, pages, result, interruption=interruption, whole=whole)
    decided = result.strategies()
    result.costs = [
        costs(page, scope.bounds.tries) for name, page in strategies.items() if name in decided
    ]
    for line in _remember(result, cache):
        request.tell(line)
    return result


def _texts(
    request: Request, result: Result, places: Iterable[Destination]
) -> dict[Destination, str]:
    """The result as it is asked for, by where it goes."""
    found: dict[Destination, str] = {}
    for place in places:
        if place.form == HTML:
            found[place] = html(result.document(), result.asked)
        else:
            colours = request.options.color
            coloured = place.path == STDOUT and wanted(colours, sys.stdout, os.environ)
            found[place] = render(result, place.form, coloured=coloured)
    return found


def _places(request: Request) -> list[Destination]:
    """Where the table goes and in which form; nowhere else than to stdout by default.

    Raises:
        UsageError: a place makes no sense, or cannot be written, or HTML cannot be made.
    """
    options = request.options
    outs = list(options.out) + ([f"{HTML}:{options.html}"] if options.html else [])
    found = destinations(outs, (*FORMATS, HTML))
    if any(place.form == HTML for place in found):
        template()
    if all(place.path != STDOUT for place in found):
        found.insert(0, Destination("--output", options.format, options.output or STDOUT))
    return found


def _remember(result: Result, folder: Path) -> list[str]:
    """Note what failed; what there is to say if that fails."""
    names = [_name(item.strategy, item.prop) for item in result.decisions]
    failed = [
        _name(item.strategy, item.prop)
        for item in result.decisions
        if item.unexpected or item.verdict.word == UNDECIDED
    ]
    try:
        remember(folder, () if result.interrupted else names, failed)
    except OSError as error:
        return [f"warning: --last-failed will not know this run: {error}"] if failed else []
    return []


def _name(strategy: str, prop: str) -> str:
    return f"{strategy}::{prop}"
