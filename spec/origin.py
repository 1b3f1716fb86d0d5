"""Where a page stands: its file, the lines of it that matter, and what it says it is."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from spec.vocabulary import Strategy

ROOT = Path(__file__).parent.parent
OURS = ("spec.strategies.", "spec.masks.", "spec.eras.")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a strategy was written.

    Attributes:
        page: the path of its file: as the user gave it, or from the root of this repository;
            empty where nobody knows.
        line: of the statement that makes the strategy, counted from 1.
        expects: for a property whose expectation has a line of its own there, that line.
        summary: the first line of the page's docstring.
    """

    page: str = ""
    line: int = 1
    expects: Mapping[str, int] = field(default_factory=dict)
    summary: str = ""


def origin(strategy: Strategy, path: str = "", text: str = "") -> Origin:
    """Where a strategy stands.

    Args:
        strategy: one of ours, or a user's.
        path: of the user's page, as given; empty for one of ours.
        text: of the user's page, as it was read.
    """
    if path:
        return _found(_tree(text), "STRATEGY", strategy, path) or Origin(path)
    for file, name in _modules(strategy):
        found = _found(_parsed(file), name, strategy, file.relative_to(ROOT).as_posix())
        if found is not None:
            return found
    return Origin()


def _modules(strategy: Strategy) -> Iterator[tuple[Path, str]]:
    """The files of all modules of ours that have the strategy, and its name there."""
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith(OURS) and module.__file__:
            for name, value in vars(module).items():
                if value is strategy:
                    yield Path(module.__file__), name


@cache
def _parsed(file: Path) -> ast.Module:
    try:
        return _tree(file.read_bytes())
    except OSError:  # it went away since it was loaded
        return _tree("")


def _tree(text: str | bytes) -> ast.Module:
    try:
        return ast.parse(text)
    except (ValueError, SyntaxError):
        return ast.Module([], [])


def _found(tree: ast.Module, name: str, strategy: Strategy, page: str) -> Origin | None:
    """The place in this page; None where nothing there gives the name a value."""
    makes = _making(tree, name)
    lines = [node.lineno for node in makes if name in _bound(node)]
    if not lines:
        return None
    summary = (ast.get_docstring(tree) or "").partition("\n")[0]
    keys = sorted((line, key) for node in makes for key, line in _keys(node))
    expects = {key: line for line, key in keys if key in strategy.expect}
    return Origin(page, max(lines), expects, summary)


def _making(tree: ast.Module, name: str) -> list[ast.stmt]:
    """The statements that give the name a value, or one to a name that those use."""
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt) and _bound(node)]
    names, before = {name}, set[str]()
    while names != before:
        before = names
        makes = [node for node in statements if names & _bound(node)]
        used = (each.id for node in makes for each in ast.walk(node) if isinstance(each, ast.Name))
        names = names | {*used}
    return makes


def _bound(node: ast.stmt) -> set[str]:
    """The names to which the statement gives a value, or an entry."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign | ast.AugAssign) else targets
    targets = [each.value if isinstance(each, ast.Subscript) else each for each in targets]
    return {each.id for each in targets if isinstance(each, ast.Name)}


def _keys(node: ast.stmt) -> Iterator[tuple[str, int]]:
    """Keys that the statement gives a value, with their lines."""
    for each in ast.walk(node):
        if isinstance(each, ast.Dict):
            yield from (key for item in each.keys if item for key in _key(item))
        elif isinstance(each, ast.Subscript):
            yield from _key(each.slice)
        elif isinstance(each, ast.keyword) and each.arg:
            yield each.arg, each.lineno


def _key(node: ast.expr) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, node.lineno
