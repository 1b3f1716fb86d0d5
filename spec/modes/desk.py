"""Where questions are asked: who works, the cache, and who is told how it goes."""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spec.cache.store import Store, default_folder
from spec.colour import wanted
from spec.errors import UsageError
from spec.modes.request import Request
from spec.work.asking import Asking
from spec.work.crew import Crew
from spec.work.here import Here
from spec.work.job import Ask, Backend, Json, Page
from spec.work.joined import Joined
from spec.work.progress import Durations, display

MANY = 3
"""Warnings about the cache that are told one by one."""


@contextmanager
def asking(request: Request) -> Iterator[Asking]:
    """Take questions, as the command line says how; at the end whoever works goes home.

    Raises:
        UsageError: the options ask for something that is not there.
    """
    options = request.options
    coloured = wanted(options.color, sys.stderr, os.environ)
    with (
        closing(_Warnings(request.tell)) as warnings,
        closing(_backend(options)) as backend,
        closing(display(options.progress, sys.stderr, coloured=coloured)) as shown,
    ):
        durations = Durations(shown)
        kept = None if options.no_cache else folder(options)
        if kept is None and not options.no_cache:
            warnings.tell("there is no home to keep answers in: give --cache-dir")
        store = Store(kept, warnings.tell) if kept else None
        yield Asking(backend, durations, request.budget.timeout, store, options.cache_verify)
    for line in durations.longest(options.durations):
        request.tell(line)
    if options.durations and not durations.seconds:
        request.tell("--durations: every answer was in the cache; --no-cache asks anew")


def answers(desk: Asking, request: Request, asks: Iterable[tuple[Page, Ask]]) -> list[Any]:
    """What is found out about each question, in order.

    Where a question is given up the answer is None, and a line says why.

    Args:
        desk: takes the questions.
        request: what is asked for.
        asks: the questions, with the pages they are about.

    Raises:
        KeyboardInterrupt: somebody stopped it.
    """
    asked, told = list(asks), dict[Ask, Json]()
    desk.gather(asked, told, request.interruption)
    for _, ask in asked:
        if ask.what not in told[ask]:
            why = told[ask]["undecided"]
            request.tell(f"{ask.about} is undecided: {why}; raise --rlimit or --timeout")
    return [told[ask].get(ask.what) for _, ask in asked]


def folder(options: argparse.Namespace) -> Path | None:
    """Where answers are kept; None if there is no such place.

    Raises:
        UsageError: the folder that is given has no name.
    """
    if options.cache_dir is None:
        return default_folder()
    if not options.cache_dir:
        raise UsageError("--cache-dir takes the name of a folder")
    return Path(options.cache_dir)


def cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


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
