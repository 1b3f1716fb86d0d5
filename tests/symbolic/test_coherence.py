"""Coherence allows exactly what ``acyclic po-loc | rf | co | fr`` and atomicity allow."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec import coherence
from spec.coherence import Coherence
from spec.events import Event, Structure
from spec.relation import Execution
from spec.search.solver import Solver
from spec.term import Bool, all_of, implies, negate, truth
from spec.vocabulary import Location

from .expressions import examples

X = Location("x")
Orders = dict[int, int]
"""For each load, the store it reads, -1 for the initial one."""

bodies = st.lists(
    st.lists(st.sampled_from(["R", "W", "U"]), min_size=1, max_size=3).map("".join),
    min_size=1,
    max_size=3,
).filter(lambda threads: 2 <= sum(map(len, threads)) <= 5)
each_encoding = pytest.mark.parametrize("few", [0, 99], ids=["ranks", "pairs"])


def structure_of(threads: list[str], optional: frozenset[int] = frozenset()) -> Structure:
    """Loads, stores and read-modify-writes of x; each store has a value of its own.

    Args:
        threads: a letter for each access.
        optional: the accesses, counted through, that may not take place.
    """
    structure = Structure(initial={X: 0})
    count = 0
    for thread, letters in enumerate(threads):
        for letter in letters:
            guard: Bool = truth(f"access {count}") if count in optional else True
            count += 1
            load = None
            if letter in "RU":
                action = "load" if letter == "R" else "update"
                load = structure.load_shared(thread, action, X, guard, 4)
            if letter in "WU":
                structure.add(
                    thread,
                    "store",
                    guard,
                    location=X,
                    written=len(structure.events) + 1,
                    pair=load.index if load and letter == "U" else None,
                )
    structure.close()
    return structure


@dataclass(frozen=True)
class Candidate:
    """One way to choose everything: what takes place, who reads from whom, the order of stores."""

    taken: frozenset[int]
    sources: tuple[tuple[int, int], ...]
    order: tuple[int, ...]

    def fr(self) -> set[tuple[int, int]]:
        """Each load that takes place, and what overwrites what it read."""
        place = {store: at for at, store in enumerate((-1, *self.order))}
        return {
            (load, store)
            for load, source in self.sources
            for store in self.order
            if load in self.taken and place[source] < place[store]
        }

    def fine(self, structure: Structure) -> bool:
        """The axioms, literally."""
        events = [event for event in structure.events if event.index in self.taken]
        order = [*self.order]
        edges = {*self.fr(), *pairwise(order)}
        edges |= {(a, b) for b, a in self.sources if b in self.taken and a >= 0}
        edges |= {
            (a.index, b.index)
            for a, b in permutations(events, 2)
            if a.thread == b.thread and a.index < b.index
        }
        if not acyclic(edges):
            return False
        place = {store: at for at, store in enumerate((-1, *order))}
        sources = dict(self.sources)
        return all(
            place[event.index] == place[sources[event.pair]] + 1
            for event in events
            if event.pair is not None
        )


def acyclic(edges: set[tuple[int, int]]) -> bool:
    """Whether the nodes can be taken away one by one, each without a predecessor."""
    left = {node for edge in edges for node in edge}
    while left:
        free = left - {b for a, b in edges if a in left}
        if not free:
            return False
        left -= free
    return True


def candidates(structure: Structure) -> Iterator[Candidate]:
    """All of them, sensible or not."""
    free = [event for event in structure.events if event.guard is not True]
    loads = [structure.events[index] for index in structure.sources]
    guards = list({id(event.guard): event.guard for event in free}.values())
    for chosen in product((False, True), repeat=len(guards)):
        held = {id(guard): value for guard, value in zip(guards, chosen, strict=True)}
        taken = [event for event in structure.events if held.get(id(event.guard), True)]
        stores = [event.index for event in taken if event.written is not None]
        here = frozenset(event.index for event in taken)
        read = [load for load in loads if load.index in here]
        for sources in product((-1, *stores), repeat=len(read)):
            if any(
                load.index + 1 == at and _pairs(structure, at)
                for load, at in zip(read, sources, strict=True)
            ):
                continue
            for order in permutations(stores):
                pairs = zip((load.index for load in read), sources, strict=True)
                yield Candidate(here, tuple(pairs), order)


def _pairs(structure: Structure, store: int) -> bool:
    return structure.events[store].pair is not None


def chosen_by(structure: Structure, order: Coherence, one: Candidate) -> list[Bool] | None:
    """What the solver has to assume for this candidate; None if it has no words for it."""
    found: list[Bool] = [
        event.guard if event.index in one.taken else negate(event.guard)
        for event in structure.events
    ]
    for load, store in one.sources:
        options = [
            source.chosen
            for source in structure.sources[load]
            if (-1 if source.store is None else source.store.index) == store
        ]
        if not options:
            return None
        found += options
    for at, first in enumerate(one.order):
        for second in one.order[at + 1 :]:
            found.append(order.before(structure.events[first], structure.events[second]))
    return found


def compare(threads: list[str], optional: frozenset[int] = frozenset()) -> None:
    """Every candidate is possible for the solver if it is for the axioms."""
    structure = structure_of(threads, optional)
    order = Coherence(structure)
    solver = Solver()
    solver.add(*structure.assumptions, *order.constraints())
    overwritten = Execution(structure).overwritten
    for one in candidates(structure):
        assumed = chosen_by(structure, order, one)
        found = assumed is not None and bool(solver.check(*assumed).satisfiable)
        assert found == one.fine(structure), (threads, one)
        if found:
            halves = {(event.pair, event.index) for event in structure.events}
            said = {(a.index, b.index) for a, b, holds in overwritten if solver.value(holds)}
            assert said - halves == one.fr() - halves, (threads, one)


@each_encoding
@given(threads=bodies)
@examples(25)
def test_any_accesses_of_one_location(few: int, threads: list[str]) -> None:
    """Every way to read and every order, one by one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coherence, "FEW", few)
        compare(threads)


@each_encoding
@given(threads=bodies.filter(lambda threads: sum(map(len, threads)) <= 4), data=st.data())
@examples(15)
def test_accesses_that_may_not_take_place(
    few: int, threads: list[str], data: st.DataObject
) -> None:
    """What is not reached orders nothing."""
    count = sum(map(len, threads))
    optional = data.draw(st.frozensets(st.integers(0, count - 1), max_size=2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coherence, "FEW", few)
        compare(threads, optional)


@pytest.mark.slow
@each_encoding
@given(threads=bodies, data=st.data())
@examples(300)
def test_many_accesses(few: int, threads: list[str], data: st.DataObject) -> None:
    """The same, more often."""
    count = sum(map(len, threads))
    optional = data.draw(st.frozensets(st.integers(0, count - 1), max_size=2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coherence, "FEW", few)
        compare(threads, optional)


@pytest.mark.parametrize(
    ("threads", "reads", "order"),
    [
        (["W", "RR"], {1: 0, 2: -1}, (0,)),
        (["WR"], {1: -1}, (0,)),
        (["RW", "W"], {0: 2}, (1, 2)),
        (["RW"], {0: 1}, (1,)),
        (["WW"], {}, (1, 0)),
    ],
    ids=["CoRR", "CoWR", "CoRW2", "CoRW1", "CoWW"],
)
@each_encoding
def test_the_shapes_by_name(
    few: int,
    threads: list[str],
    reads: dict[int, int],
    order: tuple[int, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each is impossible, alone and however the stores are told apart."""
    monkeypatch.setattr(coherence, "FEW", few)
    structure = structure_of(threads)
    relation = Coherence(structure)
    solver = Solver()
    solver.add(*structure.assumptions, *relation.constraints())
    everything = frozenset(event.index for event in structure.events)
    one = Candidate(everything, tuple(reads.items()), order)
    assert not one.fine(structure)
    assumed = chosen_by(structure, relation, one)
    assert assumed is None or solver.check(*assumed).satisfiable is False


@pytest.mark.parametrize("stores", [4, 5, 6])
@each_encoding
def test_the_order_of_many_stores_is_total(
    few: int, stores: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond ``FEW`` stores there are ranks; every order of two threads' stores is still one."""
    monkeypatch.setattr(coherence, "FEW", few)
    structure = structure_of(["W" * (stores - 2), "WW"])
    relation = Coherence(structure)
    solver = Solver()
    solver.add(*structure.assumptions, *relation.constraints())
    mine, others = structure.events[:-2], structure.events[-2:]
    possible = 0
    for places in product(range(len(mine) + 1), repeat=2):
        assumed = [
            relation.before(event, other) if at < place else relation.before(other, event)
            for other, place in zip(others, places, strict=True)
            for at, event in enumerate(mine)
        ]
        satisfiable = bool(solver.check(*assumed).satisfiable)
        assert satisfiable == (places[0] <= places[1])
        possible += satisfiable
    assert possible == (len(mine) + 1) * (len(mine) + 2) // 2


def before(relation: Coherence, first: Event, second: Event) -> Bool:
    """Between stores that both take place."""
    return all_of(first.guard, second.guard, relation.before(first, second))


def test_one_thread_needs_no_variables() -> None:
    """Its stores are in program order, before any solver is asked."""
    structure = structure_of(["WWW"])
    relation = Coherence(structure)
    first, second, third = structure.events
    assert relation.before(first, second) is True
    assert relation.before(third, second) is False
    assert not [*relation.total()]
    assert implies(before(relation, first, third), False) is False
