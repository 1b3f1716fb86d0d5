"""The history as a table of releases, and the paragraphs below it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spec.html.embedded import Schedules
from spec.verdict import PROVED, REFUTED, UNDECIDED

WORDS = {REFUTED: "bug", PROVED: "ok", UNDECIDED: "?"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One bug on record, or one that is not.

    Attributes:
        name: such as ``B2`` or ``U7``.
        item: everything that the document says about it.
        cells: for each release a word, a tone and whether it is not as recorded.
        shown: its schedule; see ``Schedules.add``.
    """

    name: str
    item: Mapping[str, Any]
    cells: dict[str, tuple[str, str, bool]]
    shown: dict[str, Any] | None


def entries(history: list[Mapping[str, Any]], schedules: Schedules) -> list[Entry]:
    """The rows of the history, their schedules put with the others."""
    return [
        Entry(
            item["name"],
            item,
            {
                era: (
                    WORDS.get(word, word.lower()),
                    {REFUTED: "refuted-3", PROVED: "proved"}.get(word, "undecided"),
                    word != UNDECIDED and (word == REFUTED) != (era in item.get("expected", ())),
                )
                for era, word in item["verdicts"].items()
            },
            schedules.add(item["replay"]) if item.get("replay") else None,
        )
        for item in history
    ]


def releases(rows: list[Entry]) -> list[str]:
    """Every release that was asked, in order."""
    return list(dict.fromkeys(era for row in rows for era in row.cells))
