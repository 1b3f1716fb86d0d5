"""Concrete instances for Spin, and what going through every schedule finds in them."""

import shutil
from random import Random

import pytest

from spec.scenario import Scenario
from spec.vocabulary import Strategy
from tests.explorer import KINDS, Instance, explore

ABSENT = next((name for name in ("spin", "gcc") if shutil.which(name) is None), "")

needs_spin = pytest.mark.skipif(bool(ABSENT), reason=f"{ABSENT} is not installed")


def instance(random: Random, strategy: Strategy) -> Instance:
    """Two to four zones, one or two rebuilds or events, often of one kind and a narrow request."""
    size = random.randint(2, 4)
    changes = random.randint(1, 2)
    everything = [*range(1, size + 1)]
    events: tuple[int, ...] = ()
    lists = [random.sample(everything, random.randint(2, size))]
    if strategy.moves == "pages":
        events = tuple(random.choices(lists[0], k=changes))
    else:
        kind = random.choice(KINDS)
        while len(lists) <= changes:
            lists.append(_next_list(random, lists[-1], everything, kind))
    return Instance(
        tuple(map(tuple, lists)),
        tuple(random.choices((0, 1), weights=(2, 1), k=size)),
        tuple(random.choices(range(size), k=size)),
        random.choice((0, 0, 1)),
        random.choice((None, frozenset(random.sample(range(size), 2)))),
        (None,) * size if events else tuple(random.choices((None, 0, 1, 2, 3), k=size)),
        events,
        tuple(random.choices((0, 1), k=size)) if events else (),
    )


def _next_list(random: Random, old: list[int], everything: list[int], kind: str) -> list[int]:
    new = [*old]
    if kind == "offline" and len(old) > 1:
        new.remove(random.choice(old))
    elif kind == "online" and len(old) < len(everything):
        new.insert(random.randint(0, len(old)), random.choice([*{*everything} - {*old}]))
    elif kind == "reorder":
        random.shuffle(new)
    else:
        new = random.sample(everything, random.randint(1, len(everything)))
    return new


def scenario(strategy: Strategy, prop: str, given: Instance, reader: str, tries: int) -> Scenario:
    """The instance as the spec has it."""
    return Scenario(
        strategy=strategy.name,
        prop=prop,
        reader=reader,
        lists=given.lists,
        types=given.types,
        nodes=given.nodes,
        limit=given.limit,
        mask=given.mask,
        pages_from=given.pages_from,
        schedule="w1r1",
        tries=tries,
        events=given.events,
        pages_before=tuple(bool(has) for has in given.pages0),
    )


def violated(strategy: Strategy, prop: str, given: Instance, reader: str, tries: int) -> bool:
    """Whether some schedule of the instance violates the property."""
    return prop in explore(strategy.name, given, reader, tries=tries).broken
