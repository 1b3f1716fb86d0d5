"""The table: every question that is selected, decided by whoever works."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from spec.cache.last import last_failed, remember
from spec.cache.store import Store, default_folder
from spec.colour import wanted
from spec.cost.price import costs
from spec.errors import UsageError
from spec.formats.destination import STDOUT, Destination, check, destinations
from spec.html.report import render as html
from spec.html.report import template
from spec.interruption import Interruption
from spec.report import FORMATS, render
from spec.result import Result
from spec.search.solver import NAME
from spec.selection import Question
from spec.strategies import ALL
from spec.verdict import UNDECIDED
from spec.work.asking import Asking
from spec.work.crew import Crew
from spec.work.here import Here
from spec.work.inquest import Inquest, Scope
from spec.work.job import Backend, Page
from spec.work.joined import Joined
from spec.work.progress import Durations, display
from spec.work.sections import sections

HTML = "html"
MANY = 3
"""Warnings about the cache that are told one by one."""


def decide(
    options: argparse.Namespace,
    questions: list[Question],
    pages: Mapping[str, Page],
    scope: Scope,
    tell: Callable[[str], None],
    *,
    interruption: Interruption,
) -> Result:
    """Decide everything that is selected.

    Args:
        options: how it is worked off.
        questions: what is asked, in the order of the table.
        pages: the user's, by the strategy's name.
        scope: inside what.
        tell: takes what is said beside the result, line by line.
        interruption: stops it; what is decided by then is the result.

    Raises:
        UsageError: the options ask for something that is not there.
        DisagreementError: two descriptions disagree.
        WorkError: a worker failed.
    """
    folder = Path(options.cache_dir) if options.cache_dir else default_folder()
    failed = last_failed(folder) if options.last_failed else frozenset()
    asked = [item for item in questions if _name(item.strategy.name, item.prop.name) in failed]
    asked = asked or questions
    strategies = {question.strategy.name: question.strategy for question in asked}
    everything = {name: pages.get(name, Page(name)) for name in strategies}
    result = Result(
        scope.bounds,
        scope.models,
        NAME,
        seed=scope.seed,
        pages={name: page.path for name, page in pages.items()},
    )
    with ExitStack() as stack:
        warnings = _Warnings(tell)
        stack.callback(warnings.close)
        backend = _backend(options)
        stack.callback(backend.close)
        durations = Durations(display(options.progress, sys.stderr))
        stack.callback(durations.display.close)
        store = None if options.no_cache else Store(folder, warnings.tell)
        asking = Asking(backend, durations, scope.budget.timeout, store, options.cache_verify)
        Inquest(scope, everything, asking, interruption).run(asked, result)
        stopped = scope.stop and any(result.unexpected())
        if scope.schedules and not result.interrupted and not stopped:
            whole = list(strategies) == [strategy.name for strategy in ALL]
            sections(
                asking, scope, asked, everything, result, interruption=interruption, whole=whole
            )
    decided = result.strategies()
    result.costs = [
        costs(page, scope.bounds.tries) for name, page in strategies.items() if name in decided
    ]
    failing = _remember(result, folder)
    for line in (*failing, *durations.longest(options.durations)):
        tell(line)
    return result


def texts(
    result: Result, places: Iterable[Destination], options: argparse.Namespace
) -> dict[Destination, str]:
    """The result as it is asked for, by where it goes.

    Raises:
        UsageError: what makes HTML is not installed.
    """
    found: dict[Destination, str] = {}
    for place in places:
        if place.form == HTML:
            found[place] = html(result.document(), result.asked)
        else:
            coloured = place.path == STDOUT and wanted(options.color, sys.stdout, os.environ)
            found[place] = render(result, place.form, coloured=coloured)
    return found


def places(options: argparse.Namespace) -> list[Destination]:
    """Where the table goes and in which form; nowhere else than to stdout by default.

    Raises:
        UsageError: a place makes no sense, or cannot be written, or HTML cannot be made.
    """
    outs = list(options.out) + ([f"{HTML}:{options.html}"] if options.html else [])
    found = destinations(outs, (*FORMATS, HTML))
    if any(place.form == HTML for place in found):
        template()
    if options.output:
        check(options.output, f"--output {options.output}")
    if all(place.path != STDOUT for place in found):
        found.insert(0, Destination("--output", options.format, options.output or STDOUT))
    return found


def _backend(options: argparse.Namespace) -> Backend:
    size = cores() if options.jobs is None else options.jobs
    for option, number in (("-j", size), ("--durations", options.durations)):
        if number < 0:
            raise UsageError(f"{option} {number} is too few: give at least 0")
    if options.backend:
        return Joined(options.backend, max(size, 1), options.scheduler)
    if options.scheduler:
        raise UsageError("--scheduler is for --backend dask: add that, or leave it out")
    return Crew(size) if size else Here()


def cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


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


@dataclass(slots=True)
class _Warnings:
    """Tells a few, and how many there were."""

    say: Callable[[str], None]
    many: int = 0

    def tell(self, text: str) -> None:
        self.many += 1
        if self.many <= MANY:
            self.say(f"warning: {text}")

    def close(self) -> None:
        if self.many > MANY:
            self.say(f"warning: {self.many - MANY} more about the cache")
