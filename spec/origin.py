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


def origin(strategy: Strategy, path: str = "") -> Origin:
    """Where a strategy stands.

    Args:
        strategy: one of ours, or a user's.
        path: of the user's page, as given; empty for one of ours.
    """
    for file, name in [(Path(path), "STRATEGY")] if path else _modules(strategy):
        tree = _tree(file)
        made = [node for node in ast.walk(tree) if _assigns(node, name)]
        if made or path:
            page = path or file.relative_to(ROOT).as_posix()
            summary = (ast.get_docstring(tree) or "").partition("\n")[0]
            line = getattr(made[-1], "lineno", 1) if made else 1
            return Origin(page, line, _expectations(made[-1:], strategy), summary)
    return Origin()


def _modules(strategy: Strategy) -> Iterator[tuple[Path, str]]:
    """The files of all modules of ours that have the strategy, and its name there."""
    for module_name, module in list(sys.modules.items()):
        if module_name.startswith(OURS) and module.__file__:
            for name, value in vars(module).items():
                if value is strategy:
                    yield Path(module.__file__), name


@cache
def _tree(file: Path) -> ast.Module:
    try:
        return ast.parse(file.read_bytes())
    except (OSError, ValueError, SyntaxError):
        return ast.Module([], [])  # it changed, or went away, since it was loaded


def _assigns(node: ast.AST, name: str) -> bool:
    """The node is a statement that gives the name a value."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def _expectations(made: list[ast.AST], strategy: Strategy) -> dict[str, int]:
    """Lines of the keys of dictionaries that name a property."""
    dictionaries = (node for each in made for node in ast.walk(each) if isinstance(node, ast.Dict))
    keys = (key for node in dictionaries for key in node.keys if isinstance(key, ast.Constant))
    return {
        key.value: key.lineno
        for key in keys
        if isinstance(key.value, str) and key.value in strategy.expect
    }
