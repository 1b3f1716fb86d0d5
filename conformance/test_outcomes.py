"""What a reader can see where memory is weak is what the memory model allows, no less and no more.

The running code is searched for every end it can come to, the spec is asked for every outcome until
there is no other. A load never sees a store that depends on it in the running code; so where
readers store, the axioms could allow more. They do not: a lock is taken with an acquire and given
back with a release, which leaves no load to be buffered. The sets are equal there too.
"""

from itertools import product
from typing import Any

import pytest

from conformance import small
from conformance.account import Account, of_running
from conformance.allowed import Model, model
from conformance.judgement import PAGES
from conformance.running import course_of, instance_of, strategy_of
from conformance.weak import Kind, happen, outcomes, reads_of
from impl.machine import MachineName
from spec.instance import Bounds
from spec.scenario import Scenario

pytestmark = pytest.mark.untraced

MACHINES: tuple[MachineName, ...] = ("tso", "armv8")

STORE = ("rwlock", "rwlock_cached")
"""The strategies whose readers store."""

MANY_STATES = {
    ("pass", "armv8"): {"seqcount_latch"},
    ("allocation", "tso"): {"seqcount_latch"},
    ("allocation", "armv8"): {
        "append_copy",
        "append_copy_from_head",
        "append_copy_grace",
        "append_copy_grace_cached",
        "append_copy_rmb",
        "append_copy_wmb",
        "in_place_null_first",
        "seqcount_everywhere",
        "seqcount_latch",
        "seqcount_slow_path",
    },
}
"""Where it takes long to search the running code."""


def cases(kind: Kind, *, searched: bool = True, slow: bool = False) -> list[Any]:
    """Every strategy on each machine, as parameters of a test.

    Args:
        kind: what the reader does.
        searched: the test searches the running code.
        slow: all are slow.
    """
    params = []
    for name, machine in product(PAGES, MACHINES):
        heavy = searched and name in MANY_STATES.get((kind, machine), ())
        marks = [pytest.mark.slow] if slow or heavy else []
        params.append(pytest.param(name, machine, marks=marks, id=f"{name}-{machine}"))
    return params


def spec_of(scenario: Scenario, machine: MachineName) -> Model:
    """The spec inside bounds that just fit the scenario."""
    bounds = Bounds(scenario.zones, scenario.changes, scenario.tries, readers=1)
    return model(scenario.strategy, scenario.reader, bounds, machine)


def reached(scenario: Scenario, machine: MachineName) -> set[Account]:
    """All that the running reader can do."""
    strategy, instance = strategy_of(scenario), instance_of(scenario)
    kind: Kind = "pass" if scenario.reader == "pass" else "allocation"
    seen = outcomes(strategy, instance, machine, kind, tries=scenario.tries)
    return {of_running(item, scenario.tries).telling for item in seen}


def agree(scenario: Scenario, machine: MachineName) -> None:
    """Both sides come to the same outcomes, and no retry is cut off."""
    spec = spec_of(scenario, machine)
    allowed = spec.outcomes(scenario).keys()
    assert allowed
    assert spec.retries_enough(scenario)
    found = reached(scenario, machine)
    assert found <= allowed, scenario.text()
    unreached = allowed - found
    assert not unreached, scenario.text()


def all_happen(scenario: Scenario, machine: MachineName) -> None:
    """Each outcome that is allowed comes about by the very loads that the spec allows it by."""
    strategy, instance = strategy_of(scenario), instance_of(scenario)
    kind: Kind = "pass" if scenario.reader == "pass" else "allocation"
    allowed = spec_of(scenario, machine).outcomes(scenario)
    assert allowed
    for told, reads in allowed.items():
        done = happen(strategy, instance, machine, reads, kind, tries=scenario.tries)
        assert reads_of(done) == reads, scenario.text()
        assert course_of(scenario, done).account.telling == told, scenario.text()


@pytest.mark.parametrize(("name", "machine"), cases("pass"))
def test_a_pass_does_what_is_allowed(name: str, machine: MachineName) -> None:
    """For one rebuild of each kind, the outcomes are the same."""
    for scenario in small.one_of_each_kind(name, "pass"):
        agree(scenario, machine)


@pytest.mark.parametrize(("name", "machine"), cases("allocation"))
def test_an_allocation_does_what_is_allowed(name: str, machine: MachineName) -> None:
    """While a zone arrives in front of one that the request leaves out."""
    agree(small.scenario(name, "allocation", small.ARRIVES, (1, 0)), machine)


@pytest.mark.parametrize(("name", "machine"), cases("pass", searched=False))
def test_what_a_pass_is_allowed_happens(name: str, machine: MachineName) -> None:
    """Across two rebuilds, every outcome comes about by the loads that the spec says."""
    all_happen(small.scenario(name, "pass", small.TWICE[0], (1, 0)), machine)


def test_where_readers_store_no_load_is_buffered() -> None:
    """The sets above are equal for the locks as well: a reader sees one list, whole."""
    for name in STORE:
        for machine in MACHINES:
            for scenario in small.one_of_each_kind(name, "pass"):
                visits = {told.passes[0].visits for told in reached(scenario, machine)}
                kept = [tuple(filter(scenario.satisfies, names)) for names in scenario.lists]
                assert visits == set(kept)


def test_the_models_differ() -> None:
    """Equal sets would say little if they were the same under every model."""
    scenario = small.scenario("append_copy", "pass", small.REORDERS, (1, 0))
    strong, buffered, weak = (
        spec_of(scenario, machine).outcomes(scenario).keys() for machine in ("sc", *MACHINES)
    )
    assert strong == buffered < weak


@pytest.mark.slow
@pytest.mark.parametrize(("name", "machine"), cases("pass", slow=True))
def test_every_small_pass_does_what_is_allowed(name: str, machine: MachineName) -> None:
    """Every rebuild of two zones under every request."""
    for scenario in small.two_zones(name, "pass"):
        agree(scenario, machine)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "machine"), cases("pass", slow=True))
def test_every_larger_pass_that_is_allowed_happens(name: str, machine: MachineName) -> None:
    """Two rebuilds, or three zones."""
    for scenario in small.larger(name, "pass"):
        all_happen(scenario, machine)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "machine"), cases("allocation", slow=True))
def test_every_small_allocation_does_what_is_allowed(name: str, machine: MachineName) -> None:
    """One rebuild of each kind, searched where that is feasible and made to happen everywhere."""
    for scenario in small.one_of_each_kind(name, "allocation"):
        all_happen(scenario, machine)
        if name not in MANY_STATES.get(("allocation", machine), ()):
            agree(scenario, machine)
    for pages in ((0, None), (1, None), (2, None), (None, 1), (2, 2)):
        all_happen(small.scenario(name, "allocation", small.LEAVES, (0, 0), pages=pages), machine)
