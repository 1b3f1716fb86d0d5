"""A page searched, and its text decided: two ways to one answer, the reader's code read twice."""

import pytest
from hypothesis import given

from spec.eras import ERAS
from spec.export.litmus import litmus
from spec.litmus import kernel_format
from spec.litmus.decision import decide
from spec.masks import MASKS
from spec.page import property_named, strategy_named
from spec.properties import Property
from spec.scenario import Scenario
from spec.strategies import ALL
from spec.vocabulary import Strategy

from .grammar import check
from .instances import allocations, instance, named, of_a_pass, of_an_allocation, questions

OFFLINE = "lists=1.2/2 types=0.0 tries=1 reader=allocation"
EVERY = [*ALL, *MASKS]
LISTS = (
    "lists=1/1.2.3 types=0.0.1",
    "lists=1.2/2.1 types=0.1 nodes=0.1 mask=0",
    "lists=1.2/2/1 types=0.0",
)


def told(text: str) -> str:
    """What the kernel's model says of a text."""
    return decide(kernel_format.parse(text).program, "lkmm", both=True).word.capitalize()


def agreed(strategy: Strategy, prop: Property, scenario: Scenario) -> str:
    """The result that the header states, once the text has been decided and is as herd7 reads."""
    text = litmus(strategy, prop, scenario)
    check(text)
    stated = kernel_format.parse(text).result
    assert told(text) == stated, text
    return stated


@pytest.mark.parametrize("strategy", EVERY, ids=lambda strategy: strategy.name)
def test_search_and_text_agree_about_every_property_of_a_pass(strategy: Strategy) -> None:
    """Of every strategy, in an instance of one change; herd7's grammar is kept to as well."""
    results = [agreed(strategy, prop, instance(strategy, prop)) for prop in of_a_pass(strategy)]
    assert {*results} <= {"Sometimes", "Never"}
    assert results


@pytest.mark.slow
@pytest.mark.parametrize("lists", LISTS)
@pytest.mark.parametrize("strategy", ALL, ids=lambda strategy: strategy.name)
def test_they_agree_about_other_lists(strategy: Strategy, lists: str) -> None:
    """An insertion into a short list, a new order with a nodemask, and two rebuilds."""
    for prop in of_a_pass(strategy):
        agreed(strategy, prop, instance(strategy, prop, lists))


@pytest.mark.slow
@pytest.mark.parametrize("strategy", ERAS, ids=lambda strategy: strategy.name)
def test_they_agree_about_the_kernel_release_by_release(strategy: Strategy) -> None:
    """The eras, lists and masks."""
    if strategy.name == "v2_6_35":
        pytest.skip("stops all CPUs, and its readers store: LKMM has no word for the two together")
    for prop in of_a_pass(strategy):
        agreed(strategy, prop, instance(strategy, prop))


@given(questions())
def test_they_agree_about_any_instance(question: tuple[Strategy, Property, Scenario]) -> None:
    """Up to three zones and two rebuilds, with any types, nodes, limit and nodemask."""
    agreed(*question)


@given(allocations())
def test_they_agree_about_any_allocation(question: tuple[Strategy, Property, Scenario]) -> None:
    """Of two zones and one rebuild, whoever has pages, and since whenever."""
    agreed(*question)


@pytest.mark.slow
@pytest.mark.parametrize("strategy", EVERY, ids=lambda strategy: strategy.name)
def test_they_agree_about_every_property_of_an_allocation(strategy: Strategy) -> None:
    """Of every strategy that does not keep in memory who has pages."""
    if strategy.moves == "pages":
        pytest.skip("since when a zone has pages is no word of a litmus test")
    for prop in of_an_allocation(strategy):
        for pages in ("never.0", "never.2", "1.never"):
            scenario = instance(strategy, prop, "lists=1.2/2 types=0.0")
            text = f"{scenario.text()} reader=allocation pages={pages} tries=1"
            agreed(strategy, prop, named(strategy, prop, text.partition(" ")[2]))


@pytest.mark.parametrize(
    ("target", "parts", "result"),
    [
        ("in_place::no_missed_zone", "lists=1.2/2 types=0.0", "Sometimes"),
        ("seqcount_everywhere::no_missed_zone", "lists=1.2/2 types=0.0", "Never"),
        ("copy_swap::no_use_after_free", "lists=1/1 types=0", "Sometimes"),
        ("copy_swap_grace::no_use_after_free", "lists=1/1 types=0", "Never"),
        ("append_copy_grace::no_missed_zone", "lists=1/2.3.1 types=0.0.0", "Sometimes"),
        ("append_copy_rmb::no_missed_zone", "lists=1.2/2 types=0.0", "Sometimes"),
        ("rwlock::sees_one_list", "lists=1.2/2.1 types=0.0", "Never"),
        ("stop_machine_preempt::no_missed_zone", "lists=1.2/2 types=0.0", "Sometimes"),
        ("stop_machine_nopreempt::sees_one_list", "lists=1.2/2.1 types=0.0", "Never"),
        ("in_place::no_premature_oom", f"{OFFLINE} pages=never.0", "Sometimes"),
        ("rwlock::no_premature_oom", f"{OFFLINE} pages=never.0", "Never"),
        ("rwlock_cached::no_premature_oom", f"{OFFLINE} types=1.0 pages=never.1", "Sometimes"),
        ("seqcount_slow_path::no_premature_oom", f"{OFFLINE} pages=never.1", "Never"),
        ("seqcount_slow_path::no_premature_oom_last_look", f"{OFFLINE} pages=never.2", "Sometimes"),
        (
            "stop_machine_nopreempt::no_premature_oom",
            f"{OFFLINE} types=1.0 pages=never.1",
            "Sometimes",
        ),
        ("in_place::respects_request", "lists=1.2/2 types=0.1 reader=allocation", "Sometimes"),
    ],
)
def test_the_results_are_those_that_the_table_leads_one_to_expect(
    target: str, parts: str, result: str
) -> None:
    """Results that are known beforehand: neither side is always of one opinion."""
    name, _, prop_name = target.partition("::")
    strategy, prop = strategy_named(name), property_named(prop_name)
    assert agreed(strategy, prop, named(strategy, prop, parts)) == result


@pytest.mark.parametrize("barrier", ["\tsmp_wmb();\n", "\tsmp_rmb();\n"])
def test_a_text_without_its_barriers_is_told_from_the_page(barrier: str) -> None:
    """The sequence count rests on each of them."""
    strategy, prop = strategy_named("seqcount_everywhere"), property_named("no_missed_zone")
    text = litmus(strategy, prop, instance(strategy, prop))
    assert barrier in text
    assert told(text.replace(barrier, "")) == "Sometimes"


@pytest.mark.parametrize(
    ("target", "line", "instead"),
    [
        ("rwlock::sees_one_list", "_acquire(cnts, 0, 1)", "_relaxed(cnts, 0, 1)"),
        ("rwlock::sees_one_list", "atomic_set_release(", "atomic_set("),
        ("rwlock::sees_one_list", "_acquire(2, cnts)", "_relaxed(2, cnts)"),
        ("copy_swap_grace::no_use_after_free", "\tsynchronize_rcu();\n", ""),
        ("copy_swap_grace::sees_one_list", "smp_store_release(live, 1)", "WRITE_ONCE(*live, 1)"),
        ("copy_swap_grace::sees_one_list", " + (r_live ^ r_live)", ""),
        ("seqcount_latch::sees_one_list", " + (r_seq ^ r_seq)", ""),
    ],
)
def test_a_text_says_all_that_a_proof_rests_on(target: str, line: str, instead: str) -> None:
    """Ordering that is weakened in the text alone makes the violation reachable."""
    name, _, prop_name = target.partition("::")
    strategy, prop = strategy_named(name), property_named(prop_name)
    text = litmus(strategy, prop, named(strategy, prop, "lists=1.2/2.1/1.2 types=0.0"))
    assert line in text
    assert told(text) == "Never"
    assert told(text.replace(line, instead)) == "Sometimes"
