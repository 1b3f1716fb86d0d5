"""What a pass sees behind the writer's end: no race is needed to get this wrong.

Properties ask what a reader sees beside a rebuild, and a writer that stores nothing breaks none of
them. So pages are held to this before anything is asked of them.
"""

from collections.abc import Iterator
from itertools import product

from spec.behaviour import Behaviour
from spec.scenario import Scenario
from spec.vocabulary import Strategy

FIRST = ((1,), (1, 2))
LATER = ((1,), (2,), (1, 2), (2, 1))
"""Lists of two zones, which are numbered as the first has them."""

NODES = (frozenset({0}), frozenset({1}), frozenset({0, 1}))
"""A zone is on the node below its number."""

LONGEST = 1000
"""After so many steps a pass is taken to go on for ever, which is for ``terminates`` to judge."""


def unpublished(strategy: Strategy) -> str | None:
    """How a completed pass behind the last change sees something else than it left; None if never.

    Over every one or two changes of two zones, and for whomever a policy belongs to.
    """
    for changes, scenario, wanted in _cases(strategy):
        seen = _seen(strategy, scenario)
        if seen not in (None, wanted):
            return (
                f"behind {changes}, with nobody else about, a pass visits {_named(seen or ())} "
                f"and not {_named(wanted)}"
            )
    return None


def _cases(strategy: Strategy) -> Iterator[tuple[str, Scenario, tuple[int, ...]]]:
    """Changes in words, a scenario of them, and what a pass has to visit in the end."""
    if strategy.moves == "lists":
        for first, *later in (*product(FIRST, LATER), *product(FIRST, LATER, LATER)):
            lists = (first, *later)
            told = " -> ".join(map(_named, lists))
            yield f"the rebuild {told}", _scenario(strategy, lists), lists[-1]
    elif strategy.moves == "pages":
        for before, zone in product(product((False, True), repeat=2), (1, 2)):
            has = {each: before[each - 1] != (each == zone) for each in (1, 2)}
            scenario = _scenario(strategy, (LATER[2],), events=(zone,), pages_before=before)
            wanted: tuple[int, ...] = (1,) if has[1] else (1, 2)
            yield f"a change of zone {zone}'s pages", scenario, wanted
    else:
        names = [mask.name for mask in strategy.masks]
        owners = ("none", "task", "vma") if len(names) > 1 else ("none",)
        for versions, owner in product(product(NODES, repeat=2), owners):
            masks = tuple((name, versions) for name in names)
            wanted = tuple(node + 1 for node in sorted(versions[-1]))
            told = " -> ".join(_named(tuple(sorted(nodes))) for nodes in versions)
            scenario = _scenario(strategy, (LATER[2],), masks=masks, policy=owner)
            yield f"the rebind of nodes {told}", scenario, wanted


def _scenario(
    strategy: Strategy,
    lists: tuple[tuple[int, ...], ...],
    *,
    events: tuple[int, ...] = (),
    pages_before: tuple[bool, ...] = (),
    masks: tuple[tuple[str, tuple[frozenset[int], ...]], ...] = (),
    policy: str = "none",
) -> Scenario:
    return Scenario(
        strategy=strategy.name,
        prop="published",
        reader="allocation" if events else "pass",
        lists=lists,
        types=(0, 0),
        nodes=(0, 1),
        limit=0,
        mask=None,
        pages_from=(None, None),
        schedule="w1r1",
        tries=1,
        events=events,
        pages_before=pages_before,
        masks=masks,
        policy=policy,
    )


def _seen(strategy: Strategy, scenario: Scenario) -> tuple[int, ...] | None:
    """What the first pass visits behind the writer's end; None if it does not come to its own."""
    behaviour = Behaviour(strategy, scenario)
    for name in behaviour.threads:
        for _ in range(LONGEST):
            if not behaviour.can(name):
                break
            behaviour.take(name)
    if not behaviour.threads["reader"].finished:
        return None
    instance = scenario.instance()
    zones = (instance.zone(visit.word) for visit in behaviour.run.passes[0].visits)
    return tuple(zone for zone in zones if isinstance(zone, int))


def _named(numbers: tuple[int, ...]) -> str:
    return " ".join(map(str, numbers)) or "nothing"
