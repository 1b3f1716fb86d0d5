"""What a command line asks for, read and checked, and what a mode makes of it."""

import argparse
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from spec.arguments import bounds_of, budget_of, questions_of
from spec.errors import NothingSelectedError, PageError
from spec.formats.destination import STDOUT, Destination, destinations
from spec.instance import Bounds
from spec.interruption import Interruption
from spec.models import MODELS
from spec.page import load, text_of
from spec.report import FORMATS
from spec.search.solver import Budget
from spec.selection import Question
from spec.vocabulary import Strategy
from spec.work.job import Page

HTML = "html"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What there is to print, and the exit code.

    Attributes:
        texts: by where they go.
        exit_code: of the command.
        error: what cut it short; it is told once all that there is has been printed.
    """

    texts: Mapping[Destination, str]
    exit_code: int = 0
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that is asked for.

    Attributes:
        options: as they were given.
        pages: the user's own.
        bounds: how far to look.
        budget: for each query.
        models: the memory models asked about, in their own order.
        places: where results go.
        tell: takes what is said beside the result, line by line.
        coloured: what goes to stdout may have colour.
        interruption: stops it.
    """

    options: argparse.Namespace
    pages: tuple[Strategy, ...]
    bounds: Bounds
    budget: Budget
    models: tuple[str, ...]
    places: tuple[Destination, ...]
    tell: Callable[[str], None]
    coloured: bool = False
    interruption: Interruption = field(default_factory=Interruption)

    @classmethod
    def of(
        cls, options: argparse.Namespace, tell: Callable[[str], None], *, coloured: bool = False
    ) -> Self:
        """Read the pages and check the numbers.

        Raises:
            UsageError: something of it makes no sense, or the output cannot be written.
        """
        bounds, budget = bounds_of(options), budget_of(options)
        places = _places(options)
        pages = tuple(load(path) for path in options.pages)
        names = [page.name for page in pages]
        for name in names:
            if names.count(name) > 1:
                raise PageError(f"two pages have the name {name}: give each Strategy its own")
        named = options.model or ["sc"]
        models = tuple(model for model in MODELS if model in named or "all" in named)
        return cls(options, pages, bounds, budget, models, places, tell, coloured)

    @property
    def form(self) -> str:
        """The format that ``--format`` names, or the usual one."""
        return self.places[0].form

    def questions(self) -> list[Question]:
        """The questions that are selected.

        Raises:
            NothingSelectedError: there is none.
            UsageError: a name is unknown, or the options contradict each other.
        """
        questions = questions_of(self.options, self.pages)
        if not questions:
            raise NothingSelectedError("nothing is selected; --list shows what there is")
        return questions

    def strategies(self) -> tuple[Strategy, ...]:
        """The strategies that are selected, in order."""
        return tuple({item.strategy.name: item.strategy for item in self.questions()}.values())

    def path_of(self, strategy: Strategy) -> str:
        """Where the user has this page, as given; empty if it is one of ours."""
        pairs = zip(self.options.pages, self.pages, strict=True)
        return next((path for path, page in pairs if page is strategy), "")

    def travelling(self, strategy: Strategy) -> Page:
        """The page as it is handed to whoever works."""
        path = self.path_of(strategy)
        return Page.of_user(strategy.name, path, text_of(path)) if path else Page(strategy.name)

    def printed(self, text: str, exit_code: int = 0) -> Outcome:
        """One text, to where the output goes; nothing if it is empty."""
        return Outcome({self.places[0]: text} if text else {}, exit_code)


def _places(options: argparse.Namespace) -> tuple[Destination, ...]:
    """Where results go and in which form; nowhere else than to stdout by default.

    Raises:
        UsageError: a place makes no sense, or cannot be written.
    """
    form, beside = options.format or FORMATS[0], []
    if options.output is not None:
        beside.append(_asked("--output", form, options.output))
    elif options.format is not None:
        beside.append(Destination(f"--format {form}", form, STDOUT))
    if options.html is not None:
        beside.append(_asked("--html", HTML, options.html))
    found = destinations(options.out, (*FORMATS, HTML), beside)
    if options.output is None and all(place.path != STDOUT for place in found):
        found.insert(0, Destination("stdout", form, STDOUT))
    return tuple(found)


def _asked(option: str, form: str, path: str) -> Destination:
    return Destination(shlex.join([option, path]), form, path)
