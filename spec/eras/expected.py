"""What the eras expect, where several of them expect the same for the same reason.

An era has two strategies: what happens when its lists move, and when its masks do.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from spec.kernel.nodemask import MEMS, POLICY
from spec.strategies import (
    in_place,
    seqcount_slow_path,
    stop_machine_preempt,
)
from spec.vocabulary import EVERY_KIND, Expected, Strategy, Writer, proved, refuted

Expectations = Mapping[str, Expected]


def when_masks_move(
    lists: Strategy, rebind: Callable[[Writer], None], expect: Expectations
) -> Strategy:
    """The era when its masks move and its lists do not.

    Args:
        lists: the era when its lists move.
        rebind: what the writer does in one change of a task's cpuset.
        expect: the verdicts expected.
    """
    return replace(
        lists,
        name=f"{lists.name}_masks",
        masks=(POLICY, MEMS),
        moves="masks",
        writer=rebind,
        expect=expect,
    )


OWNERS = ("cpuset", "mempolicy", "vma_policy")

QUIET: Expectations = {
    "terminates": proved("what readers wait for and check stands still once writers have stopped"),
    "no_deadlock": proved("the count is odd only with interrupts off, and behind no other lock"),
    "no_sleep_in_atomic": proved("no lock that sleeps is taken with interrupts off"),
}
"""Nobody is in anybody's way."""

ENDLESS = refuted(
    *EVERY_KIND,
    because="should_reclaim_retry() walks from slot 0 and finds a zone that the tries, which begin "
    "at the cached slot, do not come to",
)

STOPPED_FROM_HEAD: Expectations = {
    **stop_machine_preempt.STRATEGY.expect,
    **QUIET,
    "no_premature_oom": refuted(
        "offline",
        "reorder",
        needs={"offline": (2, 3), "reorder": (2, 3)},
        because="a walk that is preempted resumes at a slot whose contents moved; two walks "
        "running can miss, if the list moves under each of them",
    ),
    "no_premature_oom_last_look": refuted(
        "offline",
        "reorder",
        because="the last look is preempted, and resumes at a slot whose contents moved",
    ),
}
"""Zonelists rebuilt under stop_machine, every walk from slot 0."""

STOPPED: Expectations = {
    **stop_machine_preempt.STRATEGY.expect,
    **QUIET,
    "terminates": ENDLESS,
}
"""Zonelists rebuilt under stop_machine, walks from a cached slot."""

OVERWRITTEN: Expectations = {**in_place.STRATEGY.expect, **QUIET, "terminates": ENDLESS}
"""Zonelists overwritten in place, with nothing against readers."""

CHECKED: Expectations = {**seqcount_slow_path.STRATEGY.expect, **QUIET, "terminates": ENDLESS}
"""Zonelists overwritten in place, with a count that the slow path compares."""

_VISIBLE = refuted(
    *OWNERS,
    because="no single walk is checked: it meets each zone when its node is not allowed",
)
_IGNORED = refuted(
    "mempolicy",
    "vma_policy",
    needs={"mempolicy": (1, 3), "vma_policy": (1, 3)},
    because="an old policy and a new cpuset look disjoint, and the policy is ignored",
)

UNGUARDED: Expectations = {
    **QUIET,
    "eligible_zone_always_visible": _VISIBLE,
    "respects_request": _IGNORED,
    "no_premature_oom": refuted(
        *OWNERS,
        needs={"cpuset": (2, 3), "mempolicy": (2, 3)},
        because="two walks running can miss, if the nodes move under each of them; and until the "
        "policy of a VMA follows its cpuset, no node may be in both",
    ).but(
        "armv8",
        "lkmm",
        expect=refuted(
            *OWNERS,
            needs={"cpuset": (2, 3)},
            because="besides, nothing orders the walk's looks at policy and cpuset: a new one and "
            "an old one may have no node in common, in two walks running",
        ),
    ),
    "no_premature_oom_last_look": refuted(
        *OWNERS,
        because="the last look meets every zone when its node is not allowed",
    ),
}
"""Masks that move while every walk begins at slot 0, with no check before the OOM killer."""

COUNTED: Expectations = {
    **QUIET,
    **dict.fromkeys(
        ("eligible_zone_always_visible", "no_premature_oom", "no_premature_oom_last_look"),
        refuted(
            "vma_policy",
            because="nobody waits for the policy of a VMA: until it follows its cpuset, no node "
            "may be in both",
        ),
    ),
    "respects_request": refuted(
        "vma_policy",
        needs={"vma_policy": (1, 3)},
        because="until the policy of a VMA follows its cpuset the two may be disjoint, and the "
        "policy is ignored",
    ),
}
"""Masks that shrink only when the task is outside the allocator."""

KEPT: Expectations = {
    **UNGUARDED,
    "no_premature_oom": refuted(
        *OWNERS,
        because="the slot cached under the old masks lies behind the only zone of the new ones",
    ),
    "terminates": refuted(
        "cpuset",
        "mempolicy",
        because="should_reclaim_retry() walks from slot 0 with the new masks and finds a zone that "
        "the tries, which begin at the slot cached under the old ones, do not come to",
    ),
}
"""A slot cached before the fast path, and a check only behind the OOM killer."""

_GREW = refuted(
    "mempolicy",
    because="should_reclaim_retry() walks from slot 0 with the new policy and finds a zone that "
    "the tries, which begin at the slot cached under the old one, do not come to",
)
_AFTER_THE_CHECK = refuted(
    *OWNERS,
    because="the last look comes after the check, so nothing covers it",
)

BRACKETED_AT_NEED: Expectations = {
    **KEPT,
    "no_premature_oom": refuted(
        "cpuset",
        "vma_policy",
        needs={"cpuset": (2, 4)},
        because="masks that overlap move outside the bracket, and the policy of a VMA follows its "
        "cpuset outside it: the count stands still",
    ),
    "no_premature_oom_last_look": _AFTER_THE_CHECK,
    "terminates": _GREW,
}
"""A check before the OOM killer, of a count that does not move for every change."""

BRACKETED: Expectations = {
    **BRACKETED_AT_NEED,
    "no_premature_oom": refuted(
        "vma_policy",
        needs={"vma_policy": (1, 3)},
        because="the stale policy of a VMA and the new cpuset may share a node that has no memory: "
        "no count moves any more, and disjoint they are not",
    ),
}
"""A check before the OOM killer, of a count that moves with a cpuset and with a task's policy."""
