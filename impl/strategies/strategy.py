"""The parts that make an update strategy."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from impl.instance import Change, Instance, Rebind
from impl.memory import Location, Memory, Value
from impl.request import First, Request, Tested, no_masks, policy_only
from impl.section import Section
from impl.sequence import SequenceCount

Layout: TypeAlias = Callable[[Instance], Mapping[Location, Value]]
"""Returns the value of every location before the first step."""

Writer: TypeAlias = Callable[[Memory, Instance, Iterable[Change]], None]
"""Publishes each change in turn. It asks for the next one when it is done with one."""

Rebinder: TypeAlias = Callable[[Memory, Instance, Iterable[Rebind]], None]
"""Makes each rebind in turn. It asks for the next one when it is done with one."""

Opening: TypeAlias = Callable[[Instance], Section]
"""Returns what a reader does around each scan, in arrays as large as the instance needs."""


Edge: TypeAlias = Callable[[Memory, Instance], None]
"""What a reader does before, or after, everything else of a pass or an allocation."""

Where: TypeAlias = Literal["retry", "empty first slot", "last look"]
"""Where the slow path checks: before each try but the first of a round, where the first slot turns
out to be the terminator, and before the last look.
"""

Cookies: TypeAlias = tuple[Value, ...]
"""What each sequence count was when a round began."""


@dataclass(frozen=True, slots=True)
class Check:
    """The retry check of the slow path: what moved since the round began makes it begin anew.

    `counts` are taken, and looked at, in this order. `intersects`: a policy that leaves none of the
    cpuset's nodes is ignored from then on, and the round begins anew for that too.
    """

    counts: tuple[SequenceCount, ...]
    intersects: bool = False
    places: frozenset[Where] = frozenset(("empty first slot", "last look"))

    def begin(self, memory: Memory) -> Cookies:
        """Take the counts."""
        return tuple(count.begin(memory) for count in self.counts)

    def repeats(self, memory: Memory, cookies: Cookies, tested: Tested) -> tuple[bool, Tested]:
        """Make every look, and return whether to begin anew and the masks to test from now on."""
        kept = tested.without_disjoint_policy(memory) if self.intersects else tested
        moved = [
            count.moved(memory, cookie) for count, cookie in zip(self.counts, cookies, strict=True)
        ]
        return kept != tested or any(moved), kept


def fixed_list(memory: Memory, instance: Instance, changes: Iterable[Change]) -> None:
    """Rebuild nothing.

    Raises:
        ValueError: If there is a change to make.
    """
    del memory, instance
    for _ in changes:
        raise ValueError("Give one list and versions of the nodemasks: the strategy moves those.")


def no_rebinds(memory: Memory, instance: Instance, rebinds: Iterable[Rebind]) -> None:
    """Rebind nothing: the strategy has no nodemask in shared memory.

    Raises:
        ValueError: If the instance has versions of nodemasks.
    """
    del memory, rebinds
    if instance.masks:
        raise ValueError("Give no versions of nodemasks: the strategy has none in shared memory.")


def nothing_around(memory: Memory, instance: Instance) -> None:
    """Do nothing around a whole pass or allocation."""
    del memory, instance


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to update a zonelist, or the nodemasks of a request, under readers.

    `keeps_first`: the slow path caches the first slot that satisfies the request. `check` decides
    whether the slow path starts over. `has_pages` looks up in shared memory whether a zone that an
    allocation visits has pages, where the list does not imply it.

    `masks` names the nodemasks in shared memory; `rebind` writes them, `request` finds them.
    `enter` and `leave` are around a whole pass or allocation, its request included. `first` are the
    masks that the search for the cached slot tests. `reclaim_retry`: the slow path retries as long
    as some zone that a walk from slot 0 finds has pages: should_reclaim_retry().
    """

    name: str
    layout: Layout
    writer: Writer
    section: Opening
    keeps_first: bool = False
    check: Check | None = None
    has_pages: Callable[[Memory, int], bool] | None = None
    masks: tuple[str, ...] = ()
    rebind: Rebinder = no_rebinds
    request: Request = no_masks
    enter: Edge = nothing_around
    leave: Edge = nothing_around
    first: First = policy_only
    reclaim_retry: bool = False
