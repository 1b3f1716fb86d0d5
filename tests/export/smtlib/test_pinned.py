"""One instance, with its schedule or without: other solvers find what the replay shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spec.errors import UsageError
from spec.export.smtlib import of_scenario
from spec.instance import Bounds
from spec.interpreter import replay
from spec.page import applicable, property_named, strategy_named
from spec.scenario import Scenario, parse
from spec.search.minimal import minimal_violation
from spec.search.solver import Budget
from tests.explorer import STRATEGIES
from tests.symbolic import samples
from tests.symbolic.expressions import examples

from .solvers import each_solver, said, z3_reads

LOSES = "in_place::no_missed_zone reader=pass lists=1.2/2 types=0.0 schedule=r2w4r2"
KEEPS = LOSES.replace("r2w4r2", "r6")


def ask(text: str, *, schedule: bool = True) -> tuple[str, str]:
    """What is expected of a scenario's text, and the text."""
    scenario = parse(text)
    strategy, prop = strategy_named(scenario.strategy), property_named(scenario.prop)
    asked = of_scenario(strategy, prop, scenario, schedule=schedule)
    return asked.expected, asked.text()


@each_solver
def test_a_schedule_decides(solver: str) -> None:
    """One schedule of an instance misses a zone, another does not, so some does."""
    expected, text = ask(LOSES)
    assert (expected, said(solver, text)) == ("sat", True)
    expected, text = ask(KEEPS)
    assert (expected, said(solver, text)) == ("unsat", False)
    expected, text = ask(KEEPS, schedule=False)
    assert (expected, said(solver, text)) == ("", True)


def test_an_instance_without_a_violation() -> None:
    """A list that stays as it is has none, whatever the schedule."""
    assert z3_reads(ask(LOSES.replace("1.2/2", "1.2/1.2"), schedule=False)[1]) is False


def test_the_beginning_of_a_schedule_leaves_the_rest_open() -> None:
    """Nothing is expected of a schedule that goes on, and what follows may violate."""
    expected, text = ask(LOSES.replace("r2w4r2", "r2"))
    assert (expected, z3_reads(text)) == ("", True)


@pytest.mark.parametrize(("first", "violated"), [(2, True), (4, True), (6, False)])
def test_a_round_that_is_given_up_counts_where_pages_have_a_date(
    first: int, violated: bool
) -> None:
    """Zone 2 has pages from the last look of the first, second or third round on.

    Each of the first two can be the one that a rebuild falls into; a third round takes two rebuilds
    before it, and none is left.
    """
    text = (
        "seqcount_slow_path::no_premature_oom_last_look reader=allocation lists=1.2/2.1/1.2 "
        f"types=0.0 pages=never.{first} tries=1 schedule=r"
    )
    assert z3_reads(ask(text, schedule=False)[1]) is violated


@given(st.data())
@examples(40)
def test_any_run_of_any_instance(data: st.DataObject) -> None:
    """Whatever zones are called, and whatever attempts are discarded."""
    name = data.draw(st.sampled_from(sorted(STRATEGIES)))
    reader = data.draw(st.sampled_from(("pass", "allocation")))
    instance = data.draw(samples.instances(name, zones=3, rebuilds=2, moments=4))
    schedule = samples.letters(data.draw(samples.schedules(name, instance, reader, 2)))
    scenario = samples.scenario(name, instance, reader, schedule)
    strategy = strategy_named(name)
    props = [prop for prop in applicable(strategy) if reader in prop.readers]
    run = replay(strategy, scenario).run
    broken = [prop for prop in props if prop.violated(scenario.instance(), run)]
    prop = data.draw(st.sampled_from(broken or props))
    asked = of_scenario(strategy, prop, scenario)
    assert asked.expected or strategy.moves == "pages"
    assert z3_reads(asked.text()) is (asked.expected == "sat" if asked.expected else False)


@pytest.mark.parametrize(
    ("name", "prop", "kind", "model"),
    [
        ("in_place", "no_double_visit", "online", "sc"),
        ("append_copy", "sees_one_list", "any", "tso"),
        ("copy_swap", "no_use_after_free", "any", "sc"),
        ("seqcount_slow_path", "no_premature_oom_last_look", "offline", "sc"),
        ("seqcount_everywhere", "no_deadlock", "interrupt", "sc"),
        ("mask_in_place", "no_premature_oom_last_look", "any", "sc"),
        ("append_copy", "no_missed_zone", "online", "armv8"),
        ("append_copy_wmb", "eligible_zone_always_visible", "online", "lkmm"),
    ],
)
def test_the_counterexample_is_found_where_it_is_pinned(
    name: str, prop: str, kind: str, model: str
) -> None:
    """The minimal schedule is one of the text's models, with the reads that no order explains."""
    strategy, asked = strategy_named(name), property_named(prop)
    shown = minimal_violation(strategy, asked, kind, Bounds(2, 2, 1, 1), Budget(), model)
    assert shown is not None
    assert bool(shown.scenario.reads) is (model in ("armv8", "lkmm"))
    for schedule in (True, False):
        question = of_scenario(strategy, asked, shown.scenario, schedule=schedule)
        assert question.expected == "sat"
        assert z3_reads(question.text()) is True


def test_the_reader_is_one_that_the_property_is_asked_of() -> None:
    """An allocation has no word in a property of a pass."""
    scenario: Scenario = parse(LOSES.replace("reader=pass", "reader=allocation"))
    with pytest.raises(UsageError, match="is asked of pass, not of allocation"):
        of_scenario(strategy_named("in_place"), property_named("no_missed_zone"), scenario)
