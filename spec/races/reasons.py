"""What keeps a page from racing: whatever cannot be left out.

Each thing that orders something is left out in turn, on a page unrolled anew; if accesses race
then, it was needed.
"""

from collections.abc import Callable, Iterable
from functools import partial

from spec.events import Event, Structure
from spec.program import Program
from spec.races.search import RaceSearch
from spec.search.solver import Budget
from spec.words import Fence, Location, Order


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
        found["stop_machine()"] = partial(_never_stop, structure)
    if any(section.kind == "rcu" for section in structure.sections):
        found["rcu_read_lock()"] = partial(_never_enter, structure)
    if structure.grace_periods:
        found["synchronize_rcu()"] = partial(_never_wait, structure)
    for kind in Fence:
        fences = [event for event in structure.events if event.action == kind.value]
        if fences:
            found[kind.value] = partial(_silence, fences)
    for event in structure.events:
        if event.order != "once":
            word = of_any_slot(event.location)
            found[f"the {event.order} of {word}"] = partial(_relax, structure, event.order, word)
        for load in event.address:
            word = of_any_slot(structure.events[load].location)
            found[f"the address loaded from {word}"] = partial(_forget, structure, word)
    return found


def of_any_slot(location: Location | None) -> str:
    """The name of a word, the same for each slot of an array."""
    assert location is not None
    if location.slot is None:
        return location.name
    return f"{location.name}[]" + (f".{location.word}" if location.word else "")


def _silence(markers: Iterable[Event]) -> None:
    for event in markers:
        event.action = "nothing"


def _never_stop(structure: Structure) -> None:
    structure.stops.clear()
    for event in structure.events:
        event.block = None


def _never_enter(structure: Structure) -> None:
    for section in structure.sections:
        if section.kind == "rcu":
            _silence((section.begin, section.end))
    structure.sections[:] = [item for item in structure.sections if item.kind != "rcu"]


def _never_wait(structure: Structure) -> None:
    for begin, end in structure.grace_periods:
        _silence((begin, end))
    structure.grace_periods.clear()


def _relax(structure: Structure, order: Order, word: str) -> None:
    for event in structure.events:
        if event.order == order and of_any_slot(event.location) == word:
            event.order = "once"


def _forget(structure: Structure, word: str) -> None:
    for event in structure.events:
        event.address = tuple(
            load for load in event.address if of_any_slot(structure.events[load].location) != word
        )
