"""A folder of answers, one JSON file each, named by the digest of the question.

An entry repeats its question in full and carries a digest of its answer: what was cut short,
changed or put there by somebody else is told and not used. An entry appears at once, by renaming,
so that two runs may share a folder. Whatever goes wrong with the folder costs time and no verdict.
"""

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spec.cache.sources import digest

Json = Mapping[str, Any]
VERSION = 1


def default_folder() -> Path | None:
    """Where answers are kept: ``zonelist-spec`` in a user's cache folder (XDG), if there is any."""
    home = os.environ.get("XDG_CACHE_HOME")
    try:
        return (Path(home) if home else Path.home() / ".cache") / "zonelist-spec"
    except RuntimeError:  # a user without a home
        return None


def canonical(value: object) -> str:
    """The one JSON text of a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


@dataclass(slots=True)
class Store:
    """Answers that were given before.

    Attributes:
        folder: where they are.
        warn: told, in a sentence, what was wrong with an entry or the folder.
    """

    folder: Path
    warn: Callable[[str], None]
    _writable: bool = field(default=True)

    def get(self, question: Json) -> Json | None:
        """The answer to a question; None where there is none that can be trusted."""
        path = self._path(question)
        try:
            text = path.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, UnicodeDecodeError) as error:
            self.warn(f"the cache's {path} cannot be read and is not used: {error}")
            return None
        answer = _trusted(text, question)
        if answer is None:
            self.warn(f"the cache's {path} is damaged or not ours, and is not used")
        return answer

    def put(self, question: Json, answer: Json) -> None:
        """Keep an answer; where that fails, say so once and go on without."""
        if not self._writable:
            return
        path = self._path(question)
        entry = {
            "version": VERSION,
            "question": question,
            "answer": answer,
            "digest": digest(canonical(answer)),
        }
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, json.dumps(entry, indent=1))
        except OSError as error:
            self._writable = False
            self.warn(f"nothing more is kept in the cache {self.folder}: {error.strerror or error}")

    def _path(self, question: Json) -> Path:
        name = digest(canonical(question))
        return self.folder / name[:2] / f"{name[2:]}.json"


def replace(path: Path, text: str) -> None:
    """Write a file so that it is there whole or, if anything fails, as it was.

    Raises:
        OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(name, path)  # noqa: PTH105 - the temporary file has no Path yet
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _trusted(text: str, question: Json) -> Json | None:
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(entry, dict) or entry.get("version") != VERSION:
        return None
    answer = entry.get("answer")
    same = canonical(entry.get("question")) == canonical(question)
    if not same or not isinstance(answer, dict):
        return None
    return answer if entry.get("digest") == digest(canonical(answer)) else None
