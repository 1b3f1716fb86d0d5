"""The nodemasks in shared memory that the walks of one request test."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from impl.instance import Instance
from impl.memory import Memory
from impl.nodemask import Nodemask, intersect


@dataclass(frozen=True, slots=True)
class Tested:
    """The nodemasks of one request; None = it has no such mask.

    `policy` is a mempolicy's nodemask, `mems` the cpuset's.
    """

    policy: Nodemask | None = None
    mems: Nodemask | None = None

    @property
    def everywhere(self) -> tuple[Nodemask, ...]:
        """The masks that a walk tests, in order."""
        return tuple(mask for mask in (self.policy, self.mems) if mask is not None)

    def without_disjoint_policy(self, memory: Memory) -> "Tested":
        """Return the same masks without a policy that leaves no node: it is ignored from now on."""
        if self.policy is None or self.mems is None or intersect(memory, self.policy, self.mems):
            return self
        return replace(self, policy=None)


Request: TypeAlias = Callable[[Memory, Instance], Tested]
"""Finds, once for a whole pass or allocation, the nodemasks that its walks test."""

First: TypeAlias = Callable[[Tested], tuple[Nodemask, ...]]
"""Chooses the nodemasks that the search for the slow path's first slot tests."""


def no_masks(memory: Memory, instance: Instance) -> Tested:
    """Test no nodemask in shared memory."""
    del memory, instance
    return Tested()


def policy_only(tested: Tested) -> tuple[Nodemask, ...]:
    """Leave the cpuset to the walk: __alloc_pages_slowpath() since e47483bca2cc (4.10)."""
    return () if tested.policy is None else (tested.policy,)


def policy_or_mems(tested: Tested) -> tuple[Nodemask, ...]:
    """Test the cpuset where there is no policy: prepare_alloc_pages(), 4.7 to 4.9."""
    return tested.everywhere[:1]
