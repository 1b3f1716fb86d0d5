"""What a command line asks for, read and checked, and what a mode makes of it."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Self

from spec.arguments import bounds_of, budget_of, questions_of
from spec.errors import NothingSelectedError, PageError
from spec.formats.destination import STDOUT, Destination, check
from spec.instance import Bounds
from spec.interruption import Interruption
from spec.models import MODELS
from spec.page import load, text_of
from spec.search.solver import Budget
from spec.selection import Question
from spec.vocabulary import Strategy
from spec.work.job import Page


@dataclass(frozen=True, slots=True)
class Outcome:
    """What there is to print, and the exit code.

    Attributes:
        texts: by where they go.
        exit_code: of the command.
    """

    texts: Mapping[Destination, str]
    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that is asked for.

    Attributes:
        options: as they were given.
        pages: the user's own.
        bounds: how far to look.
        budget: for each query.
        models: the memory models asked about, in their own order.
        tell: takes what is said beside the result, line by line.
        interruption: stops it.
    """

    options: argparse.Namespace
    pages: tuple[Strategy, ...]
    bounds: Bounds
    budget: Budget
    models: tuple[str, ...]
    tell: Callable[[str], None]
    interruption: Interruption = field(default_factory=Interruption)

    @classmethod
    def of(cls, options: argparse.Namespace, tell: Callable[[str], None]) -> Self:
        """Read the pages and check the numbers.

        Raises:
            UsageError: something of it makes no sense, or the output cannot be written.
        """
        bounds, budget = bounds_of(options), budget_of(options)
        if options.output is not None:
            check(options.output, f"--output {options.output}")
        pages = tuple(load(path) for path in options.pages)
        names = [page.name for page in pages]
        for name in names:
            if names.count(name) > 1:
                raise PageError(f"two pages have the name {name}: give each Strategy its own")
        named = options.model or ["sc"]
        models = tuple(model for model in MODELS if model in named or "all" in named)
        return cls(options, pages, bounds, budget, models, tell)

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
        return Page(strategy.name, path, text_of(path)) if path else Page(strategy.name)

    def printed(self, text: str, exit_code: int = 0) -> Outcome:
        """One text, to where the output goes; nothing if it is empty."""
        path = self.options.output
        where = Destination(f"--output {path}", "", path or STDOUT)
        return Outcome({where: text} if text else {}, exit_code)
