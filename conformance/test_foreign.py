"""An implementation that is not ours does what its page allows: yours with ``--impl``, or examples.

All schedules of one rebuild are searched for up to three zones; Hypothesis draws more rebuilds and
zones with a schedule. Each pass takes up every zone: a request leaves out zones, but adds none.
"""

from collections.abc import Callable, Iterable
from functools import cache
from itertools import permutations
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from hypothesis.strategies import DataObject, data
from hypothesis.strategies import lists as lengths

from conformance import generators
from conformance.foreign.adapter import Adapter, load
from conformance.foreign.holding import NEVER, Holding
from conformance.foreign.implementation import Search
from conformance.foreign.judgement import allowed, complaint
from conformance.foreign.outcomes import Lists, Outcome, Way
from conformance.foreign.table import table, visited
from conformance.running import THREADS
from spec.errors import UsageError

EXAMPLES = ("counted", "swapped", "locked", "rewritten")
"""Those that do what they should, by the names of their modules."""

ONE_REBUILD: tuple[Lists, ...] = tuple(
    sorted(
        (
            (tuple(range(1, size + 1)), new)
            for size in (1, 2, 3)
            for count in (1, 2, 3)
            for new in permutations((1, 2, 3), count)
        ),
        key=lambda lists: (sum(map(len, lists)), lists),
    )
)
"""Every rebuild of up to three zones, which are numbered as the first list has them."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The user's implementation, or each of the examples."""
    holding = metafunc.config.pluginmanager.get_plugin("holding")
    here = Path(__file__).parent
    adapters = (
        [holding.adapter]
        if isinstance(holding, Holding)
        else [load(f"conformance.foreign.examples.{name}", here.parent) for name in EXAMPLES]
    )
    metafunc.parametrize("adapter", adapters, ids=[each.name for each in adapters])


@cache
def search(adapter: Adapter) -> Search:
    """What the implementation does; it knows from one time to the next which words change."""
    return Search(adapter)


def ways(adapter: Adapter, lists: Lists) -> dict[Outcome, Way]:
    """All that can become of a pass."""
    try:
        return search(adapter).ways(lists)
    except UsageError as error:
        pytest.fail(str(error), pytrace=False)


def follow(adapter: Adapter, lists: Lists, turns: Iterable[str] = ()) -> Way:
    """What becomes of a pass on a schedule, the writer going on behind it, then the reader."""
    try:
        return search(adapter).way(lists, turns)
    except UsageError as error:
        pytest.fail(str(error), pytrace=False)


def test_a_pass_beside_nobody_visits_the_list(adapter: Adapter) -> None:
    """The one that was there at first, and the one behind a rebuild."""
    for old, new in ONE_REBUILD:
        for lists in ((old,), (old, new)):
            way = follow(adapter, lists)
            if way.outcome != lists[-1]:
                lines = (
                    f"{adapter.name} visits another list than the one there is.",
                    f"lists   {' -> '.join(map(visited, lists))}",
                    table(way),
                    f"because {visited(way.outcome)} is not {visited(lists[-1])}",
                )
                pytest.fail("\n\n".join(lines), pytrace=False)


def test_every_pass_beside_a_rebuild_is_allowed(
    adapter: Adapter, record_property: Callable[[str, object], None]
) -> None:
    """Over all schedules, and no pass breaks what is proved of the page."""
    never: list[tuple[Lists, tuple[int, ...]]] = []
    count = 0
    for lists in ONE_REBUILD:
        found = ways(adapter, lists)
        for way in found.values():
            told = complaint(adapter, way)
            if told is not None:
                pytest.fail(told, pytrace=False)
        permitted = sorted(allowed(adapter.strategy, lists))
        count += len(permitted)
        never += [(lists, visits) for visits in permitted if visits not in found]
    record_property(NEVER, unused(adapter, never, count))


@settings(deadline=None)
@given(data())
def test_passes_beside_more_rebuilds_are_allowed(adapter: Adapter, drawn: DataObject) -> None:
    """Up to four zones and two rebuilds, on a schedule of long turns."""
    lists = drawn.draw(generators.rebuilds(), label="lists")
    turns = drawn.draw(lengths(st.integers(0, 12), max_size=12), label="turns, the reader's first")
    schedule = [THREADS["rw"[at % 2]] for at, turn in enumerate(turns) for _ in range(turn)]
    told = complaint(adapter, follow(adapter, lists, schedule))
    if told is not None:
        pytest.fail(told, pytrace=False)


def unused(adapter: Adapter, never: list[tuple[Lists, tuple[int, ...]]], count: int) -> str:
    """What is allowed and never happens, in a sentence."""
    name = adapter.name
    if not never:
        return f"{name} does all of the {count} things that {adapter.strategy} allows"
    lists, visits = never[0]
    told = " -> ".join(map(visited, lists))
    return (
        f"{name} does {count - len(never)} of the {count} things that {adapter.strategy} allows; "
        f"never, for one, does it visit {visited(visits)} where the lists are {told}"
    )
