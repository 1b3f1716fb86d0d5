"""What the page carries along for its script: every cell's verdicts and every schedule, once."""

import json
import shlex
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from spec.html.drawing import drawing
from spec.html.heat import Kinds, told
from spec.interpreter import replay
from spec.legend import sentence
from spec.page import strategy_named
from spec.scenario import parse
from spec.vocabulary import Strategy


class Schedules:
    """The schedules of a page, each drawn once, whatever number of cells show it.

    Attributes:
        drawings: as ``spec.html.drawing`` makes them.
    """

    def __init__(self, strategies: Mapping[str, Strategy], pages: Mapping[str, str]) -> None:
        self._strategies = strategies
        self._pages = pages
        self._known: dict[str, int] = {}
        self.drawings: list[dict[str, Any]] = []

    def add(self, text: str) -> dict[str, Any]:
        """What to know about a schedule: its number among the drawings and how to replay it.

        Args:
            text: a scenario as ``--replay`` takes it.

        Raises:
            UsageError: it is none, or its strategy is not known.
        """
        scenario = parse(text)
        # What reads what was stored last happens in the same way under every model.
        same = scenario if scenario.reads else replace(scenario, model="sc")
        key = same.text()
        if key not in self._known:
            strategy = self._strategies.get(scenario.strategy) or strategy_named(scenario.strategy)
            self._known[key] = len(self.drawings)
            self.drawings.append(drawing(replay(strategy, scenario), strategy))
        page = self._pages.get(scenario.strategy)
        parts = ["python", "-m", "spec.prove", *([page] if page else []), "--replay", text]
        return {"drawing": self._known[key], "replay": shlex.join(parts)}


def embedded(document: Mapping[str, Any], schedules: Schedules) -> dict[str, Any]:
    """Everything that the script asks for.

    Args:
        document: the result.
        schedules: filled here with those of the verdicts.

    Returns:
        ``properties``, a sentence by name; ``kinds``, one by what moves and by name;
        ``strategies``, by name; ``cells``, by address; ``drawings``; ``cross_check``, who was asked
        for second opinions.
    """
    cells = {
        f"{strategy}::{prop}::{model}": _cell(strategy, prop, model, kinds, schedules)
        for model, strategies in document["verdicts"].items()
        for strategy, properties in strategies.items()
        for prop, kinds in properties.items()
    }
    return {
        "models": document["models"],
        "cross_check": document["cross_check"],
        "properties": {name: item["meaning"] for name, item in document["properties"].items()},
        "kinds": {
            item["moves"]: {kind: sentence(kind, item["moves"]) for kind in document["kinds"]}
            for item in document["strategies"].values()
        },
        "strategies": {
            name: {key: item[key] for key in ("summary", "page", "line", "moves")}
            for name, item in document["strategies"].items()
        },
        "cells": cells,
        "drawings": schedules.drawings,
    }


def _cell(
    strategy: str, prop: str, model: str, kinds: Kinds, schedules: Schedules
) -> dict[str, Any]:
    why: dict[str, list[str]] = {}
    for kind, item in kinds.items():
        why.setdefault(item["because"], []).append(kind)
    found = [(kind, item["schedule"]) for kind, item in kinds.items() if item["schedule"]]
    return {
        "strategy": strategy,
        "property": prop,
        "model": model,
        "told": told(kinds),
        "why": list(why.items()),
        "time": _time(kinds),
        "kinds": {
            kind: [
                item["verdict"].lower(),
                item["expected"].lower(),
                item["reason"],
                item["reader"],
                item["readers"],
                item["second"],
            ]
            for kind, item in kinds.items()
        },
        "shown": {"kind": found[-1][0], **schedules.add(found[-1][1])} if found else None,
    }


def _time(kinds: Kinds) -> str:
    if all(item["cached"] for item in kinds.values()):
        return "From the cache."
    return f"Decided in {sum(item['seconds'] for item in kinds.values()):.3f} s."


def as_script(value: Any) -> str:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
