"""A sequence count compared before the OOM killer, and a cached slot found anew at every restart.

The fixes of 2017: e47483bca2cc (4.10) recomputes preferred_zoneref and checks before OOM;
902b62810a57 (4.13) ignores a policy that has become disjoint from the cpuset, because policies of a
VMA are rebound outside the sequence count; 5f155f27cb7f (4.13) always brackets.
"""

from dataclasses import replace

from spec.kernel.nodemask import (
    MEMS,
    MEMS_SEQ,
    MMAP_LOCK,
    POLICY,
    policy_nodemask,
    rebind_policy_at_once,
)
from spec.kernel.seqcount import read_seqbegin, read_seqretry
from spec.kernel.zonelist import ZONEREFS
from spec.vocabulary import Condition, Loaded, Place, Reader, Strategy, proved, refuted


def walk(r: Reader, preferred: Place | None) -> None:
    """``get_page_from_freelist()``: the policy's nodemask, then the cpuset."""
    r.walk(preferred or ZONEREFS, masks=(POLICY, MEMS))


def first(r: Reader) -> Place:
    """``ac->preferred_zoneref = first_zones_zonelist(...)``, which does not ask the cpuset."""
    return r.first(ZONEREFS, masks=(POLICY,))


def begin(r: Reader) -> Loaded:
    """``cpuset_mems_cookie = read_mems_allowed_begin();``."""
    return read_seqbegin(r, MEMS_SEQ)


def moved(r: Reader, cookie: Loaded) -> Condition:
    """``check_retry_cpuset(cpuset_mems_cookie, ac)``."""
    return r.ignore_if_disjoint(POLICY, MEMS) | read_seqretry(r, cookie, MEMS_SEQ)


STRATEGY = Strategy(
    name="mask_seqcount",
    arrays=(ZONEREFS,),
    cells=(MEMS_SEQ, MMAP_LOCK),
    masks=(POLICY, MEMS),
    moves="masks",
    writer=rebind_policy_at_once,
    around=policy_nodemask,
    walk=walk,
    first=first,
    begin=begin,
    moved=moved,
    expect={
        "eligible_zone_always_visible": refuted(
            "cpuset",
            "mempolicy",
            "vma_policy",
            because="no single walk is checked: it meets each zone when its node is not allowed",
        ),
        "respects_request": refuted(
            "mempolicy",
            "vma_policy",
            needs={"mempolicy": (1, 3), "vma_policy": (1, 3)},
            because="an old policy and a new cpuset look disjoint, and the policy is ignored",
        ),
        "no_premature_oom": refuted(
            "vma_policy",
            needs={"vma_policy": (1, 3)},
            because="the stale policy of a VMA and the new cpuset may share a node that has no "
            "memory: no count moves any more, and disjoint they are not",
        ),
        "no_premature_oom_last_look": refuted(
            "cpuset",
            "mempolicy",
            "vma_policy",
            because="the last look comes after the check, so nothing covers it",
        ),
        "terminates": proved(
            "the count stands still once writers have stopped, and a policy is ignored only once",
        ),
        "no_deadlock": proved(
            "the count is odd only with interrupts off, and whoever makes it odd waits for nobody",
        ),
        "no_sleep_in_atomic": proved(
            "no lock that sleeps is taken with interrupts off",
        ),
    },
)
WIDE = replace(
    STRATEGY,
    name="mask_seqcount_wide",
    masks=(replace(POLICY, words=2), replace(MEMS, words=2)),
)
