"""``python -m spec.export``: a question or an instance in the language of another tool.

TARGET is STRATEGY::PROPERTY, or an instance in the words of ``spec.prove --replay``, its schedule
left out or not: 'in_place::no_missed_zone reader=pass lists=1.2/2 types=0.0 nodes=0.0 limit=0'.
``smtlib`` takes either. ``litmus`` and ``promela`` are about one instance: of STRATEGY::PROPERTY
they take the minimal counterexample inside the bounds.

Exit codes: 0 written, 2 a usage or page error, 3 an internal error or a disagreement, 4 undecided,
130 interrupted, 141 nobody reads the output any more.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from spec.arguments import KIND_OPTIONS, bounds_of, budget_of
from spec.command import Parser, exit_code
from spec.errors import UsageError
from spec.export.litmus import litmus
from spec.export.promela import any_list, promela
from spec.export.smtlib import instance, smtlib
from spec.export.subject import Export, Subject, counterexample, subject_of
from spec.formats.destination import STDOUT, Destination, deliver
from spec.models import MODELS
from spec.page import load
from spec.search.solver import Budget
from spec.streams import say

FORMATS = ("litmus", "promela", "smtlib")


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    first, last = (__doc__ or "\n\n").split("\n\n", 1)
    parser = Parser(
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
        help="for smtlib and --any-list: the last it is asked of by default",
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
    return exit_code(lambda: _main(argv))


def _main(argv: list[str] | None) -> int:
    parser = arguments()
    options = parser.parse_args(argv)
    path = options.output
    place = Destination(f"--output {path}", options.format, path or STDOUT)
    deliver({place: _text(options, parser).rstrip("\n")}, say)
    return 0


def _text(options: argparse.Namespace, parser: argparse.ArgumentParser) -> str:
    bounds, budget = bounds_of(options), budget_of(options)
    loaded = [load(path) for path in options.page]
    subject = subject_of(options.target, tuple(loaded))
    strategy, prop, scenario = subject.strategy, subject.prop, subject.scenario
    if options.any_list and options.format != "promela":
        raise UsageError(f"--any-list is for promela: {options.format} has no use for it")
    _check(options, parser, subject)
    paths = zip(loaded, options.page, strict=True)
    page = next((path for each, path in paths if each is strategy), "")
    export = _exporter(options.format, subject, budget, page)
    if scenario is not None:
        return export(replace(scenario, model=options.model or scenario.model))
    kind, model = _kind(subject, options.kinds), options.model or "sc"
    if options.format == "smtlib":
        return smtlib(
            strategy, prop, kind, bounds, model, options.reader, seen=options.seen, page=page
        )
    if options.any_list:
        if model != "sc":
            raise UsageError(f"Spin has no {model}: leave out --model")
        return any_list(strategy, prop, bounds, kind, reader=options.reader)
    if options.format == "litmus":
        model = options.model or "lkmm"
    return counterexample(subject, kind, bounds, model, budget=budget, export=export)


def _exporter(form: str, subject: Subject, budget: Budget, page: str) -> Export:
    """What makes a text of an instance."""
    makers: dict[str, Callable[..., str]]
    makers = {"litmus": litmus, "promela": promela, "smtlib": instance}
    return partial(makers[form], subject.strategy, subject.prop, budget=budget, page=page)


def _check(options: argparse.Namespace, parser: argparse.ArgumentParser, subject: Subject) -> None:
    """Make sure that every option is of use.

    Raises:
        UsageError: one is not.
    """
    scenario = subject.scenario
    used = _used(options, subject)
    if scenario is not None and (scenario.schedule or options.format != "smtlib"):
        used -= {"model"} if options.model != scenario.model else set()
    useless = [
        name
        for name, value in vars(options).items()
        if value not in ([], parser.get_default(name)) and name not in used
    ]
    if useless:
        told = ", ".join(
            "kinds such as --rebuild" if name == "kinds" else f"--{name.replace('_', '-')}"
            for name in useless
        )
        if scenario is not None:
            raise UsageError(f"{options.target!r} is one instance: leave out {told}")
        form = f"{options.format} --any-list" if options.any_list else options.format
        raise UsageError(f"{form} has no use for {told} here: leave that out")


def _used(options: argparse.Namespace, subject: Subject) -> set[str]:
    """The options that make a difference to what is exported."""
    used = {"format", "target", "page", "output", "model"}
    if subject.scenario is not None:
        return used | {"timeout", "rlimit"}
    used |= {"kinds", "zones", "rebuilds"}
    if options.format == "smtlib":
        return used | {"tries", "readers", "reader", "seen"}
    if "allocation" in subject.prop.readers and options.reader != "pass":
        used |= {"tries"}
    return used | ({"any_list", "reader"} if options.any_list else {"timeout", "rlimit"})


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


if __name__ == "__main__":
    sys.exit(main())
