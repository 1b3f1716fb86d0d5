"""The table of verdicts as cells to click on: a text, a tone, and a sentence for who hears it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from spec.cell import Told, cell, unexpected
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS

Kinds = Mapping[str, Told]
"""What the document says about one strategy and property under one model, by kind."""

SHADES = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table.

    Attributes:
        key: ``strategy::property::model``, which is the cell's address behind a ``#``.
        text: as in the printed table, without its ``!``.
        tone: ``proved``, ``vacuous``, ``undecided``, or ``refuted-1`` to ``refuted-3``, the
            stronger the more kinds refute.
        label: the text, and everything in words.
        unexpected: some kind is not as the page expects.
        differs: the first model of the table says otherwise.
    """

    key: str
    text: str
    tone: str
    label: str
    unexpected: bool = False
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """A place without a verdict.

    Attributes:
        text: what stands there.
        label: what that means.
    """

    text: str
    label: str


SILENT = Blank("-", "says nothing about this strategy")
OPEN = Blank("\u2026", "not decided")


@dataclass(frozen=True, slots=True)
class Table:
    """The verdicts under one model.

    Attributes:
        model: its name.
        rows: for each strategy a cell for each property, or why there is none.
    """

    model: str
    rows: dict[str, list[Cell | Blank]]


def tables(document: Mapping[str, Any], applicable: Mapping[str, Collection[str]]) -> list[Table]:
    """A table for each memory model of the result document.

    Args:
        document: the result.
        applicable: for each strategy the properties that say something about it.
    """
    first = document["models"][0] if document["models"] else ""
    return [
        Table(
            model,
            {
                strategy: [
                    _cell(document, first, model, strategy, prop)
                    or (OPEN if prop in applicable[strategy] else SILENT)
                    for prop in properties
                ]
                for strategy in document["strategies"]
            },
        )
        for properties in [list(document["properties"])]
        for model in document["models"]
    ]


def _cell(
    document: Mapping[str, Any], first: str, model: str, strategy: str, prop: str
) -> Cell | None:
    here, usual = (
        document["verdicts"].get(name, {}).get(strategy, {}).get(prop, {})
        for name in (model, first)
    )
    if not here:
        return None
    differs = bool(usual) and _words(usual) != _words(here)
    alarming = any(map(unexpected, here.values()))
    text = cell(here).removeprefix("!")
    label = f"{'! ' * alarming}{text}; {strategy}, {prop}, {model}: {told(here)}"
    label += "; not as the page expects" * alarming + f"; differs from {first}" * differs
    return Cell(
        f"{strategy}::{prop}::{model}",
        text,
        tone(here),
        label,
        alarming,
        differs,
    )


def _words(kinds: Kinds) -> dict[str, str]:
    return {kind: item["verdict"] for kind, item in kinds.items()}


def _with(kinds: Kinds, word: str) -> list[str]:
    return [kind for kind, item in kinds.items() if item["verdict"] == word]


def _refuting(kinds: Kinds) -> list[str]:
    """The kinds that refute; ``any``, which every other brings along, only by itself."""
    refuting = _with(kinds, REFUTED)
    return [kind for kind in refuting if kind != "any"] or refuting


def tone(kinds: Kinds) -> str:
    """What the cell is coloured by, beside its text."""
    refuting = _refuting(kinds)
    if refuting:
        return f"refuted-{min(len(refuting), SHADES)}"
    if _with(kinds, UNDECIDED):
        return "undecided"
    return "proved" if _with(kinds, PROVED) else "vacuous"


def told(kinds: Kinds) -> str:
    """The verdicts in words, such as ``refuted under online, offline; proved under reorder``."""
    groups = [
        (word, _refuting(kinds) if word == REFUTED else _with(kinds, word))
        for word in (REFUTED, UNDECIDED, PROVED, VACUOUS)
    ]
    present = [(word, names) for word, names in groups if names]
    if len(present) == 1 and present[0][0] != REFUTED:
        return present[0][0].lower()
    refuted = bool(groups[0][1])
    return "; ".join(
        f"{word.lower()} under {', '.join(names)}"
        for word, names in present
        if not (refuted and word == PROVED and names == ["any"])
    )
