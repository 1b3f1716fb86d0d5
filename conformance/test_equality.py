"""The outcomes that the running code reaches are those that the spec allows, no less and no more.

Of two zones, one rebuild (or change of pages, or rebind) and one try: every instance. Above that:
instances that are drawn. The running code is searched over all schedules, the spec is asked about
all of them. An outcome is the visits of each pass, how it ended, the result, how the slow path gave
up, and every retry: the attempts discarded in each pass and in the search for the first slot, and
the rounds begun anew.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import event, given, note, settings, target
from hypothesis import strategies as st

from conformance import instances, running, summary
from conformance.account import PassAccount
from conformance.allowed import Model, model
from conformance.equality import Table, beyond, disallowed, table
from conformance.generators import Drawn, everything
from conformance.judgement import EVERY, PAGES
from conformance.reached import Reached
from spec.instance import Bounds
from spec.program import READERS

Record = Callable[[str, object], None]

SMALL = Bounds(zones=2, rebuilds=1, tries=1, readers=1)

STRIDES = {("seqcount_latch", "allocation"): 17}
"""Where searching every instance takes long: which of them are compared when time is short."""

OF_POLICY = {"pass": 7, "allocation": 61}
"""The same for whoever obeys a policy, of which there are many."""

EACH = tuple(product(EVERY, READERS))


def stride(name: str, reader: str) -> int:
    """Every how manieth instance is compared when time is short."""
    if len(EVERY[name].masks) > 1:
        return OF_POLICY[reader]
    return STRIDES.get((name, reader), 1)


def cases() -> list[Any]:
    """Every strategy and reader, with a stride; where it is not 1, all is compared too, slowly.

    Lines are counted where there is little to run: an allocation runs the same ones far more often.
    """
    params = []
    for name, reader in EACH:
        step = stride(name, reader)
        long = reader == "allocation" or name == "seqcount_latch"
        untraced = [pytest.mark.untraced] if long else []
        params.append(pytest.param(name, reader, step, marks=untraced, id=f"{name}-{reader}"))
        if step > 1:
            marks = [pytest.mark.slow, pytest.mark.untraced]
            params.append(pytest.param(name, reader, 1, marks=marks, id=f"{name}-{reader}-all"))
    return params


def spec_of(name: str, reader: str) -> Model:
    """All that the spec allows inside the bounds."""
    return model(name, reader, SMALL)


@pytest.mark.parametrize(("name", "reader", "step"), cases())
def test_every_small_instance_has_the_same_outcomes(
    name: str, reader: str, step: int, record_property: Record
) -> None:
    """What is reached is allowed, what is allowed is reached, and no retry is cut off."""
    done = table(list(instances.every(name, reader))[::step])
    for text in disallowed(done.all_outcomes):
        pytest.fail(text)
    spec = spec_of(name, reader)
    assert spec.retries_enough()
    assert beyond(spec, done, whole=step == 1) is None
    record_property(summary.PROPERTY, (name, reader, *done.numbers))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "reader"), [pair for pair in EACH if pair[0] in PAGES])
def test_the_solver_allows_each_outcome(name: str, reader: str) -> None:
    """So does the model that proofs are about, and not only the spec's reader."""
    spec = spec_of(name, reader)
    sample = list(instances.every(name, reader))[:: 5 * stride(name, reader)]
    outcomes = table(sample).all_outcomes
    assert next(disallowed(outcomes, lambda each: allows(spec, each)), None) is None


def allows(spec: Model, each: Reached) -> bool:
    """The solver allows it, where zones have pages as late as they can."""
    return spec.allows(each.scenario, each.told)


@cache
def some() -> Table:
    """What a pass over a list that is overwritten reaches."""
    return table(instances.every("in_place", "pass"))


def test_an_outcome_that_is_missing_is_found() -> None:
    """Each of some, left out of the table, is what the solver comes up with, and it happens."""
    spec = spec_of("in_place", "pass")
    for scenario, outcomes in list(some().outcomes.items())[::29]:
        for left_out in outcomes:
            others = [each for each in outcomes if each is not left_out]
            found = beyond(spec, replace(some(), outcomes={**some().outcomes, scenario: others}))
            assert found is not None
            assert found.told == left_out.told
            assert running.follow(found.scenario).account.telling == left_out.told
            assert "visited" in str(found)


def test_an_instance_that_is_missing_is_found() -> None:
    """The question is about all instances, not about those that somebody thought of."""
    spec = spec_of("in_place", "pass")
    (forgotten, *_), *others = [(key, some().outcomes[key]) for key in some().outcomes]
    found = beyond(spec, replace(some(), outcomes=dict(others)))
    assert found is not None
    assert found.scenario.lists[0] == forgotten.lists[0]


def test_two_zones_of_one_node_are_an_instance_of_their_own() -> None:
    """Where the writer looks at nodes; leaving them out was noticed."""
    name = "in_place_null_first"
    apart = [each for each in instances.every(name, "pass") if each.mask == frozenset({0})]
    assert beyond(spec_of(name, "pass"), table(apart)) is not None


@pytest.mark.parametrize("name", ["in_place", "seqcount_everywhere"])
def test_an_outcome_that_is_made_up_is_found(name: str) -> None:
    """By the spec's reader and by the solver, which say so in columns."""
    spec = spec_of(name, "allocation")
    (*_, real) = table([list(instances.every(name, "allocation"))[60]]).all_outcomes
    assert not list(disallowed([real]))
    assert allows(spec, real)
    for told in (
        replace(real.told, restarts=real.told.restarts + 1),
        replace(real.told, passes=(*real.told.passes, PassAccount(7, completed=True))),
    ):
        made_up = replace(real, told=told)
        (text,) = disallowed([made_up])
        assert "reached and not allowed" in text
        assert not allows(spec, made_up)


LARGER = {
    "pass": (Bounds(zones=3, rebuilds=2, tries=1, readers=1),),
    "allocation": (
        Bounds(zones=3, rebuilds=1, tries=1, readers=1),
        Bounds(zones=2, rebuilds=2, tries=1, readers=1),
    ),
}
"""What instances are drawn from."""


def drawn(reader: str) -> st.SearchStrategy[tuple[Bounds, Drawn]]:
    """An instance above the small bound, and the bounds that it is drawn from."""
    return st.sampled_from(LARGER[reader]).flatmap(
        lambda bounds: st.tuples(st.just(bounds), everything(bounds))
    )


def larger_cases() -> list[Any]:
    """Every strategy and reader; those beside the lists of the thread slowly."""
    return [
        pytest.param(
            name,
            reader,
            marks=[] if name in PAGES else [pytest.mark.slow],
            id=f"{name}-{reader}",
        )
        for name, reader in EACH
        if (name, reader) not in STRIDES
    ]


@pytest.mark.untraced
@pytest.mark.parametrize(("name", "reader"), larger_cases())
@settings(max_examples=max(settings().max_examples // 6, 1))
@given(data=st.data())
def test_a_larger_instance_has_the_same_outcomes(
    *, name: str, reader: str, data: st.DataObject
) -> None:
    """The same both ways, for each instance by itself."""
    wide = "seqcount_latch"
    bounds, each = data.draw(drawn("allocation" if name == wide else reader))
    scenario = each.scenario(EVERY[name], reader)
    note(scenario.text())
    done = table([scenario])
    target(float(len(done.all_outcomes)), label="outcomes")
    event("one outcome" if len(done.all_outcomes) == 1 else "several outcomes")
    for text in disallowed(done.all_outcomes):
        pytest.fail(text)
    spec = model(name, reader, bounds)
    assert spec.retries_enough(within=instances.condition(spec.instance, scenario))
    assert beyond(spec, done, whole=False) is None
