"""Atomic read-modify-writes, unrolled into events."""

from collections.abc import Callable

from spec.events import Event, Structure
from spec.term import Bool, implies
from spec.vocabulary import Cell, Condition, Loaded, Location, Order


def update(  # noqa: PLR0917 - one for each part of the access
    structure: Structure,
    thread: int,
    guard: Bool,
    cell: Cell,
    when: Callable[[Loaded], Condition],
    change: Callable[[Loaded], Loaded | int],
    order: Order,
    *,
    width: int,
    behind: tuple[int, ...] = (),
    ordered: Bool = True,
) -> Event:
    """One atomic read-modify-write by any thread, assumed to have found what it waited for.

    Its halves are two events: an acquire is one of the load, a release one of the store, and
    nothing orders the other half.
    """
    location = Location(cell.name)
    load = structure.load_shared(
        thread, "update", location, guard, width, order="once" if order == "release" else order
    )
    load.takes_effect = ordered
    seen = Loaded(load.read, (load.index,))
    structure.assumptions.append(implies(guard, when(seen).holds))
    result = change(seen)
    structure.add(
        thread,
        "store",
        guard,
        location=location,
        written=result.number if isinstance(result, Loaded) else result,
        order="once" if order == "acquire" else order,
        takes_effect=ordered,
        pair=load.index,
        data=result.loads if isinstance(result, Loaded) else (),
        control=(load.index,),
        behind=behind,
    )
    return load
