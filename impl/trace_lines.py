"""An episode as JSON lines: a header, a line for each event, an end.

The format is described in conformance/traces/README.md.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import cast

from impl.episode import Episode
from impl.instance import Instance
from impl.trace import Step, Store

FORMAT = "zonelist-trace"

VERSION = 1
"""Moves whenever a reader of older traces would misunderstand newer ones, or the other way."""

THREADS = ("writer", "reader")


def lines(episode: Episode) -> Iterator[str]:
    """Yield the lines of one trace, each with its newline."""
    yield _line(
        {
            "format": FORMAT,
            "version": VERSION,
            "strategy": episode.strategy,
            "reader": episode.reader,
            "tries": episode.tries,
            "instance": _instance(episode.instance),
        }
    )
    for number, step in enumerate(episode.steps, 1):
        yield _line({"event": number, **_event(step)})
    end = {"end": len(episode.steps), "finished": THREADS, "seen": asdict(episode.seen)}
    yield _line(end)


def _instance(instance: Instance) -> dict[str, object]:
    zones = range(1, len(instance.types) + 1)
    return {
        "lists": instance.lists,
        "types": instance.types,
        "nodes": instance.nodes,
        "limit": instance.limit,
        "mask": instance.mask,
        "pages_from": [instance.pages_from.get(zone, 0) for zone in zones],
        "events": [event.zone for event in instance.events],
        "pages_before": [instance.pages0.get(zone, 1) for zone in zones if instance.pages0],
        "masks": instance.masks,
        "policy": instance.policy,
    }


def _event(step: Step) -> dict[str, object]:
    """One step; a stopped machine has stores, a marker has neither word nor value."""
    event: dict[str, object] = {"thread": step.thread, "operation": step.operation}
    if step.operation == "stop_machine":
        made = cast("tuple[Store, ...]", step.value)
        return {**event, "stores": [{"word": word, "value": value} for word, value in made]}
    if step.location is None:
        return event
    return {**event, "word": step.location, "value": step.value}


def _line(record: dict[str, object]) -> str:
    return json.dumps(record, default=_plain) + "\n"


def _plain(value: object) -> object:
    """A set of nodes as a sorted list, and FREED as its name."""
    return sorted(value) if isinstance(value, frozenset) else str(value)
