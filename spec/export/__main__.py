"""``python -m spec.export``: a question or an instance in the language of another tool.

TARGET is STRATEGY::PROPERTY, or an instance in the words of ``spec.prove --replay``, its schedule
left out or not: 'in_place::no_missed_zone reader=pass lists=1.2/2 types=0.0 nodes=0.0 limit=0'.
``smtlib`` takes either. ``litmus`` and ``promela`` are about one instance: of STRATEGY::PROPERTY
they take the minimal counterexample inside the bounds.

Exit codes: 0 written, 2 a usage or page error, 3 an internal error or a disagreement, 4 undecided,
130 interrupted, 141 nobody reads the output any more.
"""

import argparse
import os
import sys
import traceback
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from spec.arguments import KIND_OPTIONS, bounds_of, budget_of
from spec.errors import DisagreementError, UsageError
from spec.export.litmus import litmus
from spec.export.promela import any_list, promela
from spec.export.smtlib import of_scenario, smtlib
from spec.export.subject import Subject, counterexample, subject_of
from spec.models import MODELS
from spec.page import load
from spec.scenario import Scenario
from spec.search.minimal import UndecidedError

FORMATS = ("litmus", "promela", "smtlib")
BOUNDS = ("zones", "rebuilds", "tries", "readers")


class _Arguments(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; see python -m spec.export --help")


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    first, last = (__doc__ or "\n\n").split("\n\n", 1)
    parser = _Arguments(
        prog="python -m spec.export",
        description=first.partition(": ")[2].capitalize(),
        epilog=last,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("format", choices=FORMATS, metavar="{" + ",".join(FORMATS) + "}")
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument(
        "--page", action="append", default=[], metavar="FILE", help="a strategy page of your own"
    )
    parser.add_argument(
        "--model", choices=MODELS, help="the memory model, default sc, and lkmm for litmus"
    )
    parser.add_argument(
        "--any-list", action="store_true", help="for promela: Spin chooses lists, zones and request"
    )
    parser.add_argument(
        "--reader",
        metavar="NAME",
        default="",
        help="for smtlib: the last it is asked of by default",
    )
    parser.add_argument(
        "--seen", action="store_true", help="for smtlib: what makes a proof mean something"
    )
    for option, kinds, told in KIND_OPTIONS:
        parser.add_argument(
            option, action="append", default=[], choices=kinds, dest="kinds", help=told
        )
    parser.add_argument("--zones", type=int, default=4, help="most zones (default 4)")
    parser.add_argument("--rebuilds", type=int, default=2, help="most rebuilds (default 2)")
    parser.add_argument("--tries", type=int, default=2, help="slow-path tries (default 2)")
    parser.add_argument("--readers", type=int, default=0, help="default: as the strategy needs")
    parser.add_argument("--timeout", type=float, default=0, metavar="SECONDS", help="a question")
    parser.add_argument("--rlimit", type=int, default=0, help="solver resources for a question")
    parser.add_argument("--output", metavar="FILE", help="write there instead of to stdout")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    try:
        parser = arguments()
        options = parser.parse_args(argv)
        _write(_text(options, parser), options.output)
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except DisagreementError as error:
        print(f"disagreement: {error}", file=sys.stderr)
        return 3
    except UndecidedError as error:
        print(f"undecided: {error}; raise --rlimit or --timeout", file=sys.stderr)
        return 4
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
    return 0


def _text(options: argparse.Namespace, parser: argparse.ArgumentParser) -> str:
    bounds, budget = bounds_of(options), budget_of(options)
    subject = subject_of(options.target, tuple(load(path) for path in options.page))
    strategy, prop, scenario = subject.strategy, subject.prop, subject.scenario
    if options.any_list and options.format != "promela":
        raise UsageError(f"--any-list is for promela: {options.format} has no use for it")
    if (options.reader or options.seen) and (options.format != "smtlib" or scenario is not None):
        raise UsageError("--reader and --seen are for a question in smtlib: leave them out")
    if scenario is not None:
        return _instance(options, parser, subject, scenario)
    kind, model = _kind(subject, options.kinds), options.model or "sc"
    if options.format == "smtlib":
        return smtlib(strategy, prop, kind, bounds, model, options.reader, seen=options.seen)
    if options.any_list:
        if model != "sc":
            raise UsageError(f"Spin has no {model}: leave out --model")
        return any_list(strategy, prop, bounds, kind)
    if options.format == "promela":
        return promela(strategy, prop, counterexample(subject, kind, bounds, budget, model))
    model = options.model or "lkmm"
    return litmus(strategy, prop, counterexample(subject, kind, bounds, budget, model))


def _instance(
    options: argparse.Namespace,
    parser: argparse.ArgumentParser,
    subject: Subject,
    scenario: Scenario,
) -> str:
    """An instance or a counterexample as a text."""
    strategy, prop = subject.strategy, subject.prop
    useless = [name for name in BOUNDS if getattr(options, name) != parser.get_default(name)]
    told = [f"--{name}" for name in useless] + ["kinds such as --rebuild"] * bool(options.kinds)
    told += ["--any-list"] * options.any_list
    if options.model and options.model != scenario.model:
        if scenario.schedule or options.format != "smtlib":
            told.append("--model")
        else:
            scenario = replace(scenario, model=options.model)
    if told:
        raise UsageError(f"{options.target!r} is one instance: leave out {', '.join(told)}")
    if options.format == "smtlib":
        return of_scenario(strategy, prop, scenario, schedule=bool(scenario.schedule)).text()
    return (litmus if options.format == "litmus" else promela)(strategy, prop, scenario)


def _kind(subject: Subject, asked: list[str]) -> str:
    """The kind of rebuild that a question is about.

    Raises:
        UsageError: there are several, or the question is not asked of it.
    """
    kinds = subject.prop.kinds(subject.strategy)
    default = "any" if "any" in kinds else kinds[0]
    if len(asked) > 1:
        raise UsageError(f"an export is about one kind of rebuild: give one of {', '.join(asked)}")
    kind = asked[0] if asked else default
    if kind not in kinds:
        raise UsageError(
            f"{subject.prop.name} of {subject.strategy.name} is asked for {', '.join(kinds)}: "
            "name one of those"
        )
    return kind


def _write(text: str, path: str | None) -> None:
    text = text.rstrip("\n") + "\n"
    if path is None:
        print(text, end="")
        return
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        print(text, end="")
        raise UsageError(
            f"--output {path} cannot be written ({error.strerror}): "
            "the result went to stdout instead"
        ) from error


if __name__ == "__main__":
    sys.exit(main())
