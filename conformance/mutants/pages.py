"""The mutants of the spec's pages, generated from what the pages are made of.

A page is made of the functions of its strategies and of whatever those call in ``spec/kernel`` and
other pages; so a change of a shared function is a mutant of each page that it is part of.
"""

import ast
import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from conformance.mutants.words import changes
from spec.eras import v6_16
from spec.instance import Bounds
from spec.masks import MASKS
from spec.program import unroll
from spec.strategies import ALL
from spec.vocabulary import Strategy

FIELDS = ("writer", "walk", "first", "begin", "moved", "around", "reclaim_retry")
OPTIONAL = ("first", "moved", "around", "reclaim_retry", "second_lock")
STOP = ast.parse("raise LookupError").body
HOMES = ("spec.strategies.", "spec.masks.", "spec.eras.", "spec.kernel.")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A page with one thing wrong.

    Attributes:
        page: its name.
        function: the function that is changed, or ``Strategy``.
        what: is changed, in words.
        strategies: those of the page; they differ from the page's own where a field is changed.
        original: the function itself, and its code with the change; absent where a field is.
        where: file and line.
    """

    page: str
    function: str
    what: str
    strategies: tuple[Strategy, ...] = field(repr=False)
    original: tuple[FunctionType, CodeType] | None = field(default=None, repr=False)
    where: str = ""

    @property
    def name(self) -> str:
        """What it is known by; no line number is part of it."""
        return f"{self.page}: {self.function}: {self.what}"

    @contextmanager
    def planted(self) -> Iterator[tuple[Strategy, ...]]:
        """The page's strategies, with the bug while the section lasts."""
        if self.original is None:
            yield self.strategies
            return
        function, code = self.original
        kept = function.__code__
        function.__code__ = code
        try:
            yield self.strategies
        finally:
            function.__code__ = kept


PAGES: dict[str, tuple[Strategy, ...]] = {
    **{strategy.name: (strategy,) for strategy in ALL},
    **{narrow.name: (narrow, wide) for narrow, wide in zip(MASKS[::2], MASKS[1::2], strict=True)},
    v6_16.STRATEGY.name: (v6_16.STRATEGY, v6_16.MASKS),
}
"""Each page's strategies, by its name: of masks both widths, of the eras the newest.

An era puts together what other pages are made of; what is wrong there is planted there, and here
what no other page has. Older eras are the newest with less.
"""


def proves(strategies: tuple[Strategy, ...]) -> bool:
    """Some property is expected to hold of one of them, whatever the rebuild."""
    return any(
        not expected.refuted_by for strategy in strategies for expected in strategy.expect.values()
    )


@cache
def mutants(page: str) -> tuple[Mutant, ...]:
    """Every mutant of a page, in the order of its source."""
    return (*_of_functions(page), *_of_fields(page))


def functions(strategies: tuple[Strategy, ...]) -> tuple[FunctionType, ...]:
    """The functions that strategies are made of, each before those that it calls."""
    found: dict[FunctionType, None] = {}
    for strategy in strategies:
        for name in FIELDS:
            _reach(getattr(strategy, name), found)
    return tuple(found)


def own_functions(page: str) -> tuple[FunctionType, ...]:
    """The functions that are wrong in the mutants of a page: all, or of an era those of its own."""
    found = functions(PAGES[page])
    if page != v6_16.STRATEGY.name:
        return found
    elsewhere = {
        function for name, pages in PAGES.items() if name != page for function in functions(pages)
    }
    return tuple(function for function in found if function not in elsewhere)


def _reach(value: object, found: dict[FunctionType, None]) -> None:
    """The function and all that it calls."""
    if not callable(value):
        return
    function = inspect.unwrap(value)
    if not isinstance(function, FunctionType) or not function.__module__.startswith(HOMES):
        return
    if function not in found:
        found[function] = None
        for node in ast.walk(_tree(function)):
            if isinstance(node, ast.Name):
                _reach(function.__globals__.get(node.id), found)


def _of_functions(page: str) -> Iterator[Mutant]:
    strategies = PAGES[page]
    for function in own_functions(page):
        tree = _as_run(strategies, function)
        file = Path(inspect.getfile(function)).name
        for change in changes(tree):
            yield Mutant(
                page,
                function.__name__,
                change.what,
                strategies,
                (function, _code(function, change.of(tree))),
                f"{file}:{change.line}",
            )


def _tree(function: FunctionType) -> ast.FunctionDef:
    """The function's source, without its decorators, each line numbered as in the file."""
    tree = ast.parse(inspect.getsource(function)).body[0]
    assert isinstance(tree, ast.FunctionDef)
    ast.increment_lineno(tree, function.__code__.co_firstlineno - 1)
    tree.decorator_list.clear()
    return tree


def _code(function: FunctionType, tree: ast.FunctionDef) -> CodeType:
    """A changed function's code, to be run in place of the function's own."""
    module = ast.fix_missing_locations(ast.Module([tree], []))
    scope: dict[str, Any] = dict(function.__globals__)
    exec(compile(module, inspect.getfile(function), "exec"), scope)  # noqa: S102 - our own source
    code: CodeType = scope[tree.name].__code__
    return code


def _as_run(strategies: tuple[Strategy, ...], function: FunctionType) -> ast.FunctionDef:
    """The function's source, with what an ``if`` on an argument comes to on this page."""
    tree = _tree(function)
    for loop in [node for node in ast.walk(tree) if isinstance(node, ast.For)]:
        body: list[ast.stmt] = []
        for word in loop.body:
            if not isinstance(word, ast.If):
                body.append(word)
            elif _is_run(strategies, function, deepcopy(tree, {id(word.body): STOP})):
                body += word.body
        loop.body = body
    return tree


def _is_run(
    strategies: tuple[Strategy, ...], function: FunctionType, stopping: ast.FunctionDef
) -> bool:
    """Whether the page comes to the place where the function would stop."""
    with Mutant("", "", "", strategies, (function, _code(function, stopping))).planted():
        try:
            unroll(strategies[0], "pass", Bounds(2, 1, 1, 1))
        except LookupError:
            return True
    return False


def _of_fields(page: str) -> Iterator[Mutant]:
    """Each optional field left out, and each check."""
    strategy = PAGES[page][0]
    for name in OPTIONAL:
        if getattr(strategy, name) is not None:
            yield _without(page, f"no {name}", **{name: None})
    for check in strategy.checks if strategy.moved else ():
        rest = tuple(other for other in strategy.checks if other != check)
        yield _without(page, f"no {check!r} in checks", checks=rest)


def _without(page: str, what: str, **fields: Any) -> Mutant:
    changed = tuple(replace(strategy, **fields) for strategy in PAGES[page])
    return Mutant(page, "Strategy", what, changed)
