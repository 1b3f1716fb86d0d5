"""The table: every question that is selected, decided by whoever works."""

from pathlib import Path

from spec.arguments import again
from spec.cache.last import last_failed, remember
from spec.cost.price import costs
from spec.errors import DisagreementError, UsageError
from spec.formats.destination import STDOUT, Destination
from spec.html.report import render as html
from spec.html.report import template
from spec.modes.desk import asking, folder
from spec.modes.request import HTML, Outcome, Request
from spec.opinion.solvers import called
from spec.opinion.solvers import chosen as second_solver
from spec.report import render
from spec.result import Decision, Result
from spec.search.solver import NAME
from spec.selection import Question
from spec.strategies import ALL
from spec.verdict import UNDECIDED
from spec.work.inquest import Inquest, Scope
from spec.work.job import WorkError
from spec.work.sections import sections


def run(request: Request) -> Outcome:
    """Decide everything that is selected, and render it as it is asked for."""
    questions = request.questions()
    report = any(place.form == HTML for place in request.places)
    if report:
        template()  # so that what is not installed is told at once
    result, error = _decide(request, questions, schedules=report)
    return Outcome(_texts(request, result), result.exit_code(), error)


def _decide(
    request: Request, questions: list[Question], *, schedules: bool
) -> tuple[Result, Exception | None]:
    """The verdicts, and if schedules are wanted all that a report has beside them.

    What cuts it short comes with what was decided by then, and is raised if nothing was.
    """
    options, cache = request.options, folder(request.options)
    known = last_failed(cache) if cache and options.last_failed else frozenset[str]()
    failed = set(map(_asked, known))
    asked = [item for item in questions if (item.strategy.name, item.prop.name) in failed]
    instead = {}
    if asked:
        instead = {
            "strategy": [*dict.fromkeys(item.strategy.name for item in asked)],
            "property": [*dict.fromkeys(item.prop.name for item in asked)],
        }
    elif options.last_failed:
        request.tell("nothing failed last time in what is selected: asking all of it")
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
        texts={page.name: page.text for page in pages.values() if page.path},
        command=again(options, **instead),
        cross_check=called(second) if second else "",
    )
    interruption, cut = request.interruption, None
    try:
        with asking(request) as desk:
            Inquest(scope, pages, desk, interruption).run(asked, result)
            result.stopped = scope.stop and not result.interrupted and any(result.unexpected())
            if schedules and not result.interrupted and not result.stopped:
                whole = list(strategies) == [strategy.name for strategy in ALL]
                sections(desk, scope, asked, pages, result, interruption=interruption, whole=whole)
    except (DisagreementError, UsageError, WorkError) as error:
        if not result.decisions:
            raise
        result.interrupted, result.failed = True, 2 if isinstance(error, UsageError) else 3
        cut = error
    decided = result.strategies()
    result.costs = [
        costs(page, scope.bounds.tries) for name, page in strategies.items() if name in decided
    ]
    if cache and not options.no_cache:
        for line in _remember(result, cache):
            request.tell(line)
    return result, cut


def _texts(request: Request, result: Result) -> dict[Destination, str]:
    """The result as it is asked for, by where it goes."""
    found: dict[Destination, str] = {}
    for place in request.places:
        if place.form == HTML:
            found[place] = html(result.document(), result.asked)
        else:
            coloured = place.path == STDOUT and request.coloured
            found[place] = render(result, place.form, coloured=coloured)
    return found


def _remember(result: Result, folder: Path) -> list[str]:
    """Note what failed; what there is to say if that fails."""
    decided = [_name(item) for item in result.decisions if item.verdict.word != UNDECIDED]
    failed = [
        _name(item)
        for item in result.decisions
        if item.unexpected or item.verdict.word == UNDECIDED
    ]
    try:
        remember(folder, decided, failed)
    except OSError as error:
        return [f"warning: --last-failed will not know this run: {error}"] if failed else []
    return []


def _name(item: Decision) -> str:
    return f"{item.strategy}::{item.prop}::{item.model}::{item.kind}"


def _asked(name: str) -> tuple[str, str]:
    """The strategy and the property that a name is about."""
    strategy, prop, _, _ = name.split("::")
    return strategy, prop
