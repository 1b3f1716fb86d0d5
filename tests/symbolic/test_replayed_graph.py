"""What a weak model refutes is replayed, and the literal axioms judge the replay."""

from dataclasses import replace
from functools import cache

import pytest

from spec.axioms.check import MODELS, allowed
from spec.axioms.graph import Graph, Node
from spec.errors import UsageError
from spec.instance import Bounds
from spec.interpreter import Replay, replay
from spec.properties import by_name
from spec.replayed_graph import graph_of
from spec.scenario import Scenario, parse
from spec.search.minimal import minimal_violation
from spec.search.solver import Budget
from spec.strategies import ALL

PAGES = {strategy.name: strategy for strategy in ALL}
CELLS = [("append_copy_grace", "offline"), ("copy_swap", "online")]
"""What holds under sequential consistency and not where loads and stores change places."""

each_cell = pytest.mark.parametrize(("name", "kind"), CELLS)
weak = pytest.mark.parametrize("model", ["armv8", "lkmm"])


@cache
def found(name: str, kind: str, model: str) -> Replay | None:
    """The smallest violation of ``no_missed_zone``."""
    bounds = Bounds(zones=3, rebuilds=2, tries=1, readers=1)
    prop = by_name("no_missed_zone")
    return minimal_violation(PAGES[name], prop, kind, bounds, Budget(), model)


def scenario(name: str, kind: str, model: str) -> Scenario:
    """As a line of text says it."""
    shown = found(name, kind, model)
    assert shown is not None
    return parse(shown.scenario.text())


@each_cell
@pytest.mark.parametrize("model", ["sc", "tso"])
def test_strong_models_keep_the_order(name: str, kind: str, model: str) -> None:
    """There is nothing to replay."""
    assert found(name, kind, model) is None


@weak
@each_cell
def test_a_weak_violation_is_replayed(name: str, kind: str, model: str) -> None:
    """From its text, with the loads that no interleaving explains."""
    one = scenario(name, kind, model)
    assert one.model == model
    assert one.reads
    shown = replay(PAGES[name], one)
    assert shown.finished
    assert by_name("no_missed_zone").violated(one.instance(), shown.run)


@weak
@each_cell
def test_without_its_reads_it_is_another_run(name: str, kind: str, model: str) -> None:
    """The same steps, each load returning what was stored last: nothing is missed."""
    one = replace(scenario(name, kind, model), reads=())
    shown = replay(PAGES[name], one)
    assert not by_name("no_missed_zone").violated(one.instance(), shown.run)
    assert [model for model in MODELS if allowed(graph_of(shown), model)] == []


@weak
@each_cell
def test_the_axioms_judge_the_replay(name: str, kind: str, model: str) -> None:
    """Allowed by the weak models, forbidden by the strong ones."""
    graph = graph_of(replay(PAGES[name], scenario(name, kind, model)))
    judged = {each: allowed(graph, each) is None for each in MODELS}
    assert judged == {"sc": False, "tso": False, "armv8": True, "lkmm": True}


def fenced(graph: Graph, thread: int) -> Graph:
    """The same execution with a full barrier before each of a thread's events."""
    doctored = Graph()
    place: dict[int, int] = {}
    for node in graph.nodes:
        if node.thread == thread:
            barrier = Node(len(doctored.nodes), thread, "F", tags=frozenset({"mb"}))
            doctored.nodes.append(barrier)
        place[node.index] = len(doctored.nodes)
        doctored.nodes.append(replace(node, index=len(doctored.nodes)))
    doctored.rf = {place[load]: place[store] for load, store in graph.rf.items()}
    doctored.co = {at: [place[store] for store in order] for at, order in graph.co.items()}
    for kind in ("addr", "data", "ctrl", "rmw"):
        pairs = {(place[a], place[b]) for a, b in getattr(graph, kind)}
        setattr(doctored, kind, pairs)
    return doctored


@weak
@each_cell
def test_barriers_on_both_sides_forbid_it(name: str, kind: str, model: str) -> None:
    """Stores out of order are enough, and so are loads; with neither it cannot be."""
    graph = graph_of(replay(PAGES[name], scenario(name, kind, model)))
    assert allowed(fenced(graph, 0), model) is None
    assert allowed(fenced(graph, 1), model) is None
    assert allowed(fenced(fenced(graph, 0), 1), model) is not None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"reads": ((5, 10),)}, r"step 10 of the writer does not store zonerefs\[1\]\.zone"),
        ({"reads": ((5, 99),)}, "step 99 of the writer does not store"),
        ({"reads": ((1, 11),)}, "reads names a step that is rcu_read_lock, not a load"),
        ({"reads": ((50, 1),)}, "reads names step 50 of the reader, who takes 10"),
        ({"schedule": "r10w3"}, "reads names step 11 of the writer, who takes 3"),
    ],
)
def test_reads_that_mean_nothing_are_refused(change: dict[str, object], message: str) -> None:
    """In one sentence that names the step."""
    one = scenario("append_copy_grace", "offline", "armv8")
    assert (one.schedule, one.reads) == ("r10w11", ((5, 11),))
    with pytest.raises(UsageError, match=message):
        replay(PAGES["append_copy_grace"], replace(one, **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("model=armv8", "model=sc", "under sc every load returns what was stored last"),
        ("model=armv8", "model=armv9", "the model is sc, tso, armv8, lkmm, not 'armv9'"),
        ("reads=5:11", "reads=5", "such as 3:0, not '5'"),
        ("reads=5:11", "reads=0:11", "count steps from 1, and 0 is the initial value"),
        ("reads=5:11", "reads=5:-1", "count steps from 1, and 0 is the initial value"),
        ("reads=5:11", "reads=five:11", "a part that is no number"),
    ],
)
def test_a_line_with_bad_reads_is_refused(old: str, new: str, message: str) -> None:
    """Before anything is run."""
    text = scenario("append_copy_grace", "offline", "armv8").text()
    with pytest.raises(UsageError, match=message):
        parse(text.replace(old, new))


def test_an_initial_value_can_be_read_late() -> None:
    """Source 0 is what the word held before the first step."""
    line = (
        "in_place::no_missed_zone reader=pass lists=1/2 types=0.0 nodes=0.0 limit=0 "
        "model=armv8 schedule=w4r3 reads={}:0"
    )
    zones = []
    for step in (2, 3):
        shown = replay(PAGES["in_place"], parse(line.format(step)))
        zones.append([item.value for item in shown.trace if item.thread == "reader"])
        graph = graph_of(shown)
        stale = [load for load, store in graph.rf.items() if graph.nodes[store].thread == -1]
        assert len(stale) == 1
    assert zones[0][1] == 1
    assert zones[0] != zones[1]


def test_an_update_is_two_events_and_a_stopped_machine_is_one_step() -> None:
    """Both halves of a read-modify-write are there, and whoever stood still before the stop."""
    rest = "types=0.0 nodes=0.0 limit=0"
    shown = replay(PAGES["rwlock"], parse(f"rwlock::no_missed_zone lists=1.2/2 {rest} schedule=r7"))
    graph = graph_of(shown)
    assert graph.rmw
    assert all(
        (graph.nodes[load].kind, graph.nodes[store].kind) == ("R", "W") for load, store in graph.rmw
    )
    shown = replay(
        PAGES["stop_machine_preempt"],
        parse(f"stop_machine_preempt::no_missed_zone lists=1.2/2 {rest} schedule=r2w1r2"),
    )
    (stop,) = graph_of(shown).stops
    assert stop.before == {1: 2}
    for each in (graph, graph_of(shown)):
        assert [model for model in MODELS if allowed(each, model)] == []
