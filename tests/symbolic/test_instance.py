"""Instances: the constraints admit exactly the lists and requests that plain Python admits."""

from itertools import pairwise, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.instance import KINDS, Bounds, Instance, select
from spec.kinds import constraint
from spec.search.solver import Solver
from spec.symbolic_instance import symbolic
from spec.term import Bool, all_of, equal, evaluate, negate, number
from tests.explorer import Instance as Concrete

from .expressions import examples
from .samples import instances, scenario

Lists = tuple[tuple[int, ...], ...]


def subsequence(short: tuple[int, ...], long: tuple[int, ...]) -> bool:
    """Whether the short one is the long one with something left out."""
    left = [zone for zone in long if zone in short]
    return len(short) < len(long) and tuple(left) == short


def is_of_kind(kind: str, old: tuple[int, ...], new: tuple[int, ...]) -> bool:
    """What the kinds of rebuild mean, in plain Python."""
    return {
        "online": subsequence(old, new),
        "offline": subsequence(new, old),
        "reorder": old != new and set(old) == set(new),
        "any": True,
    }[kind]


def every_choice(zones: int, rebuilds: int, kind: str) -> set[Lists]:
    """All lists of exactly that many rebuilds of the kind, zones named as L0 lists them."""
    everything = [
        names for size in range(1, zones + 1) for names in permutations(range(1, zones + 1), size)
    ]
    return {
        lists
        for lists in product(everything, repeat=rebuilds + 1)
        if lists[0] == tuple(range(1, len(lists[0]) + 1))
        if all(is_of_kind(kind, old, new) for old, new in pairwise(lists))
    }


def every_model(zones: int, rebuilds: int, kind: str) -> set[Lists]:
    """All lists that the solver finds, one model after the other."""
    instance = symbolic(Bounds(zones, rebuilds), None, moves="lists")
    solver = Solver()
    solver.add(*instance.constraints, equal(instance.used, rebuilds), constraint(instance, kind))
    words = [instance.zone(word) for names in instance.lists for word in names]
    found: set[Lists] = set()
    while solver.check().satisfiable:
        values = [int(solver.value(word)) for word in words]
        rows = [values[at : at + zones] for at in range(0, len(values), zones)]
        for row in rows:
            assert 0 not in row[: len([zone for zone in row if zone])]
        found.add(tuple(tuple(zone for zone in row if zone) for row in rows))
        solver.add(negate(all_of(*(equal(w, v) for w, v in zip(words, values, strict=True)))))
    return found


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("zones", "rebuilds"), [(2, 1), (3, 1), (2, 2)])
def test_the_lists_are_those_of_the_kind(zones: int, rebuilds: int, kind: str) -> None:
    """The solver's lists under a kind are exactly those that plain Python admits."""
    assert every_model(zones, rebuilds, kind) == every_choice(zones, rebuilds, kind)


@pytest.mark.parametrize("moves", ["lists", "pages"])
def test_there_is_an_instance_without_rebuilds(moves: str) -> None:
    """Bounds are upper bounds: no rebuild at all is inside, under every kind."""
    instance = symbolic(Bounds(2, 2), 3, moves=moves)
    solver = Solver()
    solver.add(*instance.constraints, *(constraint(instance, kind) for kind in KINDS))
    assert solver.check().satisfiable is True
    assert solver.value(instance.used) == 0
    assert solver.check(equal(instance.used, 1)).satisfiable is False


@pytest.mark.parametrize("moves", ["lists", "pages"])
def test_an_unknown_kind_is_an_error(moves: str) -> None:
    """A misspelt kind of rebuild never passes for a constraint."""
    with pytest.raises(KeyError):
        constraint(symbolic(Bounds(2, 1), None, moves=moves), "offlined")


@pytest.mark.parametrize("kind", ["online", "offline"])
def test_events_of_a_fixed_list_are_of_one_kind(kind: str) -> None:
    """Online events give zones their first pages, offline ones take the last."""
    instance = symbolic(Bounds(2, 2), None, moves="pages")
    solver = Solver()
    solver.add(*instance.constraints, equal(instance.used, 2), constraint(instance, kind))
    found: set[tuple[tuple[int, ...], tuple[bool, ...]]] = set()
    while solver.check().satisfiable:
        events = tuple(int(solver.value(zone)) for zone in instance.page_events)
        before = tuple(bool(solver.value(has)) for has in instance.pages_before)
        found.add((events, before))
        same: list[Bool] = [equal(x, y) for x, y in zip(instance.page_events, events, strict=True)]
        same += [x if y else negate(x) for x, y in zip(instance.pages_before, before, strict=True)]
        solver.add(negate(all_of(*same)))
    has = kind == "offline"
    assert found == {((1, 2), (has, has)), ((2, 1), (has, has))}


@given(st.integers(0, 8), st.lists(st.integers(0, 9), min_size=1, max_size=6))
@examples(60)
def test_select_ends_with_the_last(index: int, values: list[int]) -> None:
    """An index beyond the end selects the last value."""
    expected = values[min(index, len(values) - 1)]
    assert select(index, [*values]) == expected
    assert evaluate(select(number("index", 8), [*values]), {"index": index}) == expected


def pinned(instance: Instance, one: Concrete, never: int) -> list[Bool]:
    """The symbolic instance is this one."""
    conditions: list[Bool] = [equal(instance.used, len(one.lists) - 1)]
    conditions.append(equal(instance.limit, one.limit))
    conditions.append(instance.masked if one.mask is not None else negate(instance.masked))
    for at in range(len(one.types)):
        first = one.pages_from[at]
        conditions += [
            equal(instance.types[at], one.types[at]),
            equal(instance.nodes[at], one.nodes[at]),
            equal(instance.pages_from[at], never if first is None else first),
        ]
    for node, here in enumerate(instance.mask):
        conditions.append(here if node in (one.mask or ()) else negate(here))
    for names, words in zip(one.lists, instance.lists, strict=False):
        padded = (*names, *[0] * (len(words) - len(names)))
        conditions += [
            equal(instance.zone(word), zone) for word, zone in zip(words, padded, strict=True)
        ]
    return conditions


@st.composite
def small_instances(draw: st.DrawFn) -> Concrete:
    """Three zones named as L0 lists them, two types, limits 0 and 1."""
    one = draw(instances("in_place", zones=3, rebuilds=2, moments=3))
    order = [*one.lists[0], *({*range(1, len(one.types) + 1)} - {*one.lists[0]})]
    lists = tuple(tuple(order.index(zone) + 1 for zone in names) for names in one.lists)
    fill = 3 - len(one.types)
    return Concrete(
        lists,
        (*(min(kind, 1) for kind in one.types), *[0] * fill),
        (*one.nodes, *[0] * fill),
        min(one.limit, 1),
        one.mask,
        (*one.pages_from, *[None] * fill),
    )


@given(small_instances())
@examples(60)
def test_terms_and_constants_say_the_same(one: Concrete) -> None:
    """Every question about an instance has the same answer in terms and in constants."""
    instance = symbolic(Bounds(3, 2), 3, moves="lists")
    solver = Solver()
    solver.add(*instance.constraints, *pinned(instance, one, instance.never))
    assert solver.check().satisfiable is True
    concrete = scenario("in_place", one, "allocation", "r1").instance()
    everywhere = one.throughout()
    for zone in (1, 2, 3):
        word, constant = instance.words[zone], concrete.words[zone]
        for term, value, expected in (
            (instance.satisfies(word), concrete.satisfies(constant), one.satisfies(zone)),
            (instance.allowed(word), concrete.allowed(constant), one.allows(zone)),
            (
                instance.listed_throughout(word),
                concrete.listed_throughout(constant),
                zone in everywhere,
            ),
        ):
            assert solver.value(term) is value is expected
        assert solver.value(instance.zone(word)) == concrete.zone(constant) == zone
        assert solver.value(instance.type_of(word)) == one.types[zone - 1]
    listed = {zone for names in one.lists for zone in names}
    all_satisfy = all(map(one.satisfies, listed))
    assert solver.value(instance.all_satisfy()) is concrete.all_satisfy() is all_satisfy
    longest = max(map(len, one.lists))
    for copies in (1, 2):
        for slot in range(4 * copies):
            fits = slot < copies * (longest + 1)
            assert solver.value(instance.fits(slot, copies)) is fits
            if slot // copies <= concrete.zones:
                assert concrete.fits(slot, copies) is fits
    for kind in KINDS:
        expected = all(is_of_kind(kind, old, new) for old, new in pairwise(one.lists))
        assert solver.value(constraint(instance, kind)) is constraint(concrete, kind) is expected
