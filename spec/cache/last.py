"""What was unexpected or undecided when it was last asked, as pytest keeps what failed."""

import json
from collections.abc import Iterable
from pathlib import Path

from spec.cache.store import replace

NAME = "last-failed.json"
NAMED = 3
"""Separators of a name."""


def last_failed(folder: Path) -> frozenset[str]:
    """Names, as ``strategy::property::model::kind``; none where no run left any."""
    try:
        names = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return frozenset()
    return frozenset(filter(_is_name, names)) if isinstance(names, list) else frozenset()


def remember(folder: Path, decided: Iterable[str], failed: Iterable[str]) -> None:
    """Note what failed; what was decided is else forgotten, and all the rest stays as it was.

    Raises:
        OSError: it cannot be written.
    """
    names = sorted((last_failed(folder) - set(decided)) | set(failed))
    if not names and not (folder / NAME).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    replace(folder / NAME, json.dumps(names, indent=1) + "\n")


def _is_name(item: object) -> bool:
    return isinstance(item, str) and item.count("::") == NAMED
