"""Relations as bit rows, against sets of pairs."""

from hypothesis import given
from hypothesis import strategies as st

from spec.axioms.algebra import gather, identity, members, product, relation, sequence, union

SIZE = 5
pairs = st.frozensets(st.tuples(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1)))
events = st.frozensets(st.integers(0, SIZE - 1))
Pairs = frozenset[tuple[int, int]]


def closure(found: Pairs) -> Pairs:
    """One step or more, the slow way."""
    while True:
        grown = found | {(a, d) for a, b in found for c, d in found if b == c}
        if grown == found:
            return found
        found = grown


@given(pairs, pairs)
def test_operators_are_those_of_sets(one: Pairs, other: Pairs) -> None:
    """Union, intersection, difference, sequence and inverse mean what they say."""
    a, b = relation(SIZE, one), relation(SIZE, other)
    assert set(a | b) == set(union(a, b)) == one | other
    assert set(a & b) == one & other
    assert set(a - b) == one - other
    assert set(a @ b) == set(sequence(a, b)) == {(x, z) for x, y in one for v, z in other if y == v}
    assert set(a.inverse()) == {(y, x) for x, y in one}
    assert bool(a) == bool(one)


@given(pairs)
def test_closures(found: Pairs) -> None:
    """One step or more, any number of steps, at most one."""
    a = relation(SIZE, found)
    same = {(x, x) for x in range(SIZE)}
    assert set(a.plus()) == closure(found)
    assert set(a.star()) == closure(found) | same
    assert set(a.optional()) == found | same


@given(pairs, events, events)
def test_restriction(found: Pairs, first: frozenset[int], second: frozenset[int]) -> None:
    """Only pairs from the one set into the other, as by a sequence with identities."""
    a, one, two = relation(SIZE, found), gather(first), gather(second)
    kept = {(x, y) for x, y in found if x in first and y in second}
    assert set(a.within(one, two)) == kept
    assert set(sequence(identity(SIZE, one), a, identity(SIZE, two))) == kept
    assert set(product(SIZE, one, two)) == {(x, y) for x in first for y in second}
    assert set(members(a.domain())) == {x for x, _ in found}
    assert set(members(a.range())) == {y for _, y in found}


@given(pairs)
def test_a_cycle_is_found_if_there_is_one(found: Pairs) -> None:
    """It is made of pairs of the relation, repeats no event, and none is shorter."""
    a = relation(SIZE, found)
    cycle = a.cycle()
    loops = [x for x, y in closure(found) if x == y]
    assert (cycle is None) == (not loops)
    if cycle is not None:
        following = (*cycle[1:], cycle[0])
        assert all(pair in a for pair in zip(cycle, following, strict=True))
        assert len(set(cycle)) == len(cycle)
        assert (len(cycle) == 1) == (a.loop() is not None)
        shorter: Pairs = frozenset((x, x) for x in range(SIZE))
        for _ in range(len(cycle) - 1):
            shorter = frozenset((x, z) for x, y in shorter for v, z in found if y == v)
            assert not any(x == y for x, y in shorter)
