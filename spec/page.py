"""Finding strategy pages: ours by name, a user's by the path of its file; and checking them."""

import difflib
import sys
from importlib.util import decode_source
from pathlib import Path
from types import ModuleType
from typing import get_args

from spec.eras import ERAS
from spec.errors import PageError, UsageError
from spec.instance import CONTEXTS, Bounds
from spec.masks import MASKS
from spec.program import LOOPS, READERS, unroll
from spec.properties import PROPERTIES, Property
from spec.published import unpublished
from spec.strategies import ALL
from spec.vocabulary import Check, Strategy

BROUGHT: set[str] = set()
"""The modules that pages have imported so far: what an answer about a page is built from, too."""


def load(path: str) -> Strategy:
    """The strategy of a page in a file.

    Raises:
        PageError: there is no such file, it does not import, or it is no valid page.
    """
    strategy = read(path, text_of(path))
    check(strategy, path)
    return strategy


def text_of(path: str) -> str:
    """What the file of a page says.

    Raises:
        PageError: there is no such file, or it is no Python file.
    """
    file = Path(path)
    if not file.is_file():
        raise PageError(f"there is no page {path}: give the path of a Python file")
    if file.suffix != ".py":
        raise PageError(f"{path} is no Python file: give one that ends in .py")
    try:
        return decode_source(file.read_bytes())
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        raise PageError(f"{path} cannot be read: {error}") from error


def read(path: str, text: str) -> Strategy:
    """The strategy of a page, from its text; the file need not be on this machine.

    Raises:
        PageError: it does not import, or defines no strategy.
    """
    module = ModuleType(f"strategy_page_{Path(path).stem}")
    module.__file__ = path
    sys.modules[module.__name__] = module
    known = set(sys.modules)
    try:
        exec(compile(text, path, "exec"), module.__dict__)  # noqa: S102 - a page is Python
    except PageError:
        raise
    except (Exception, SystemExit) as error:
        told = " ".join(str(error).split())
        raise PageError(f"{path} does not import: {type(error).__name__}: {told}") from error
    finally:
        BROUGHT.update(set(sys.modules) - known)
    strategy = getattr(module, "STRATEGY", None)
    if not isinstance(strategy, Strategy):
        raise PageError(f"{path} defines no STRATEGY: end the page with STRATEGY = Strategy(...)")
    return strategy


def check(strategy: Strategy, path: str) -> None:
    """Make sure that a page is complete and can be unrolled.

    Raises:
        PageError: its name would not fit into STRATEGY::PROPERTY, a verdict is missing or unknown,
            the page breaks a rule of the vocabulary, or its writer leaves something else behind
            than it should.
    """
    own = strategy.name
    if not own or "::" in own or any(map(str.isspace, own)):
        raise PageError(f"{path} has the name {own!r}: give it one without spaces and ::")
    names = [prop.name for prop in PROPERTIES]
    for name in strategy.expect:
        if name not in names:
            raise PageError(f"{path} expects an unknown property {name!r}{nearest(name, names)}")
    missing = [prop.name for prop in applicable(strategy) if prop.name not in strategy.expect]
    if missing:
        raise PageError(
            f"{path} omits a verdict for {', '.join(missing)}: "
            "add what you believe to expect, as proved(...) or refuted(...)"
        )
    if strategy.moves == "pages" and strategy.first:
        raise PageError(f"{path} keeps a slot of a list that never changes: leave first out")
    places = get_args(Check)
    for place in strategy.checks:
        if place not in places:
            raise PageError(f"{path} checks at {place!r}: choose from {', '.join(places)}")
    for reader in (*READERS, *LOOPS, *CONTEXTS):
        try:
            unroll(strategy, reader, Bounds(2, 1, 1, 1))
        except PageError as error:
            raise PageError(f"{path}: {error}") from error
        except Exception as error:
            raise PageError(
                f"{path} fails while it is unrolled: {type(error).__name__}: {error}"
            ) from error
    told = unpublished(strategy)
    if told is not None:
        raise PageError(f"{path}: {told}: let the writer store all that changes")


def applicable(strategy: Strategy) -> list[Property]:
    """The properties that say something about the strategy."""
    return [prop for prop in PROPERTIES if prop.applies(strategy)]


def strategy_named(name: str, extra: tuple[Strategy, ...] = ()) -> Strategy:
    """The strategy of this name.

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    known = {item.name: item for item in (*ALL, *MASKS, *ERAS, *extra)}
    if name not in known:
        raise UsageError(f"there is no strategy {name!r}{nearest(name, list(known))}")
    return known[name]


def property_named(name: str) -> Property:
    """The property of this name.

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    known = {item.name: item for item in PROPERTIES}
    if name not in known:
        raise UsageError(f"there is no property {name!r}{nearest(name, list(known))}")
    return known[name]


def nearest(name: str, known: list[str]) -> str:
    """What to say behind a name that is unknown: the nearest one, or all there are."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f": did you mean {close[0]}?" if close else f": choose from {', '.join(known)}"
