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

SHRINKING = tuple(((1, 2, 3), (zone,)) for zone in (1, 2, 3))
"""Of three zones one stays: what an old zone leaves behind the end has another behind it."""

NODES = (frozenset({0}), frozenset({1}), frozenset({0, 1}))
"""A zone is on the node below its number."""

LONGEST = 300
"""After so many steps a pass is taken to go on for ever, which is for ``terminates`` to judge."""


def unpublished(strategy: Strategy) -> str | None:
    """How a completed pass behind the last change sees something else than it left.

    None if none does before one goes on for ever.

    Over every one or two changes of two zones, and for whomever a policy belongs to; where lists
    move, for requests that leave zones out by type, and for a list of three zones that shrinks.
    """
    for changes, scenario, wanted in _cases(strategy):
        seen = _seen(strategy, scenario)
        if seen is None:
            return None
        if seen != _named(wanted):
            return (
                f"behind {changes}, with nobody else about, a pass visits {seen} "
                f"and not {_named(wanted)}"
            )
    return None


def _cases(strategy: Strategy) -> Iterator[tuple[str, Scenario, tuple[int, ...]]]:
    """Changes in words, a scenario of them, and what a pass has to visit in the end."""
    if strategy.moves == "lists":
        for lists in (*product(FIRST, LATER), *product(FIRST, LATER, LATER), *SHRINKING):
            told = " -> ".join(map(_named, lists))
            for types in product((0, 1), repeat=max(map(max, lists))):
                wanted = tuple(zone for zone in lists[-1] if not types[zone - 1])
                scenario = _scenario(strategy, lists, types=types)
                yield f"the rebuild {told}{_left_out(types)}", scenario, wanted
    elif strategy.moves == "pages":
        for before, zone in product(product((False, True), repeat=2), (1, 2)):
            has = {each: before[each - 1] != (each == zone) for each in (1, 2)}
            scenario = _scenario(strategy, (LATER[2],), events=(zone,), pages_before=before)
            wanted = (1,) if has[1] else (1, 2)
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
    types: tuple[int, ...] = (0, 0),
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
        types=types,
        nodes=tuple(range(len(types))),
        limit=0,
        mask=None,
        pages_from=(None,) * len(types),
        schedule="w1r1",
        tries=1,
        events=events,
        pages_before=pages_before,
        masks=masks,
        policy=policy,
    )


def _seen(strategy: Strategy, scenario: Scenario) -> str | None:
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
    seen = _named(tuple(zone for zone in zones if isinstance(zone, int)))
    return f"{seen}, leaves the array" if behaviour.run.outside else seen


def _left_out(types: tuple[int, ...]) -> str:
    """Which zones a request leaves out by their type."""
    zones = tuple(zone for zone, kind in enumerate(types, 1) if kind)
    return f" and a request that leaves out {_named(zones)}" if zones else ""


def _named(numbers: tuple[int, ...]) -> str:
    return " ".join(map(str, numbers)) or "nothing"
