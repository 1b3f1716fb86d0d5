"""Instances to write down: a few that race in every way, and all others by Hypothesis."""

from dataclasses import replace

from hypothesis import strategies as st

from spec.properties import PROPERTIES, Property
from spec.scenario import Scenario, parse
from spec.strategies import ALL
from spec.vocabulary import Strategy

FIXED = {
    "pages": "lists=1.2 types=0.0 events=1 before=1.0",
    "masks": "lists=1.2 types=0.0 nodes=0.1",
}
"""What else is given where lists do not move."""


def instance(strategy: Strategy, prop: Property, lists: str = "lists=1.2/2 types=0.0") -> Scenario:
    """An instance of one rebuild, or of the one change that there is."""
    parts = FIXED.get(strategy.moves, lists)
    if strategy.moves == "masks":
        parts += " masks=" + "+".join(f"{mask.name}:0/1" for mask in strategy.masks)
        parts += " policy=task" * (len(strategy.masks) > 1)
    return named(strategy, prop, parts)


def named(strategy: Strategy, prop: Property, parts: str) -> Scenario:
    """An instance in the words of a schedule, without one."""
    scenario = parse(f"{strategy.name}::{prop.name} {parts} schedule=w")
    return replace(scenario, schedule="")


def of_a_pass(strategy: Strategy) -> list[Property]:
    """The properties of one pass that say something about a strategy."""
    return [prop for prop in PROPERTIES if prop.applies(strategy) and "pass" in prop.readers]


def of_an_allocation(strategy: Strategy) -> list[Property]:
    """The properties of an allocation that a litmus test can tell."""
    return [prop for prop in PROPERTIES if prop.applies(strategy) and "allocation" in prop.readers]


LISTED = [strategy for strategy in ALL if strategy.moves == "lists"]


@st.composite
def questions(draw: st.DrawFn) -> tuple[Strategy, Property, Scenario]:
    """A strategy, a property and an instance of up to three zones and two rebuilds."""
    strategy = draw(st.sampled_from(LISTED))
    prop = draw(st.sampled_from(of_a_pass(strategy)))
    return strategy, prop, named(strategy, prop, draw(parts(draw(st.integers(2, 3)), 2)))


@st.composite
def allocations(draw: st.DrawFn) -> tuple[Strategy, Property, Scenario]:
    """The same of an allocation, of two zones and up to two tries."""
    strategy = draw(st.sampled_from(LISTED))
    prop = draw(st.sampled_from(of_an_allocation(strategy)))
    tries = draw(st.integers(1, 2))
    since = st.sampled_from(("never", *map(str, range(tries + 4))))
    pages = ".".join(draw(since) for _ in range(2))
    told = f"{draw(parts(2, 1))} reader=allocation pages={pages} tries={tries}"
    return strategy, prop, named(strategy, prop, told)


@st.composite
def parts(draw: st.DrawFn, zones: int, rebuilds: int) -> str:
    """Lists, types, nodes and a request, in the words of a schedule."""
    names = st.permutations(range(1, zones + 1)).flatmap(
        lambda order: st.integers(1, zones).map(lambda size: ".".join(map(str, order[:size])))
    )
    lists = "/".join(draw(st.lists(names, min_size=2, max_size=rebuilds + 1)))
    types = ".".join(str(draw(st.integers(0, 2))) for _ in range(zones))
    nodes = ".".join(str(draw(st.integers(0, 1))) for _ in range(zones))
    mask = draw(st.sampled_from(("", " mask=0", " mask=1", " mask=empty")))
    limit = draw(st.integers(0, 1))
    return f"lists={lists} types={types} nodes={nodes} limit={limit}{mask}"
