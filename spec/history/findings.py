"""What the kernels still get wrong, or got wrong unnoticed: on record as bugs nowhere we know of.

Each is a question that some eras fail, its cost, and the smallest change we know that proves it
away. Some were suspected, and say by whom.
"""

from collections.abc import Callable
from dataclasses import dataclass

from spec.eras import PAIRS
from spec.history.cures import (
    believe_a_still_count,
    bracket_always,
    check_at_retry,
    check_behind_the_last_look,
    check_every_pass,
    keep_walks_together,
    one_word,
    shrink_last,
)
from spec.history.question import Question, overlaps, policy_overlaps, unmasked
from spec.instance import Bounds
from spec.vocabulary import Strategy

ALL = tuple(PAIRS)
BUT_2_6_35 = tuple(era for era in ALL if era != "2.6.35")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that goes wrong and is not on record.

    Attributes:
        name: as in the table.
        said: what goes wrong, in one sentence.
        question: what is asked of every era.
        eras: those that fail.
        consequence: what it costs, in kernel terms.
        cure: from an era to the same with the smallest change that helps; its docstring says which.
        shown: the era whose schedule is shown and whose cure is proved; the last one by default.
    """

    name: str
    said: str
    question: Question
    eras: tuple[str, ...]
    consequence: str
    cure: Callable[[Strategy], Strategy]
    shown: str = ""

    @property
    def era(self) -> str:
        """The era whose schedule is shown."""
        return self.shown or self.eras[-1]

    @property
    def cured_by(self) -> str:
        """What the cure changes, in one line."""
        return (self.cure.__doc__ or "").split("\n")[0]


FINDINGS = (
    Finding(
        "U1",
        "The last look before the OOM killer comes after any check of the cookies, so a rebuild "
        "that falls into it goes unseen.",
        Question("lists", "no_premature_oom_last_look", "offline", Bounds(3, 1, 1, 1)),
        ALL,
        "an OOM kill although a zone that the request may use has just got free pages; before 6.0 "
        "there was no check at all",
        check_behind_the_last_look,
    ),
    Finding(
        "U2",
        "The same with the masks: a cpuset that moves during the last look goes unseen.",
        Question("masks", "no_premature_oom_last_look", "cpuset", Bounds(2, 1, 1, 1)),
        BUT_2_6_35,
        "an OOM kill, charged to a cpuset whose old nodes and new nodes both have free pages",
        check_behind_the_last_look,
    ),
    Finding(
        "U3",
        "Index and pointer of a zoneref are two words, and success is never validated: the index "
        "of one zone can vouch for the pointer of another.",
        Question("lists", "respects_request", "online", Bounds(3, 1, 1, 1), unmasked),
        ALL,
        "a page from a zone above the request's limit: an address that a device cannot reach, or "
        "an unmovable page in ZONE_MOVABLE, which then cannot be unplugged; where stop_machine() "
        "rebuilds, only with CONFIG_PREEMPT",
        one_word,
    ),
    Finding(
        "U4",
        "B11 without any mask: a zone in front of the cached slot goes offline; "
        "should_reclaim_retry() sees the zone that moved up, and the tries do not.",
        Question("lists", "terminates", "offline", Bounds(3, 1, 1, 1), unmasked),
        ("4.7", "4.12", "4.14", "6.0", "6.4", "6.6"),
        "a task loops in the slow path for as long as reclaim makes progress, and never comes to "
        "the check that would send it back to restart:",
        check_at_retry,
    ),
    Finding(
        "U5",
        "902b62810a57 (B5) asks whether policy and cpuset share a node; the stale policy of a VMA "
        "may share one that has no memory to give.",
        Question("masks", "no_premature_oom", "vma_policy", Bounds(3, 1, 1, 1), policy_overlaps),
        ALL,
        "an OOM kill of a page fault under MPOL_BIND while the nodes it was bound to, and those it "
        "is being bound to, have free pages",
        shrink_last,
    ),
    Finding(
        "U6",
        "Policy and cpuset are read one after the other; a rebind in between makes an old policy "
        "and a new cpuset look disjoint, and the policy is ignored.",
        Question("masks", "respects_request", "mempolicy", Bounds(3, 1, 1, 1)),
        BUT_2_6_35,
        "a task bound by MPOL_BIND gets memory on a node that it was bound to neither before nor "
        "after; nothing tells it",
        believe_a_still_count,
    ),
    Finding(
        "U7",
        "Between the cpuset's move and the rebind of a VMA's policy the two can be disjoint, and "
        "the policy is ignored meanwhile.",
        Question("masks", "respects_request", "vma_policy", Bounds(3, 1, 1, 1)),
        ALL,
        "pages of a bound mapping land on a node that its policy names neither before nor after; "
        "902b62810a57 takes that rather than an OOM kill",
        shrink_last,
    ),
    Finding(
        "U8",
        "A pass that meets the rebuild can end without the only zone that the request may use; "
        "the fast path, bulk allocations and the walks of reclaim have no check at all.",
        Question("lists", "eligible_zone_always_visible", "offline", Bounds(3, 1, 1, 1)),
        ALL,
        "an allocation that had memory goes into the slow path and wakes kswapd, a bulk allocation "
        "comes back short: claims 2 and 6 of the thread, which took them for harmless",
        check_every_pass,
    ),
    Finding(
        "U9",
        "Without a policy, masks that overlap change while no count moves: the old nodes vanish "
        "under a walk unseen.",
        Question("masks", "no_premature_oom", "cpuset", Bounds(4, 2, 1, 1), overlaps),
        ("2.6.34", "4.4", "4.7", "4.12"),
        "an OOM kill although old and new nodes have free pages, if the nodes that stay have none; "
        "5f155f27cb7f (4.13) named it as a risk and took it away",
        bracket_always,
    ),
    Finding(
        "U10",
        "B6 needs no cached slot: preempted inside two walks running, a task misses the zone in "
        "both, under stop_machine() too.",
        Question("lists", "no_premature_oom", "offline", Bounds(3, 2, 1, 1)),
        ("2.6.34", "2.6.35", "4.4", "4.7", "4.12", "4.14"),
        "an OOM kill with memory free, with CONFIG_PREEMPT, after two removals; 3d36424b3b58 "
        "suspects that its race is as old as hotplug",
        keep_walks_together,
        shown="4.4",
    ),
)
