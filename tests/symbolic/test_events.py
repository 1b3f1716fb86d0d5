"""Event structures: locations, candidate stores, ghosts."""

import pytest

from spec.errors import PageError
from spec.events import WRITER, Structure
from spec.search.solver import Solver
from spec.term import equal, negate, truth
from spec.vocabulary import Location

X = Location("x")


def test_an_unknown_word_is_an_error() -> None:
    """The error names the word and where to declare it."""
    structure = Structure(initial={X: 0})
    with pytest.raises(PageError, match=r"zonerefs\[2\]\.zone is no word .* end of the page"):
        structure.load(1, "load", Location("zonerefs", 2, "zone"), True)
    with pytest.raises(PageError, match="y is no word"):
        structure.require(Location("y"))
    structure.require(X)


def test_a_load_may_read_what_was_there_or_any_store() -> None:
    """The initial value comes first, the stores follow in program order."""
    structure = Structure(initial={X: 5})
    stores = [structure.add(WRITER, "store", True, location=X, written=value) for value in (6, 7)]
    event = structure.load(1, "load", X, True)
    assert [source.store for source in structure.sources[event.index]] == [None, *stores]
    solver = Solver()
    solver.add(*structure.assumptions)
    possible = [value for value in range(9) if solver.check(equal(event.read, value)).satisfiable]
    assert possible == [5, 6, 7]


def test_a_load_without_stores_is_a_constant() -> None:
    """A word that nobody stores to holds its initial value."""
    structure = Structure(initial={X: 5})
    assert structure.load(1, "load", X, True).read == 5


def test_a_guarded_store_is_read_only_when_it_happens() -> None:
    """Reading a store means that it was reached."""
    structure = Structure(initial={X: 0})
    reached = truth("reached")
    structure.add(WRITER, "store", reached, location=X, written=1)
    event = structure.load(1, "load", X, True)
    solver = Solver()
    solver.add(*structure.assumptions)
    assert solver.check(equal(event.read, 1), negate(reached)).satisfiable is False
    assert solver.check(equal(event.read, 1), reached).satisfiable is True
    assert solver.check(equal(event.read, 0), reached).satisfiable is True


def test_a_shared_load_reads_no_later_store_of_its_own_thread() -> None:
    """Candidates of a shared word are the stores of others and the earlier ones of its own."""
    structure = Structure(initial={X: 0})
    early = structure.add(1, "store", True, location=X, written=1)
    event = structure.load_shared(1, "load", X, True, 2)
    structure.add(1, "store", True, location=X, written=2)
    other = structure.add(2, "store", True, location=X, written=3)
    structure.close()
    sources = [source.store for source in structure.sources[event.index]]
    assert sources == [None, early, other]
    solver = Solver()
    solver.add(*structure.assumptions)
    possible = [value for value in range(4) if solver.check(equal(event.read, value)).satisfiable]
    assert possible == [0, 1, 3]


def test_a_ghost_keeps_what_it_reads() -> None:
    """A ghost load that keeps its value has read the last store that happens."""
    structure = Structure(initial={X: 0})
    reached = truth("reached")
    structure.add(WRITER, "store", True, location=X, written=1)
    structure.add(WRITER, "store", reached, location=X, written=2)
    event = structure.load(1, "load", X, True)
    solver = Solver()
    solver.add(*structure.assumptions, structure.ghost_keeps(event))
    for happens, last in ((reached, 2), (negate(reached), 1)):
        assert solver.check(happens, equal(event.read, last)).satisfiable is True
        assert solver.check(happens, negate(equal(event.read, last))).satisfiable is False
