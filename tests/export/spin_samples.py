"""Concrete instances for Spin, and what going through every schedule finds in them."""

import shutil
from random import Random

import pytest

from spec.scenario import Scenario
from spec.vocabulary import Strategy
from tests.explorer import Instance, explore, sampled

ABSENT = next((name for name in ("spin", "gcc") if shutil.which(name) is None), "")

needs_spin = pytest.mark.skipif(bool(ABSENT), reason=f"{ABSENT} is not installed")


def instance(random: Random, strategy: Strategy) -> Instance:
    """Two to four zones, one or two rebuilds or events."""
    return sampled(random, strategy.moves, random.randint(2, 4), random.randint(1, 2))


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
