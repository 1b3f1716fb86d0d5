"""``python -m spec.prove``: decide strategies, explain verdicts, replay schedules.

Exit codes: 0 every verdict as expected, 1 a verdict differs from what its page expects, 2 a usage
or page error, 3 an internal error or a disagreement, 4 undecided, 5 nothing selected,
130 interrupted, 141 nobody reads the output any more.
"""

import argparse
import json
import os
import sys
import traceback
from math import ceil
from pathlib import Path
from typing import NoReturn

from spec.advice import advice, cheapest, document
from spec.axioms.check import allowed
from spec.claims import CLAIMS, ledger
from spec.errors import DisagreementError, PageError, UsageError
from spec.instance import KINDS, Bounds
from spec.interpreter import Replay, replay
from spec.interruption import Interruption
from spec.models import MODELS
from spec.page import applicable, load, property_named, strategy_named
from spec.properties import Property
from spec.races.survey import survey
from spec.races.table import table
from spec.replayed_graph import graph_of
from spec.report import FORMATS, render, replayed, story, within
from spec.result import Result
from spec.scenario import parse
from spec.search.minimal import UndecidedError, checked, minimal_violation
from spec.search.placement import Placement, needed, placements
from spec.search.question import Case
from spec.search.solver import NAME, Budget
from spec.selection import Question, select
from spec.strategies import ALL
from spec.verdict import REFUTED, UNDECIDED, Verdict
from spec.vocabulary import Strategy


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see python -m spec.prove --help")


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = _Arguments(
        prog="python -m spec.prove",
        description="Prove or refute every property of every strategy, for every list, request "
        "and schedule inside the bounds.",
        epilog=__doc__.split("\n\n", 1)[1] if __doc__ else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pages", nargs="*", help="strategy pages of your own; none means ours")
    parser.add_argument("-k", metavar="EXPR", default="", help="words with and, or, not")
    parser.add_argument("--strategy", action="append", default=[], metavar="NAME")
    parser.add_argument("--property", action="append", default=[], metavar="NAME")
    parser.add_argument(
        "--model", action="append", default=[], choices=(*MODELS, "all"), help="default sc"
    )
    parser.add_argument("--rebuild", action="append", default=[], choices=KINDS)
    parser.add_argument("--list", action="store_true", help="what is selected, and is expected")
    parser.add_argument("--explain", metavar="STRATEGY::PROPERTY", help="one verdict in full")
    parser.add_argument("--replay", metavar="SCHEDULE", help="run a printed schedule again")
    parser.add_argument(
        "--barriers",
        metavar="STRATEGY[::PROPERTY]",
        help="the fewest barriers that it needs (--model, default lkmm)",
    )
    parser.add_argument(
        "--races", action="store_true", help="plain accesses that race (2 zones, 2 rebuilds)"
    )
    parser.add_argument("--claims", action="store_true", help="the thread, adjudicated")
    parser.add_argument("--format", choices=FORMATS, default="table")
    parser.add_argument("--output", metavar="FILE", help="write there instead of to stdout")
    parser.add_argument("--zones", type=int, default=4, help="most zones (default 4)")
    parser.add_argument("--rebuilds", type=int, default=2, help="most rebuilds (default 2)")
    parser.add_argument("--tries", type=int, default=2, help="slow-path tries (default 2)")
    parser.add_argument("--readers", type=int, default=0, help="default: as the strategy needs")
    parser.add_argument("--timeout", type=float, default=0, metavar="SECONDS", help="a question")
    parser.add_argument("--rlimit", type=int, default=0, help="solver resources for a question")
    parser.add_argument("--seed", type=int, default=0, help="of the solver")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    try:
        options = arguments().parse_args(argv)
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
        # The interpreter flushes once more on its way out; let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception:  # noqa: BLE001 - the last resort has its own exit code
        traceback.print_exc()
        print("internal error: please report the lines above", file=sys.stderr)
        return 3


def _run(options: argparse.Namespace) -> int:
    bounds = _bounds(options)
    budget = _budget(options)
    _writable(options.output)
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
    questions = _questions(options, pages)
    if not questions:
        print("nothing is selected; --list shows what there is", file=sys.stderr)
        return 5
    if options.races:
        return _races(options, questions, bounds, budget)
    if options.list:
        _write(_listing(questions, bounds, _models(options)), options.output)
        return 0
    result = _decide(questions, bounds, budget, options.seed, _models(options))
    _write(render(result, options.format), options.output)
    return result.exit_code()


def _bounds(options: argparse.Namespace) -> Bounds:
    for name, least in (("zones", 2), ("rebuilds", 1), ("tries", 1), ("readers", 0)):
        if getattr(options, name) < least:
            raise UsageError(
                f"--{name} {getattr(options, name)} is too small to mean anything: "
                f"give at least {least}"
            )
    return Bounds(options.zones, options.rebuilds, options.tries, options.readers)


def _budget(options: argparse.Namespace) -> Budget:
    if not 0 <= options.timeout < 1e6 or options.rlimit < 0:
        raise UsageError(
            "--timeout takes 0 to 999999 seconds and --rlimit no negative number; 0 means no limit"
        )
    return Budget(rlimit=options.rlimit, timeout=ceil(options.timeout * 1000))


def _writable(path: str | None) -> None:
    """Find out before hours of work whether the result can be written."""
    if path is None:
        return
    folder = Path(path).resolve().parent
    if Path(path).is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        raise UsageError(f"--output {path} cannot be written: name a file in a folder that exists")


def _questions(options: argparse.Namespace, pages: tuple[Strategy, ...]) -> list[Question]:
    named = tuple(strategy_named(name, pages) for name in options.strategy)
    for name in options.property:
        property_named(name)
    chosen = named or pages or ALL
    return select(chosen, tuple(options.property), tuple(options.rebuild), options.k)


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
        interleaved = cases[0] if cases and cases[0].model == "sc" else None
        cases.append(Case(strategy, bounds, budget, seed, model, interleaved))
    return cases


def _decide(
    questions: list[Question], bounds: Bounds, budget: Budget, seed: int, models: tuple[str, ...]
) -> Result:
    result = Result(bounds, models, NAME)
    cases: list[Case] = []
    interruption = Interruption()
    terminal = sys.stderr.isatty()
    try:
        for at, question in enumerate(questions, 1):
            if not cases or cases[0].strategy is not question.strategy:
                _account(result, cases)
                cases = _cases(question.strategy, bounds, budget, seed, models)
            if terminal:
                told = f"[{at}/{len(questions)}] {question.strategy.name}::{question.prop.name}"
                print(f"\r\x1b[K{told}", end="", file=sys.stderr, flush=True)
            for case in cases:
                with interruption.noticed():
                    verdicts = case.decide(question.prop, question.kinds)
                interruption.check()
                result.add(question.strategy, question.prop.name, verdicts, case.model)
    except KeyboardInterrupt:
        result.interrupted = True
    finally:
        if terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    _account(result, cases)
    return result


def _account(result: Result, cases: list[Case]) -> None:
    for case in cases:
        result.build_seconds += case.build_seconds
        result.solve_seconds += case.solve_seconds


def _target(text: str, pages: tuple[Strategy, ...]) -> Question:
    name, separator, prop_name = text.partition("::")
    if not separator:
        raise UsageError(f"--explain takes STRATEGY::PROPERTY, not {text!r}")
    strategy, prop = strategy_named(name, pages), property_named(prop_name)
    if not prop.applies(strategy):
        raise UsageError(f"{prop.name} says nothing about {strategy.name}")
    return Question(strategy, prop, KINDS)


def _explain(
    options: argparse.Namespace, pages: tuple[Strategy, ...], bounds: Bounds, budget: Budget
) -> int:
    question = _target(options.explain, pages)
    strategy, prop = question.strategy, question.prop
    kinds = tuple(kind for kind in KINDS if kind in (options.rebuild or KINDS))
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
    if len(options.rebuild) > 1:
        raise UsageError("--barriers takes one kind of rebuild: give --rebuild once, or not at all")
    kind = options.rebuild[0] if options.rebuild else "any"
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
    found = survey(tuple(strategies.values()), bounds, budget)
    _write(table(found, options.format), options.output)
    return found.exit_code()


def _claims(options: argparse.Namespace, bounds: Bounds, budget: Budget) -> int:
    rows = ledger(CLAIMS, bounds, budget)
    _write("\n\n".join(row.text() for row in rows), options.output)
    return 4 if any(row.word == UNDECIDED for row in rows) else 0


def _write(text: str, path: str | None) -> None:
    if path is None:
        print(text)
        return
    try:
        Path(path).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        print(text)
        raise UsageError(
            f"--output {path} cannot be written ({error.strerror}): "
            "the result went to stdout instead"
        ) from error


if __name__ == "__main__":
    sys.exit(main())
