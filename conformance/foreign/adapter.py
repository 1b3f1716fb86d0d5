"""The module that says how an implementation is started, written and read."""

import importlib
import importlib.util
import inspect
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from conformance.judgement import EVERY
from spec.errors import UsageError
from spec.page import nearest

NAMES = {
    "start": ("start(zones)", "returns what write() and read() share, with these zones listed"),
    "write": ("write(zonelist, zones)", "makes these zones the list: one rebuild"),
    "read": ("read(zonelist)", "returns the zones that one pass visits, in order"),
}
"""What an adapter defines besides STRATEGY, and what each of them does."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """An implementation and the page that it is held to.

    Attributes:
        name: as it was given.
        strategy: the name of the page.
        start: makes what both threads are given, from the list that is published at first.
        write: one rebuild, from the new list.
        read: one pass; the zones it visits, in order.
    """

    name: str
    strategy: str
    start: Callable[[list[int]], object]
    write: Callable[[Any, list[int]], object]
    read: Callable[[Any], object]


def pages() -> list[str]:
    """The strategies that rebuild a list, by name."""
    return [page.name for page in EVERY.values() if page.moves == "lists"]


def load(name: str, folder: Path) -> Adapter:
    """The adapter of that name.

    Args:
        name: of a module, or the path of a file.
        folder: where it is looked for first.

    Raises:
        UsageError: there is none, it does not import, or it lacks something.
    """
    module = _imported(name, folder)
    strategy = getattr(module, "STRATEGY", None)
    if not isinstance(strategy, str):
        raise UsageError(f'{name} lacks STRATEGY: say which page it is held to, as in "in_place"')
    pages = [page.name for page in EVERY.values() if page.moves == "lists"]
    if strategy not in EVERY:
        raise UsageError(f"{name}: there is no strategy {strategy!r}{nearest(strategy, pages)}")
    if strategy not in pages:
        raise UsageError(
            f"{name}: {strategy} never rebuilds a list: choose from {', '.join(pages)}"
        )
    for key, (call, does) in NAMES.items():
        found = getattr(module, key, None)
        if not callable(found):
            raise UsageError(f"{name} lacks {key}(): define {call}, which {does}")
        try:
            inspect.signature(found).bind(*call.partition("(")[2].split(","))
        except TypeError:
            raise UsageError(f"{name}: {key}() must take what {call} takes") from None
        except ValueError:
            pass  # no signature to look at
    return Adapter(name, strategy, module.start, module.write, module.read)


def _imported(name: str, folder: Path) -> ModuleType:
    path = folder / name
    is_file = name.endswith(".py")
    if is_file and not path.is_file():
        raise UsageError(f"there is no file {name}: give the path of a Python module, or its name")
    for place in (str(path.parent), str(folder)) if is_file else (str(folder),):
        if place not in sys.path:
            sys.path.insert(0, place)
    try:
        if not is_file:
            return importlib.import_module(name)
        found = importlib.util.spec_from_file_location(f"implementation_{path.stem}", path)
        assert found is not None
        assert found.loader is not None
        module = importlib.util.module_from_spec(found)
        sys.modules[found.name] = module
        found.loader.exec_module(module)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}.") and not is_file:
            raise UsageError(
                f"there is no module {name}: give one that imports from here, or a file that "
                "ends in .py"
            ) from error
        raise UsageError(f"{name} does not import: {told(error)}") from error
    except (Exception, SystemExit) as error:
        raise UsageError(f"{name} does not import: {told(error)}") from error
    return module


def told(error: BaseException) -> str:
    """An error of the user's code in one line, with the file and line it comes from."""
    said = " ".join(f"{type(error).__name__}: {error}".split()).removesuffix(":")
    if isinstance(error, SyntaxError):
        return said
    ours = Path(__file__).parent
    places = [
        place
        for place in traceback.extract_tb(error.__traceback__)
        if Path(place.filename).parent != ours and not place.filename.startswith("<frozen")
    ]
    if not places or places[-1].filename == importlib.__file__:
        return said
    return f"{said} ({Path(places[-1].filename).name}, line {places[-1].lineno})"
