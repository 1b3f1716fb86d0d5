"""What a reader can see where masks move, and on the eras, is what the memory model allows.

As in `test_outcomes`: the sets are equal, both ways, on x86 and on ARMv8, for requests without a
policy, with their task's, and with that of a VMA. A load is not buffered behind what it decides
here either, though a reader of 2010 stores: a barrier follows, and another comes before it stores
again.
"""

from itertools import product
from typing import Any

import pytest

from conformance import small
from conformance.judgement import EVERY, PAGES
from conformance.test_outcomes import MACHINES, agree, all_happen
from impl.machine import MachineName
from spec.instance import OWNERS
from spec.scenario import Scenario

NAMES = [name for name in EVERY if name not in PAGES]

MANY_STATES = {
    *("mask_seqcount", "mask_seqcount_wide"),
    *("v4_7_masks", "v4_12_masks", "v4_14_masks"),
    *("v6_0", "v6_4", "v6_6", "v6_16"),
    *("v6_0_masks", "v6_4_masks", "v6_6_masks", "v6_16_masks"),
}
"""Where it takes long to compare allocations, and for all that obey a policy."""


def cases(reader: str) -> list[Any]:
    """Every strategy and owner of a policy on each machine, as parameters of a test."""
    params = []
    for name, owner, machine in product(NAMES, OWNERS, MACHINES):
        if owner != "none" and len(EVERY[name].masks) < 2:
            continue
        heavy = owner != "none" or name in MANY_STATES or machine == "tso"
        marks = [pytest.mark.slow] if heavy and reader == "allocation" else []
        words = (name, owner, machine) if owner != "none" else (name, machine)
        params.append(pytest.param(name, owner, machine, marks=marks, id="-".join(words)))
    return params


def scenario(name: str, reader: str, owner: str) -> Scenario:
    """A zone that leaves, or masks that move to another node."""
    if EVERY[name].moves == "masks":
        return small.rebinds(name, reader, small.REBINDS[0], owner=owner)
    return small.scenario(name, reader, small.LEAVES, (1, 0))


@pytest.mark.parametrize(("name", "owner", "machine"), cases("pass"))
def test_a_pass_does_what_is_allowed(name: str, owner: str, machine: MachineName) -> None:
    """The outcomes are the same, and each comes about by the loads that the spec says."""
    agree(scenario(name, "pass", owner), machine)
    all_happen(scenario(name, "pass", owner), machine)


@pytest.mark.parametrize(("name", "owner", "machine"), cases("allocation"))
def test_an_allocation_does_what_is_allowed(name: str, owner: str, machine: MachineName) -> None:
    """The outcomes are the same."""
    agree(scenario(name, "allocation", owner), machine)
