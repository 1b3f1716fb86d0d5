"""What is asked of every era: one property, one kind of event, inside bounds of its own."""

from dataclasses import dataclass
from itertools import pairwise

from spec.eras import PAIRS
from spec.instance import Bounds, Instance
from spec.program import Within
from spec.term import Bool, all_of, any_of, implies, negate
from spec.vocabulary import Strategy


@dataclass(frozen=True, slots=True)
class Question:
    """One question that every era can be asked.

    Attributes:
        moves: ``lists`` or ``masks``.
        prop: the property's name.
        kind: of rebuild or rebind, or the context.
        bounds: of the instances and schedules looked at.
        within: confines the instances to the layout on record; None for all.
    """

    moves: str
    prop: str
    kind: str
    bounds: Bounds
    within: Within | None = None

    def of(self, era: str) -> Strategy:
        """The strategy of the era that the question is about."""
        lists, masks = PAIRS[era]
        return lists if self.moves == "lists" else masks

    @property
    def text(self) -> str:
        """The question in a few words."""
        events = "rebuild" if self.moves == "lists" else "rebind"
        many = "" if self.bounds.rebuilds == 1 else "s"
        return (
            f"{self.prop} under {self.kind}, {self.bounds.zones} zones, "
            f"{self.bounds.rebuilds} {events}{many}"
        )


def moves_apart(instance: Instance) -> Bool:
    """Every rebind leaves the cpuset no node that it had."""
    return _apart(instance, "mems", "mems")


def policy_apart(instance: Instance) -> Bool:
    """A policy shares no node with the cpuset before or after its own."""
    return _apart(instance, "policy", "mems")


def unmasked(instance: Instance) -> Bool:
    """The request has no nodemask."""
    return negate(instance.masked)


def policy_grows(instance: Instance) -> Bool:
    """A policy keeps every node that it has."""
    return all_of(
        *(
            implies(all_of(instance.has(at), old), new)
            for at, versions in enumerate(pairwise(instance.masks["policy"]), 1)
            for old, new in zip(*versions, strict=True)
        )
    )


def policy_inside(instance: Instance) -> Bool:
    """The cpuset always has every node that the policy ever has."""
    return all_of(
        *(
            implies(all_of(instance.has(here), instance.has(there), mine), its)
            for here, policy in enumerate(instance.masks["policy"])
            for there, mems in enumerate(instance.masks["mems"])
            for mine, its in zip(policy, mems, strict=True)
        )
    )


def overlaps(instance: Instance) -> Bool:
    """Every rebind leaves the cpuset a node that it had."""
    mems = instance.masks["mems"]
    return all_of(
        *(
            implies(instance.has(at), any_of(*(all_of(*nodes) for nodes in zip(*two, strict=True))))
            for at, two in enumerate(pairwise(mems), 1)
        )
    )


def policy_overlaps(instance: Instance) -> Bool:
    """A policy always shares a node with the cpuset, before and after its own."""
    return all_of(
        *(
            implies(
                all_of(instance.has(here), instance.has(there)),
                any_of(*(all_of(*nodes) for nodes in zip(policy, mems, strict=True))),
            )
            for here, policy in enumerate(instance.masks["policy"])
            for there, mems in enumerate(instance.masks["mems"])
        )
    )


def _apart(instance: Instance, one: str, other: str) -> Bool:
    """No version of the one mask shares a node with another version of the other."""
    return all_of(
        *(
            implies(
                all_of(instance.has(here), instance.has(there)),
                negate(any_of(*(all_of(*nodes) for nodes in zip(left, right, strict=True)))),
            )
            for here, left in enumerate(instance.masks[one])
            for there, right in enumerate(instance.masks[other])
            if here != there
        )
    )
