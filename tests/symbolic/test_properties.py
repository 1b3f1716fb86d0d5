"""Properties: each is violated by exactly the runs its definition says, in terms and constants."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.eras import PAIRS
from spec.instance import (
    CONTEXTS,
    KERNELS,
    KINDS,
    MASK_KINDS,
    OWNER_KINDS,
    Bounds,
    Instance,
)
from spec.masks import MASKS
from spec.properties import PROPERTIES, by_name
from spec.run import GaveUp, Pass, Run, Visit
from spec.scenario import READERS, Scenario
from spec.search.solver import Solver
from spec.strategies import ALL
from spec.symbolic_instance import symbolic
from spec.term import negate
from tests.explorer import PROPERTIES as NAMES
from tests.explorer import Instance as Concrete
from tests.explorer import properties_of
from tests.explorer.liveness import waiting

from .expressions import examples
from .samples import scenario
from .test_instance import pinned, small_instances


def made(instance: Instance, walks: list[tuple[tuple[int, ...], bool]], start: int = 0) -> Run:
    """A run of passes that visit these zones and complete or not."""
    return Run(
        [
            Pass(number, [Visit(True, instance.words[zone]) for zone in zones], completed=whole)
            for number, (zones, whole) in enumerate(walks, start)
        ]
    )


def meant(one: Concrete, visits: tuple[int, ...], completed: bool) -> set[str]:
    """What the definitions say about one pass, in plain Python."""
    listed = {zone for names in one.lists for zone in names}
    eligible = {zone for zone in one.throughout() if one.satisfies(zone)}
    left = [tuple(filter(one.satisfies, names)) for names in one.lists]
    broken = {
        "no_double_visit": len(set(visits)) < len(visits),
        "respects_request": not all(map(one.satisfies, visits)),
        "no_missed_zone": completed and not eligible <= set(visits),
        "zone_always_visible": completed and not visits and all(map(one.satisfies, listed)),
        "eligible_zone_always_visible": completed and not visits and bool(eligible),
        "sees_one_list": completed and visits not in left,
    }
    return {name for name, holds in broken.items() if holds}


LIVENESS = ("terminates", "no_deadlock", "no_sleep_in_atomic")

walks = st.tuples(st.lists(st.integers(1, 3), max_size=4).map(tuple), st.booleans())


@given(small_instances(), walks)
@examples(150)
def test_a_pass_is_judged_by_the_definitions(
    one: Concrete, walk: tuple[tuple[int, ...], bool]
) -> None:
    """On constants, what a pass violates is what plain Python says it violates."""
    instance = scenario("in_place", one, "pass", "r1").instance()
    run = made(instance, [walk])
    broken = {prop.name for prop in PROPERTIES if "pass" in prop.readers} & {
        prop.name for prop in PROPERTIES if prop.violated(instance, run)
    }
    assert broken == meant(one, *walk)


@given(small_instances(), walks)
@examples(40)
def test_terms_are_judged_like_constants(one: Concrete, walk: tuple[tuple[int, ...], bool]) -> None:
    """On terms a violation is satisfiable exactly where it is one on constants."""
    instance = symbolic(Bounds(3, 2), 3, moves="lists")
    solver = Solver()
    solver.add(*instance.constraints, *pinned(instance, one, instance.never))
    broken = {
        prop.name
        for prop in PROPERTIES
        if "pass" in prop.readers
        and solver.check(prop.violated(instance, made(instance, [walk]))).satisfiable
    }
    assert broken == meant(one, *walk)


@given(small_instances(), st.integers(0, 3), st.sampled_from((None, 2, 3)))
@examples(100)
def test_giving_up_is_judged_by_when_pages_came(
    one: Concrete, last_try: int, last_look: int | None
) -> None:
    """Giving up is premature if an eligible zone had pages by then, or on the last look."""
    if last_look is not None:
        last_try = last_look - 1
    eligible = [zone for zone in one.throughout() if one.satisfies(zone)]
    firsts = [one.pages_from[zone - 1] for zone in eligible]
    early = any(first is not None and first <= last_try for first in firsts)
    late = last_look is not None and last_look in firsts
    end = GaveUp(True, last_try, last_look)
    concrete = scenario("in_place", one, "allocation", "r1").instance()
    terms = symbolic(Bounds(3, 2), 3, moves="lists")
    solver = Solver()
    solver.add(*terms.constraints, *pinned(terms, one, terms.never))
    run = Run(gave_up=[end])
    for name, expected in (("no_premature_oom", early), ("no_premature_oom_last_look", late)):
        prop = by_name(name)
        assert prop.violated(concrete, run) is expected
        assert solver.check(prop.violated(terms, run)).satisfiable is expected
        assert prop.violated(concrete, Run(gave_up=[GaveUp(False, last_try, last_look)])) is False


@pytest.mark.parametrize("last_try", range(9))
def test_a_zone_without_pages_never_has_any(last_try: int) -> None:
    """Never is later than every pass, however many passes there are."""
    one = Scenario(
        "in_place", "no_premature_oom", "allocation", ((1,),), (0,), (0,), 0, None, (None,), "r1"
    )
    run = Run(gave_up=[GaveUp(True, last_try, last_try + 1)])
    assert by_name("no_premature_oom").violated(one.instance(), run) is False
    assert by_name("no_premature_oom_last_look").violated(one.instance(), run) is False


def fixed_list(*kept: tuple[int, tuple[bool, ...]]) -> tuple[Instance, Run]:
    """A fixed list of one zone, and a run that gives up after passes with or without pages."""
    one = Scenario(
        "list_all_zones",
        "no_premature_oom",
        "allocation",
        ((1,),),
        (0,),
        (0,),
        0,
        None,
        (None,),
        "r1",
        events=(1,),
        pages_before=(False,),
    )
    passes = [Pass(number, pages_kept=zones) for number, zones in kept]
    last = kept[-1][0]
    return one.instance(), Run(passes, gave_up=[GaveUp(True, last - 1, last)])


@pytest.mark.parametrize(
    ("since", "broken"),
    [
        (0, {"no_premature_oom"}),
        (1, {"no_premature_oom"}),
        (2, {"no_premature_oom_last_look"}),
        (3, set()),
    ],
)
def test_pages_of_a_fixed_list_count_from_the_first_pass_that_keeps_them(
    since: int, broken: set[str]
) -> None:
    """The last look is judged only where pages are there from the last look on, not earlier."""
    instance, run = fixed_list(*((number, (number >= since,)) for number in range(3)))
    names = ("no_premature_oom", "no_premature_oom_last_look")
    assert {name for name in names if by_name(name).violated(instance, run)} == broken


def test_words_of_the_machine_are_passed_on() -> None:
    """Leaving the array and reading freed memory are facts of the run."""
    instance = scenario("in_place", Concrete(((1,),), (0,), (0,), 0), "pass", "r1").instance()
    run: Any = Run(outside=True)
    assert by_name("stays_in_bounds").violated(instance, run) is True
    assert by_name("no_use_after_free").violated(instance, run) is False
    run = Run(freed=True)
    assert by_name("stays_in_bounds").violated(instance, run) is False
    assert by_name("no_use_after_free").violated(instance, run) is True


@pytest.mark.parametrize("prop", PROPERTIES, ids=lambda prop: prop.name)
def test_nothing_is_violated_by_doing_nothing(prop: Any) -> None:
    """A run without passes violates no property and shows none of the twins."""
    instance = scenario("in_place", Concrete(((1,),), (0,), (0,), 0), "pass", "r1").instance()
    assert prop.violated(instance, Run()) is False
    assert prop.seen(instance, Run()) is False


def test_a_twin_needs_a_rebuild() -> None:
    """What happens without any rebuild makes no proof mean something."""
    for lists, seen in ((((1,),), False), (((1,), (1,)), True)):
        instance = scenario("in_place", Concrete(lists, (0,), (0,), 0), "pass", "r1").instance()
        run = made(instance, [((1,), True)])
        run.gave_up.append(GaveUp(True, 1, 2))
        run.saw_rebuild = run.came_through = True
        assert all(bool(prop.seen(instance, run)) is seen for prop in PROPERTIES)
        run.saw_rebuild = run.came_through = negate(True)
        assert not any(prop.seen(instance, run) for prop in PROPERTIES)


def test_the_properties_are_those_of_the_explorer() -> None:
    """Both know the same properties and which apply where."""
    assert {prop.name for prop in PROPERTIES} == {*NAMES, *LIVENESS}
    for strategy in ALL:
        own = {prop.name for prop in PROPERTIES if prop.applies(strategy)}
        asked = LIVENESS if waiting(strategy.name) else ()
        assert own == {*properties_of(strategy.name), *asked}
    with pytest.raises(KeyError):
        by_name("no_such_property")


def test_a_property_says_what_it_means() -> None:
    """Each has a sentence, at least one reader or context and a twin in words."""
    for prop in PROPERTIES:
        assert len(prop.meaning.split()) > 4
        assert prop.sometimes
        assert {*prop.readers, *prop.contexts} <= {*READERS}
        assert bool(prop.readers) is not bool(prop.contexts)


@pytest.mark.parametrize(
    ("name", "fact"),
    [("terminates", "endless"), ("no_deadlock", "deadlocked"), ("no_sleep_in_atomic", "slept")],
)
def test_what_never_ends_is_a_fact_of_the_run(name: str, fact: str) -> None:
    """Each of the three is violated by its own fact and by no other."""
    instance = scenario("in_place", Concrete(((1,),), (0,), (0,), 0), "pass", "r1").instance()
    run = Run()
    setattr(run, fact, True)
    assert {prop.name for prop in PROPERTIES if prop.violated(instance, run)} == {name}


def test_kinds_are_those_of_what_the_strategy_moves() -> None:
    """Rebuilds where lists move, directions or owners where masks do, contexts for all."""
    one, two = MASKS[0], next(page for page in MASKS if len(page.masks) > 1)
    for prop in PROPERTIES:
        kinds = [prop.kinds(page) for page in (ALL[0], one, two)]
        if prop.contexts:
            assert kinds == [prop.contexts] * 3
        else:
            assert kinds == [KINDS, MASK_KINDS, OWNER_KINDS]
    contexts = {prop.name: prop.contexts for prop in PROPERTIES if prop.contexts}
    assert contexts == {"no_deadlock": CONTEXTS, "no_sleep_in_atomic": KERNELS}


def test_what_is_about_lists_is_not_asked_of_masks() -> None:
    """Where the list is fixed, five properties would be about nothing."""
    moving, fixed = PAIRS["6.16"]
    asked = {prop.name for prop in PROPERTIES if prop.applies(moving)}
    assert asked - {prop.name for prop in PROPERTIES if prop.applies(fixed)} == {
        *("no_missed_zone", "no_double_visit", "zone_always_visible", "sees_one_list"),
        "stays_in_bounds",
    }
