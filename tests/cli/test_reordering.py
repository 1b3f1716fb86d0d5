"""Which reordering a weak execution needs is found out from the execution."""

import pytest

from spec.axioms.check import allowed
from spec.interpreter import Replay, replay
from spec.page import strategy_named
from spec.reordering import LOADS, STORES, fenced, reordering
from spec.replayed_graph import graph_of
from spec.scenario import parse

FUTURE = (
    "append_copy_grace::no_missed_zone reader=pass lists=1.2/2.1 types=0.0 nodes=0.0 limit=0 "
    "model={model} schedule=r8w9 reads=5:9"
)
PUBLISHED = (
    "copy_swap_grace::sees_one_list reader=pass lists=1/2 types=0.0 nodes=0.0 limit=0 "
    "model=armv8 schedule=r5w5 reads=2:5"
)


def shown(text: str) -> Replay:
    """The scenario, replayed."""
    scenario = parse(text)
    return replay(strategy_named(scenario.strategy), scenario)


@pytest.mark.parametrize("model", ["armv8", "lkmm"])
def test_either_side_can_be_enough(model: str) -> None:
    """A load that reads a later store: it was late, or the store was early."""
    told = reordering(shown(FUTURE.format(model=model)))
    assert "step 5, which reads what step 17 stores" in told
    assert STORES in told
    assert LOADS in told
    assert told.endswith("either is enough")


def test_an_interleaving_needs_no_sentence() -> None:
    """Nothing is reordered where every load returns what was stored last."""
    text = "in_place::no_missed_zone reader=pass lists=1.2/2 types=0.0 schedule=r3w3r1"
    assert reordering(shown(text)) == ""


def test_barriers_on_both_sides_leave_only_interleavings() -> None:
    """With full barriers everywhere the execution is forbidden."""
    graph = graph_of(shown(FUTURE.format(model="armv8")))
    assert allowed(graph, "armv8") is None
    assert allowed(fenced(graph, 0), "armv8") is None
    assert allowed(fenced(graph, 1), "armv8") is None
    assert allowed(fenced(fenced(graph, 0), 1), "armv8") is not None


def test_a_published_pointer_brings_its_list_along() -> None:
    """Store-release and address dependency: nobody finds the new array empty."""
    graph = graph_of(shown(PUBLISHED))
    forbidden = allowed(graph, "armv8")
    assert forbidden is not None
    assert forbidden.axiom == "external"
