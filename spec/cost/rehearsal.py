"""A reader and a writer of a page, each alone with its memory, and what they do there."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import fields, replace
from typing import Any

from spec.behaviour import initial_memory
from spec.cost.comparison import Observed
from spec.cost.recording import Noted, Recording
from spec.plain_reader import PlainReader
from spec.plain_writer import PlainWriter
from spec.scenario import Scenario
from spec.vocabulary import Strategy

FAST = ("fast", "around")
"""Phases of an allocation that ends on the fast path."""


def allocation(
    strategy: Strategy, zones: int, tries: int, *, found: bool, masked: bool
) -> list[Noted]:
    """What a reader does while nobody rebuilds.

    The phase is ``fast`` on the fast path, and in the slow path the name of the page's function,
    such as ``walk``; ``around`` is what surrounds them both.

    Args:
        strategy: the page.
        zones: how many zones are in the list; the request takes up any.
        tries: slow-path tries of a round, before the last look.
        found: every zone has pages, or none has.
        masked: the request has a nodemask, with all nodes in it.

    Raises:
        StuckError: it waits for somebody else, or restarts for ever.
    """
    nodes = tuple(range(zones))
    everywhere = frozenset(nodes)
    scenario = replace(
        scenario_of(strategy, (tuple(range(1, zones + 1)),), nodes, (everywhere, everywhere)),
        mask=everywhere if masked and not strategy.masks else None,
        policy="task" if masked and strategy.masks else "none",
        pages_from=(0 if found else None,) * zones,
        pages_before=(found,) * zones if strategy.moves == "pages" else (),
        tries=tries,
    )
    recording = Recording(initial_memory(strategy, scenario))

    def seen(phase: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def observed(reader: PlainReader, *arguments: Any) -> Any:
            recording.phase = "fast" if reader.fast else phase
            return function(Observed(reader, recording), *arguments)

        return observed

    @contextmanager
    def around(reader: PlainReader) -> Iterator[Any]:
        recording.phase = "around"
        with _surrounding(strategy, Observed(reader, recording)) as held:
            yield held
            recording.phase = "around"

    functions = {one.name: getattr(strategy, one.name) for one in fields(strategy)}
    page = replace(
        strategy,
        **{name: seen(name, value) for name, value in functions.items() if callable(value)}
        | {"around": around},
    )
    PlainReader(recording.ask, page, scenario, scenario.instance()).allocation()
    return recording.noted


def _surrounding(strategy: Strategy, reader: Any) -> AbstractContextManager[Any]:
    return strategy.around(reader) if strategy.around else nullcontext()


def rebuild(strategy: Strategy, new: int, old: int, nodes: int) -> list[Noted]:
    """What a writer does in one rebuild while nobody reads.

    A nodemask moves to other nodes than before, and the request's policy is the task's.

    Args:
        strategy: the page.
        new: zones of the new list.
        old: zones of the old list.
        nodes: nodes on which the zones of the new list are, at most as many as zones.

    Raises:
        StuckError: it waits for somebody else.
    """
    lists = (tuple(range(1, old + 1)), tuple(range(1, new + 1)))
    on = tuple(min(zone * nodes // new, nodes - 1) for zone in range(max(old, new, 2)))
    scenario = scenario_of(strategy, lists, on, (frozenset({0}), frozenset({1})))
    if strategy.moves != "lists":
        scenario = replace(scenario, lists=lists[1:], policy="task" if strategy.masks else "none")
    if strategy.moves == "pages":
        scenario = replace(scenario, events=(1,), pages_before=(False,) * scenario.zones)
    recording = Recording(initial_memory(strategy, scenario))
    page = replace(strategy, writer=lambda writer: strategy.writer(_observed(writer, recording)))
    PlainWriter(recording.ask, page, scenario).rebuild(1)
    return recording.noted


def _observed(thread: Any, recording: Recording) -> Any:
    return Observed(thread, recording)


def scenario_of(
    strategy: Strategy,
    lists: tuple[tuple[int, ...], ...],
    nodes: tuple[int, ...],
    versions: tuple[frozenset[int], frozenset[int]],
) -> Scenario:
    """One in which every zone is of the same type, which the request allows.

    Args:
        strategy: the page.
        lists: the lists.
        nodes: the node of each zone.
        versions: what each mask that moves is and becomes.
    """
    zones = len(nodes)
    return Scenario(
        strategy=strategy.name,
        prop="",
        reader="allocation",
        lists=lists,
        types=(0,) * zones,
        nodes=nodes,
        limit=0,
        mask=None,
        pages_from=(None,) * zones,
        schedule="",
        masks=tuple((mask.name, versions) for mask in strategy.masks),
    )
