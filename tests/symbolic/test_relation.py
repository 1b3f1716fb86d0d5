"""Sequential consistency on the classical small programs, built by hand."""

from itertools import product

import pytest

from spec.events import WRITER, Event, Section, Structure
from spec.models.sc import sc
from spec.relation import Execution
from spec.search.solver import Solver
from spec.term import Number, equal
from spec.unrolled_update import update
from spec.vocabulary import Cell, Location

X, Y = Location("x"), Location("y")
COUNT = Cell("count")


def outcomes(structure: Structure, seen: list[Number], *, values: int = 2) -> set[tuple[int, ...]]:
    """All values that the loads can return together under sequential consistency."""
    structure.close()
    solver = Solver()
    solver.add(*structure.assumptions, *sc(Execution(structure)))
    return {
        given
        for given in product(range(values), repeat=len(seen))
        if solver.check(*(equal(x, y) for x, y in zip(seen, given, strict=True))).satisfiable
    }


def memory() -> Structure:
    """Two words that hold 0."""
    return Structure(initial={X: 0, Y: 0})


def store(
    structure: Structure, thread: int, location: Location, *, block: int | None = None
) -> Event:
    """Store 1."""
    return structure.add(thread, "store", True, location=location, written=1, block=block)


def load(structure: Structure, thread: int, location: Location) -> Number:
    """Load a word that any thread may store to."""
    return structure.load_shared(thread, "load", location, True, 1).read


def test_message_passing() -> None:
    """Who sees the second store sees the first."""
    structure = memory()
    store(structure, WRITER, X)
    store(structure, WRITER, Y)
    seen = [structure.load(1, "load", location, True).read for location in (Y, X)]
    assert outcomes(structure, seen) == {(0, 0), (0, 1), (1, 1)}


def test_message_passing_between_readers() -> None:
    """The same between two threads neither of which is the writer."""
    structure = memory()
    store(structure, 1, X)
    store(structure, 1, Y)
    seen = [load(structure, 2, location) for location in (Y, X)]
    assert outcomes(structure, seen) == {(0, 0), (0, 1), (1, 1)}


@pytest.mark.parametrize("first", [WRITER, 2])
def test_store_buffering(first: int) -> None:
    """Of two threads that store and then look at each other, one sees the other."""
    structure = memory()
    store(structure, first, X)
    one = load(structure, first, Y)
    store(structure, 1, Y)
    other = load(structure, 1, X)
    assert outcomes(structure, [one, other]) == {(0, 1), (1, 0), (1, 1)}


@pytest.mark.parametrize("first", [WRITER, 2])
def test_load_buffering(first: int) -> None:
    """No store is seen by what comes before it."""
    structure = memory()
    one = load(structure, first, Y)
    store(structure, first, X)
    other = load(structure, 1, X)
    store(structure, 1, Y)
    assert outcomes(structure, [one, other]) == {(0, 0), (0, 1), (1, 0)}


def test_independent_reads_of_independent_writes() -> None:
    """Two threads never disagree about the order of two stores."""
    structure = memory()
    store(structure, WRITER, X)
    store(structure, 1, Y)
    seen = [load(structure, thread, place) for thread, place in ((2, X), (2, Y), (3, Y), (3, X))]
    assert outcomes(structure, seen) == {*product((0, 1), repeat=4)} - {(1, 0, 1, 0)}


def test_coherence() -> None:
    """A word never goes back to an older value."""
    structure = memory()
    store(structure, WRITER, X)
    seen = [structure.load(1, "load", X, True).read for _ in range(2)]
    assert outcomes(structure, seen) == {(0, 0), (0, 1), (1, 1)}


def test_a_store_that_is_not_reached_is_not_seen() -> None:
    """A load reads no store whose guard fails, and the initial value instead."""
    structure = memory()
    structure.add(WRITER, "store", False, location=X, written=1)
    assert outcomes(structure, [structure.load(1, "load", X, True).read]) == {(0,)}


@pytest.mark.parametrize("threads", [(WRITER, 1), (1, 2), (WRITER, 1, 2)])
def test_two_increments_never_read_the_same_value(threads: tuple[int, ...]) -> None:
    """An atomic read-modify-write leaves no room between its load and its store."""
    structure = Structure(initial={Location(COUNT.name): 0})
    seen = [
        update(
            structure,
            thread,
            True,
            COUNT,
            lambda value: value < 9,
            lambda value: value + 1,
            "once",
            width=3,
        ).read
        for thread in threads
    ]
    found = outcomes(structure, seen, values=4)
    assert all(sorted(values) == [*range(len(threads))] for values in found)
    assert len(found) == {2: 2, 3: 6}[len(threads)]


def test_an_update_waits_for_its_condition() -> None:
    """An update that waits for a value comes after the store of it."""
    structure = Structure(initial={Location(COUNT.name): 0, X: 0})
    store(structure, WRITER, X)
    structure.add(WRITER, "store", True, location=Location(COUNT.name), written=1)
    update(structure, 1, True, COUNT, lambda value: value == 1, lambda _value: 2, "once", width=2)
    assert outcomes(structure, [structure.load(1, "load", X, True).read]) == {(1,)}


def read_side(structure: Structure, kind: str, *, inside: bool = True) -> list[Number]:
    """Load x and then y, in one section or behind an empty one."""
    begin = structure.add(1, "begin", True)
    if not inside:
        structure.sections.append(Section(kind, begin, structure.add(1, "end", True)))
    seen = [structure.load(1, "load", location, True).read for location in (X, Y)]
    if inside:
        structure.sections.append(Section(kind, begin, structure.add(1, "end", True)))
    return seen


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("grace", [False, True])
def test_the_fundamental_law_of_rcu(grace: bool, inside: bool) -> None:
    """A section that began before a grace period sees nothing from after it."""
    structure = memory()
    store(structure, WRITER, X)
    if grace:
        begin, end = (structure.add(WRITER, f"synchronize_rcu {at}", True) for at in ("b", "e"))
        structure.grace_periods.append((begin, end))
    store(structure, WRITER, Y)
    seen = outcomes(structure, read_side(structure, "rcu", inside=inside))
    assert ((0, 1) in seen) == (not (grace and inside))
    assert seen | {(0, 1)} == {*product((0, 1), repeat=2)}


@pytest.mark.parametrize("order", [(X, Y), (Y, X)])
def test_a_stopped_machine_is_never_seen_halfway(order: tuple[Location, Location]) -> None:
    """Who sees one store of the block sees the other."""
    structure = memory()
    structure.stops[7] = True
    store(structure, WRITER, X, block=7)
    store(structure, WRITER, Y, block=7)
    seen = [structure.load(1, "load", location, True).read for location in order]
    assert outcomes(structure, seen) == {(0, 0), (0, 1), (1, 1)}


@pytest.mark.parametrize("inside", [False, True])
def test_a_stopped_machine_stays_out_of_unpreempted_sections(inside: bool) -> None:
    """With preemption off, the block comes before or after all that is inside."""
    structure = memory()
    structure.stops[7] = True
    store(structure, WRITER, X, block=7)
    store(structure, WRITER, Y, block=7)
    seen = outcomes(structure, read_side(structure, "preemption", inside=inside))
    assert seen == {(0, 0), (1, 1)} | (set() if inside else {(0, 1)})
