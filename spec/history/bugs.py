"""The bugs on record, each as a question with the eras that had it.

``eras`` states what was derived and then compared with the kernel's history: the commits that
brought the bug in and took it out. A bug that the model cannot state says why.
"""

from dataclasses import dataclass

from spec.history.question import (
    Question,
    moves_apart,
    policy_apart,
    policy_grows,
    policy_inside,
    unmasked,
)
from spec.instance import Bounds


@dataclass(frozen=True, slots=True)
class Bug:
    """One bug on record.

    Attributes:
        name: as in the table.
        year: when it was reported or fixed.
        commit: the fix.
        said: what happened, in one sentence.
        question: what is asked of every era; None if the model cannot say it.
        eras: those that have the bug.
        recorded: zones and changes of the schedule on record, where it names any.
        shown: the era whose schedule is shown; the first that has it by default.
        outside: why the model cannot say it.
        note: what the eras' answers mean where that is not plain.
    """

    name: str
    year: int
    commit: str
    said: str
    question: Question | None = None
    eras: tuple[str, ...] = ()
    recorded: tuple[int, int] | None = None
    shown: str = ""
    outside: str = ""
    note: str = ""


BUGS = (
    Bug(
        "B1",
        2010,
        "4eaf3f64397c",
        "Two rebuilds at once: one listed a zone whose pagesets the other had yet to build.",
        outside="it is about pagesets and about rebuilds that nothing keeps apart; here a zone has "
        "pages or it has not, and rebuilds come one after another",
    ),
    Bug(
        "B2",
        2010,
        "c0ff7453bb5c",
        "The nodes of a task moved while an allocation walked: it met each zone when its node was "
        "not allowed, and the OOM killer was called with memory free.",
        question=Question("masks", "no_premature_oom", "cpuset", Bounds(3, 2, 1, 1), moves_apart),
        eras=("2.6.34", "4.4", "4.7"),
        recorded=(2, 1),
        note="On record is one walk; it takes two that miss, and so two moves, to reach the OOM "
        "killer from slot 0. The sequence count of 3.4 let it in again, being compared too late.",
    ),
    Bug(
        "B3",
        2017,
        "ea57485af8f4..e47483bca2cc",
        "The slot cached under the old cpuset lies behind the only zone of the new one.",
        question=Question("masks", "no_premature_oom", "cpuset", Bounds(2, 1, 1, 1), moves_apart),
        eras=("4.7",),
        recorded=(2, 1),
    ),
    Bug(
        "B4",
        2017,
        "e47483bca2cc",
        "The same with the nodemask of the task's policy: every try began at the stale slot.",
        question=Question(
            "masks", "no_premature_oom", "mempolicy", Bounds(3, 1, 1, 1), policy_inside
        ),
        eras=("4.7",),
        recorded=(2, 1),
    ),
    Bug(
        "B5",
        2017,
        "902b62810a57",
        "The cpuset moved, the policy of a VMA had yet to follow, and no node was in both; the "
        "sequence count had moved before the allocation looked at it.",
        question=Question(
            "masks", "no_premature_oom", "vma_policy", Bounds(2, 1, 1, 1), policy_apart
        ),
        eras=("2.6.34", "2.6.35", "4.4", "4.7", "4.12"),
        recorded=(2, 1),
        shown="4.12",
    ),
    Bug(
        "B6",
        2022,
        "3d36424b3b58",
        "A zone in front of the cached slot was taken offline: from that slot on the new list has "
        "nothing, and the OOM killer was called with memory free.",
        question=Question("lists", "no_premature_oom", "offline", Bounds(3, 1, 1, 1), unmasked),
        eras=("4.7", "4.12", "4.14"),
        recorded=(2, 1),
    ),
    Bug(
        "B7",
        2022,
        "e553f62f10d9",
        "A zone that had no managed pages when the lists were built was left out for good.",
        outside="it is about which zones a rebuild puts into the list; here that is given",
    ),
    Bug(
        "B8",
        2023,
        "1007843a91909",
        "An interrupt on the CPU that rebuilds the lists allocated, and waited for an even count.",
        question=Question("lists", "no_deadlock", "interrupt", Bounds(2, 1, 1, 1)),
        eras=("6.0",),
    ),
    Bug(
        "B9",
        2023,
        "1007843a91909",
        "An allocation under the console's lock waited for the rebuild, which printed and waited "
        "for the console's lock.",
        question=Question("lists", "no_deadlock", "console", Bounds(2, 1, 1, 1)),
        eras=("6.0",),
    ),
    Bug(
        "B10",
        2023,
        "a2ebb51575828",
        "On PREEMPT_RT the sequence lock's spinlock sleeps, and was taken with interrupts off.",
        question=Question("lists", "no_sleep_in_atomic", "preempt_rt", Bounds(2, 1, 1, 1)),
        eras=("6.4",),
    ),
    Bug(
        "B11",
        2025,
        "e05741fb10c3",
        "The policy's nodes grew: should_reclaim_retry() saw a zone before the cached slot and "
        "said retry, the tries from the slot found nothing, for ever.",
        question=Question("masks", "terminates", "mempolicy", Bounds(2, 1, 1, 1), policy_grows),
        eras=("4.7", "4.12", "4.14", "6.0", "6.4", "6.6"),
        recorded=(2, 1),
    ),
)
