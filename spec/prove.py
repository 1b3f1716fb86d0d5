"""``python -m spec.prove``: decide strategies, explain verdicts, replay schedules.

Exit codes: 0 every verdict as expected, 1 a verdict differs from what its page expects, 2 a usage
or page error, 3 an internal error or a disagreement, 4 undecided, 5 nothing selected,
130 interrupted, 141 nobody reads the output any more.
"""

import argparse
import json
import os
import signal
import sys
import traceback

if __name__ == "__main__":  # Ctrl-C while all this is imported

    def _stop(*_: object) -> None:
        os.write(2, b"interrupted\n")
        os._exit(130)

    _BEFORE = signal.signal(signal.SIGINT, _stop)

from spec.advice import advice, cheapest, document
from spec.arguments import (
    EVERY,
    arguments,
    bounds_of,
    budget_of,
    check_together,
    questions_of,
)
from spec.axioms.check import allowed
from spec.claims import CLAIMS, ledger
from spec.errors import DisagreementError, PageError, UsageError
from spec.formats.destination import STDOUT, Destination, check, deliver
from spec.history.bugs import BUGS
from spec.history.findings import FINDINGS
from spec.history.survey import history
from spec.history.table import render as render_history
from spec.instance import Bounds
from spec.interpreter import Replay, replay
from spec.interruption import Interruption
from spec.legend import within
from spec.models import MODELS
from spec.modes.table import HTML, decide, places, texts
from spec.odds.report import render as render_odds
from spec.odds.scenarios import Reach
from spec.odds.survey import given_lists, worst_lists
from spec.odds.wording import ratio_of, readings_of
from spec.opinion.solvers import chosen as second_solver
from spec.page import applicable, load, property_named, strategy_named, text_of
from spec.properties import Property
from spec.races.survey import survey
from spec.races.table import table
from spec.replayed_graph import graph_of
from spec.report import replayed, story, tabulated
from spec.result import Result
from spec.scenario import parse
from spec.search.minimal import UndecidedError, checked, minimal_violation
from spec.search.placement import Placement, needed, placements
from spec.search.question import Case
from spec.search.solver import Budget
from spec.selection import Question, chosen
from spec.verdict import REFUTED, UNDECIDED, Verdict
from spec.vocabulary import Strategy
from spec.work.inquest import Scope
from spec.work.job import Page, WorkError

REACH = Reach()
"""How far ``--odds`` looks for the worst lists."""


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    try:
        parser = arguments((__doc__ or "").split("\n\n", 1)[1])
        options = parser.parse_args(argv)
        check_together(options, parser)
        return _run(options)
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except DisagreementError as error:
        print(f"disagreement: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        _abandon()
        return 141
    except WorkError as error:
        print(f"{error}internal error: please report the lines above", file=sys.stderr)
        return 3
    except Exception:  # noqa: BLE001 - the last resort has its own exit code
        traceback.print_exc()
        print("internal error: please report the lines above", file=sys.stderr)
        return 3


def _run(options: argparse.Namespace) -> int:
    bounds = bounds_of(options)
    budget = budget_of(options)
    if options.output is not None:
        check(options.output, f"--output {options.output}")
    pages = tuple(load(path) for path in options.pages)
    names = [page.name for page in pages]
    for name in names:
        if names.count(name) > 1:
            raise PageError(f"two pages have the name {name}: give each Strategy its own")
    if options.replay is not None:
        return _replay(options, pages)
    if options.explain is not None:
        return _explain(options, pages, bounds, budget)
    if options.barriers is not None:
        return _barriers(options, pages, bounds, budget)
    if options.claims:
        return _claims(options, bounds, budget)
    if options.history is not None:
        return _history(options, budget)
    questions = questions_of(options, pages)
    if not questions:
        print("nothing is selected; --list shows what there is", file=sys.stderr)
        return 5
    if options.odds:
        return _odds(options, questions)
    if options.races:
        return _races(options, questions, bounds, budget)
    if options.list:
        _write(_listing(questions, bounds, _models(options)), options.output)
        return 0
    wanted = places(options)
    scope = Scope(
        bounds,
        _models(options),
        budget,
        options.seed,
        cross_check=_second(options),
        schedules=any(place.form == HTML for place in wanted),
        stop=options.stop,
    )
    travelling = {
        page.name: Page(page.name, path, text_of(path))
        for path, page in zip(options.pages, pages, strict=True)
    }
    interruption = Interruption()
    with interruption.noticed():  # what is decided by then is delivered
        result = decide(options, questions, travelling, scope, _tell, interruption=interruption)
        deliver(texts(result, wanted, options), _say)
    return result.exit_code()


def _second(options: argparse.Namespace) -> str:
    """The solver that is asked for a second opinion, empty for none."""
    return second_solver(options.second) if options.cross_check or options.second else ""


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _models(options: argparse.Namespace) -> tuple[str, ...]:
    """The memory models asked about, in their own order."""
    named = options.model or ["sc"]
    return tuple(model for model in MODELS if model in named or "all" in named)


def _listing(questions: list[Question], bounds: Bounds, models: tuple[str, ...]) -> str:
    lines = []
    for question in questions:
        expected = question.strategy.expect[question.prop.name]
        for model in models:
            words = {
                kind: expected.verdict(kind, bounds.rebuilds, bounds.zones, model)
                for kind in question.kinds
            }
            told = ", ".join(f"{kind} {word.lower()}" for kind, word in words.items())
            name = f"{question.strategy.name}::{question.prop.name}"
            under = f"  under {model}" if len(models) > 1 else ""
            lines.append(f"{name}{under}  expects {told}")
    return "\n".join(lines)


def _cases(
    strategy: Strategy, bounds: Bounds, budget: Budget, seed: int, models: tuple[str, ...]
) -> list[Case]:
    """A case for each model; what an interleaving refutes is not asked again of the others."""
    cases: list[Case] = []
    for model in models:
        interleaved = cases[0].known if cases and cases[0].model == "sc" else {}
        cases.append(Case(strategy, bounds, budget, seed, model, interleaved))
    return cases


def _target(text: str, pages: tuple[Strategy, ...]) -> Question:
    name, separator, prop_name = text.partition("::")
    if not separator:
        raise UsageError(f"--explain takes STRATEGY::PROPERTY, not {text!r}")
    strategy, prop = strategy_named(name, pages), property_named(prop_name)
    if not prop.applies(strategy):
        raise UsageError(f"{prop.name} says nothing about {strategy.name}")
    return Question(strategy, prop, prop.kinds(strategy))


def _explain(
    options: argparse.Namespace, pages: tuple[Strategy, ...], bounds: Bounds, budget: Budget
) -> int:
    question = _target(options.explain, pages)
    strategy, prop = question.strategy, question.prop
    kinds = chosen(question.kinds, tuple(options.kinds))
    if not kinds:
        told = ", ".join(question.kinds)
        raise UsageError(f"{prop.name} of {strategy.name} is asked for {told}: name one of those")
    page = next(
        (path for path, item in zip(options.pages, pages, strict=True) if item is strategy), ""
    )
    models = _models(options)
    result = Result(bounds, models, "")
    stories = []
    for case in _cases(strategy, bounds, budget, options.seed, models):
        verdicts = case.decide(prop, kinds)
        result.add(strategy, prop.name, verdicts, case.model)
        shown = _shown(case, prop, verdicts)
        stories.append(story(strategy, prop, verdicts, shown, page, case.model))
    _write("\n\n".join(stories), options.output)
    return result.exit_code()


def _shown(case: Case, prop: Property, verdicts: dict[str, Verdict]) -> Replay | None:
    """The schedule to show: for the broadest kind of rebuild that refutes."""
    refuting = [kind for kind in reversed(verdicts) if verdicts[kind].word == REFUTED]
    if not refuting:
        return None
    try:
        shown = minimal_violation(
            case.strategy, prop, refuting[0], case.bounds, case.budget, case.model
        )
        if shown is None:
            print("no schedule is shown: it takes a second reader", file=sys.stderr)
    except UndecidedError as error:
        print(f"no schedule is shown: {error}", file=sys.stderr)
        return None
    return shown


def _barriers(
    options: argparse.Namespace, pages: tuple[Strategy, ...], bounds: Bounds, budget: Budget
) -> int:
    name, separator, prop_name = options.barriers.partition("::")
    strategy = strategy_named(name, pages)
    props = [property_named(prop_name)] if separator else list(applicable(strategy))
    models = _models(options) if options.model else ("lkmm",)
    if "sc" in models:
        raise UsageError("under sc no barrier makes a difference: give --model tso, armv8 or lkmm")
    if not all(prop.applies(strategy) for prop in props):
        raise UsageError(f"{prop_name} says nothing about {strategy.name}")
    if separator and props[0].contexts:
        raise UsageError(f"{prop_name} is asked for contexts, and --barriers for kinds of rebuild")
    props = [prop for prop in props if not prop.contexts]
    if len(options.kinds) > 1:
        raise UsageError("--barriers takes one kind of rebuild: give --rebuild once, or not at all")
    kind = options.kinds[0] if options.kinds else "any"
    kinds = props[0].kinds(strategy)
    if kind not in kinds:
        raise UsageError(f"{strategy.name} is asked for {', '.join(kinds)}: name one of those")
    found: list[Placement] = []
    told: list[str] = []
    try:
        for model in models:
            for prop in props:
                found.append(placements(strategy, prop, bounds, budget, model, kind))
                if separator:
                    why = needed(found[-1], 0, budget) if found[-1].sets else []
                    told.append(advice(found[-1], why))
                else:
                    told.append(cheapest(found[-1]))
    except UndecidedError as error:
        print(f"undecided: {error}; raise --rlimit or --timeout", file=sys.stderr)
        return 4
    text = "\n\n".join(told) if separator else "\n".join(told)
    if options.format == "json":
        text = json.dumps(document(found), indent=2)
    else:
        text += "\n" + within(bounds, " ".join(models))
    _write(text, options.output)
    return 0


def _replay(options: argparse.Namespace, pages: tuple[Strategy, ...]) -> int:
    scenario = parse(options.replay)
    strategy = strategy_named(scenario.strategy, pages)
    prop = property_named(scenario.prop)
    shown = replay(strategy, scenario)
    forbidden = allowed(graph_of(shown), scenario.model) if scenario.reads else None
    if forbidden is not None:
        raise UsageError(
            f"{scenario.model} forbids these reads ({forbidden.axiom}): "
            "change what is read, or the model"
        )
    violated = bool(prop.violated(scenario.instance(), shown.run))
    if violated:
        checked(strategy, prop, scenario)
    _write(replayed(shown, strategy, violated=violated), options.output)
    return 0 if violated else 1


def _races(
    options: argparse.Namespace, questions: list[Question], bounds: Bounds, budget: Budget
) -> int:
    strategies = {question.strategy.name: question.strategy for question in questions}
    masks = [name for name, strategy in strategies.items() if strategy.moves == "masks"]
    if masks:
        raise UsageError(f"--races is about lists: leave out {', '.join(masks)}")
    found = survey(tuple(strategies.values()), bounds, budget)
    _write(table(found, tabulated(options.format)), options.output)
    return found.exit_code()


def _history(options: argparse.Namespace, budget: Budget) -> int:
    names = [entry.name for entry in (*BUGS, *FINDINGS)]
    if options.history not in (EVERY, *names):
        raise UsageError(
            f"there is no bug {options.history!r} in the history: choose from {', '.join(names)}"
        )
    asked = () if options.history == EVERY else (options.history,)
    try:
        rows = history(asked, budget, seed=options.seed)
    except UndecidedError as error:
        print(f"undecided: {error}; raise --rlimit or --timeout", file=sys.stderr)
        return 4
    _write(render_history(rows, tabulated(options.format), in_full=bool(asked)), options.output)
    if not all(row.as_expected for row in rows):
        return 1
    return 4 if any(row.undecided for row in rows) else 0


def _odds(options: argparse.Namespace, questions: list[Question]) -> int:
    strategies = tuple({item.strategy.name: item.strategy for item in questions}.values())
    props = tuple({item.prop.name: item.prop for item in questions}.values())
    ratio, interruption = ratio_of(options.ratio), Interruption()

    def begins(_name: str) -> None:
        interruption.check()

    with interruption.noticed():
        if options.lists is not None:
            readings = readings_of(options.lists, REACH.tries)
            odds = given_lists(strategies, props, readings, ratio)
        else:
            odds = worst_lists(strategies, props, REACH, ratio, begins)
    _write(render_odds(odds, tabulated(options.format)), options.output)
    return 0


def _claims(options: argparse.Namespace, bounds: Bounds, budget: Budget) -> int:
    rows = ledger(CLAIMS, bounds, budget)
    _write("\n\n".join(row.text() for row in rows), options.output)
    return 4 if any(row.word == UNDECIDED for row in rows) else 0


def _write(text: str, path: str | None) -> None:
    deliver({Destination(f"--output {path}", "", path or STDOUT): text}, _say)


def _say(text: str) -> None:
    """Print, and find out now whether there is room for it."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        _abandon()
        raise UsageError(f"stdout cannot be written: {error.strerror}") from error


def _abandon() -> None:
    """The interpreter flushes stdout once more on its way out; let that go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _BEFORE)
    code = main()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # nothing is left to interrupt
    sys.exit(code)
