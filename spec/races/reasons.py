"""What keeps a page from racing: whatever cannot be left out.

Each thing that orders something is left out in turn, on a page unrolled anew; if accesses race then,
it was needed.
"""

from collections.abc import Callable

from spec.events import Structure
from spec.program import Program
from spec.races.search import RaceSearch
from spec.relation import is_load, is_store
from spec.search.solver import Budget
from spec.words import Fence


def needed(program: Callable[[], Program], budget: Budget) -> tuple[str, ...]:
    """What the order of the page's plain accesses depends on.

    Args:
        program: unrolls the page, each time anew, into what has no race.
        budget: for each question to the solver.

    Raises:
        UndecidedError: the solver gave up.
    """
    found = []
    for name in _orderings(program().structure):
        without = program()
        _orderings(without.structure)[name]()
        search = RaceSearch(without, budget)
        if any(search.race(store, load) is not None for store, load in search.pairs()):
            found.append(name)
    return tuple(found)


def _orderings(structure: Structure) -> dict[str, Callable[[], None]]:
    """Everything that orders something, by name, and how it is left out."""
    found: dict[str, Callable[[], None]] = {}
    if structure.stops:
        found["stop_machine()"] = lambda: _without_stops(structure)
    if any(section.kind == "rcu" for section in structure.sections):
        found["rcu_read_lock()"] = lambda: _without_sections(structure)
    if structure.grace_periods:
        found["synchronize_rcu()"] = lambda: _without_grace_periods(structure)
    for kind in Fence:
        if any(event.action == kind.value for event in structure.events):
            found[kind.value] = lambda kind=kind: _without(structure, kind.value)  # type: ignore[misc]
    for event in structure.events:
        if event.order != "once" and (is_load(event) or is_store(event)):
            name = f"the {event.order} of {event.location}"
            what = event.order, event.location
            found[name] = lambda what=what: _without_order(structure, *what)  # type: ignore[misc]
        for load in event.address:
            source = structure.events[load].location
            name = f"the address loaded from {source}"
            found[name] = lambda source=source: _without_address(structure, source)  # type: ignore[misc]
    return found
