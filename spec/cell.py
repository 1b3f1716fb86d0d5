"""The cells of the table, from the verdicts of a result document."""

from collections.abc import Collection, Mapping
from typing import Any

from spec.legend import short
from spec.verdict import PROVED, REFUTED, UNDECIDED, VACUOUS

Told = Mapping[str, Any]
"""One verdict, as the document has it."""


def unexpected(told: Told) -> bool:
    """Decided, and not as the page says."""
    return told["verdict"] not in (UNDECIDED, told["expected"])


def cell(kinds: Mapping[str, Told]) -> str:
    """One cell of the table, under one memory model.

    Args:
        kinds: the verdicts on one strategy and property, by kind.
    """
    if not kinds:
        return "-"
    words = {kind: told["verdict"] for kind, told in kinds.items()}
    refuting = [kind for kind in words if words[kind] == REFUTED]
    strict = [kind for kind in refuting if kind != "any"] or refuting
    parts = [short(kind) for kind in strict]
    parts += [f"?{short(kind)}" for kind in words if words[kind] == UNDECIDED]
    if not parts and PROVED in words.values():
        parts.append("proved")
    parts += [f"~{short(kind)}" for kind in words if words[kind] == VACUOUS]
    mark = "!" if any(map(unexpected, kinds.values())) else ""
    return mark + " ".join(parts)


def cells(
    verdicts: Mapping[str, Any], models: Collection[str], strategy: str, prop: str
) -> list[str]:
    """The cell of every model, a line for each verdict where the model makes a difference.

    Args:
        verdicts: those of a document, by model, strategy, property and kind.
        models: in their order.
        strategy: its name.
        prop: the property's name.
    """
    texts: dict[str, list[str]] = {}
    for model in models:
        kinds = verdicts.get(model, {}).get(strategy, {}).get(prop, {})
        texts.setdefault(cell(kinds), []).append(model)
    if len(texts) <= 1:
        return list(texts)
    return [f"{' '.join(names)}: {text}" for text, names in texts.items()]
