"""Whether ARMv8 allows what a litmus test asks for, by trying all executions: a second opinion.

Pulte, Flur, Deacon, French, Sarkar, Sewell, "Simplifying ARM concurrency" (POPL 2018): program
order per location is respected, and what is observed externally is acyclic together with
dependencies and barriers. No read-modify-writes, no RCU.
"""

from collections.abc import Iterator
from itertools import permutations, product
from typing import NamedTuple, TypeAlias

from tests.impl.oneline import Litmus

Edges: TypeAlias = set[tuple[int, int]]


class Access(NamedTuple):
    """One load or store; `thread` is -1 for initial stores.

    `after` are the numbers of the statement kinds seen in front of it in its thread, and `address`,
    `data` and `control` the loads it depends on.
    """

    thread: int
    at: int
    is_load: bool
    location: str
    value: int
    order: str
    address: int | None
    data: int | None
    control: tuple[int, ...]


def allows(litmus: Litmus, *, load_store: bool) -> bool:
    """Whether some allowed execution ends as the test asks.

    Args:
        litmus: Without RCU.
        load_store: Keep every load before the later stores of its thread, as if [R];po;[W] were
            one more relation of the external axiom: no load buffering, whatever closes the cycle.
    """
    accesses, fences = _accesses(litmus)
    kept = _kept(accesses, fences, load_store=load_store)
    for reads in _read_froms(accesses):
        values = {load: accesses[store].value for load, store in reads.items()}
        for orders in _orders(accesses):
            if _asked(litmus, accesses, values, orders) and _is_allowed(
                accesses, kept, reads, orders
            ):
                return True
    return False


def _accesses(litmus: Litmus) -> tuple[list[Access], list[tuple[int, int, str]]]:
    """All accesses, initial stores first, and the fences with their places."""
    accesses = [
        Access(-1, -1, False, location, 0, "once", None, None, ()) for location in litmus.locations
    ]
    fences = []
    for thread, code in enumerate(litmus.codes):
        loaded: dict[str | None, int] = {}
        control: tuple[int, ...] = ()
        for at, what in enumerate(code):
            if what.kind == "fence":
                fences.append((thread, at, what.name))
            elif what.kind == "branch":
                control = (*control, loaded[what.name])
            elif what.kind in ("load", "store"):
                access = Access(
                    thread,
                    at,
                    what.kind == "load",
                    what.name,
                    what.value,
                    what.order,
                    loaded.get(what.address),
                    loaded.get(what.data),
                    control,
                )
                if access.is_load:
                    loaded[what.register] = len(accesses)
                accesses.append(access)
    return accesses, fences


def _pairs(accesses: list[Access]) -> Iterator[tuple[int, int]]:
    """Program order."""
    for first, one in enumerate(accesses):
        for then, other in enumerate(accesses):
            if one.thread == other.thread >= 0 and one.at < other.at:
                yield first, then


def _kept(accesses: list[Access], fences: list[tuple[int, int, str]], *, load_store: bool) -> Edges:
    """Dependencies and barriers, whatever is read: dob without forwarding, and bob."""
    kept: Edges = set()
    for first, then in _pairs(accesses):
        one, other = accesses[first], accesses[then]
        between = {
            name for thread, at, name in fences if thread == one.thread and one.at < at < other.at
        }
        is_before_store = not other.is_load
        through_address = any(
            accesses[third].address == first for third, last in _pairs(accesses) if last == then
        )
        if (
            first in (other.address, other.data)
            or (first in other.control and is_before_store)
            or (through_address and is_before_store)
            or "smp_mb" in between
            or ("smp_rmb" in between and one.is_load)
            or ("smp_wmb" in between and not one.is_load and is_before_store)
            or (one.order == "release" and other.order == "acquire")
            or one.order == "acquire"
            or other.order == "release"
            or (load_store and one.is_load and is_before_store)
        ):
            kept.add((first, then))
    return kept


def _read_froms(accesses: list[Access]) -> Iterator[dict[int, int]]:
    """Every way in which loads can read stores of their locations."""
    loads = [at for at, access in enumerate(accesses) if access.is_load]
    stores = [
        [
            at
            for at, access in enumerate(accesses)
            if not access.is_load and access.location == accesses[load].location
        ]
        for load in loads
    ]
    for chosen in product(*stores):
        yield dict(zip(loads, chosen, strict=True))


def _orders(accesses: list[Access]) -> Iterator[dict[str, tuple[int, ...]]]:
    """Every order of the stores of each location, the initial one first."""
    stores: dict[str, list[int]] = {}
    for at, access in enumerate(accesses):
        if not access.is_load:
            stores.setdefault(access.location, []).append(at)
    each = [[(own[0], *rest) for rest in permutations(own[1:])] for own in stores.values()]
    for chosen in product(*each):
        yield dict(zip(stores, chosen, strict=True))


def _asked(
    litmus: Litmus,
    accesses: list[Access],
    values: dict[int, int],
    orders: dict[str, tuple[int, ...]],
) -> bool:
    for thread, name, value in litmus.question:
        if thread is None:
            if accesses[orders[name][-1]].value != value:
                return False
            continue
        registers = {
            litmus.codes[thread][access.at].register: values[at]
            for at, access in enumerate(accesses)
            if access.thread == thread and access.is_load
        }
        if registers[name] != value:
            return False
    return True


def _is_allowed(
    accesses: list[Access],
    kept: Edges,
    reads: dict[int, int],
    orders: dict[str, tuple[int, ...]],
) -> bool:
    coherence = {
        (first, then)
        for own in orders.values()
        for at, first in enumerate(own)
        for then in own[at + 1 :]
    }
    read_from = {(store, load) for load, store in reads.items()}
    from_read = {
        (load, then) for load, store in reads.items() for first, then in coherence if first == store
    }
    seen = read_from | coherence | from_read
    per_location = {
        (first, then)
        for first, then in _pairs(accesses)
        if accesses[first].location == accesses[then].location
    }
    if _is_cyclic(seen | per_location):
        return False
    external = {
        (first, then) for first, then in seen if accesses[first].thread != accesses[then].thread
    }
    forwarded = {
        (source, load)
        for store, load in read_from
        for source in (accesses[store].address, accesses[store].data)
        if source is not None and accesses[store].thread == accesses[load].thread
    }
    return not _is_cyclic(external | kept | forwarded)


def _is_cyclic(edges: Edges) -> bool:
    """Whether taking away what has nothing in front of it leaves something."""
    left = set(edges)
    while left:
        targets = {then for _, then in left}
        rest = {(first, then) for first, then in left if first in targets}
        if rest == left:
            return True
        left = rest
    return False
